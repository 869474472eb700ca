package convert

import (
	"cmp"
	"slices"
	"strings"

	"github.com/backendctl/backendctl/internal/manifest"
)

// An index finds documents of the set by names, so that the time to convert a set grows with its size and not with its square.
type index struct {
	objects   map[objectName][]*manifest.Document
	referrers map[string][]referrer // by a name that the document refers to; by "" if it refers to all of a kind
}

type objectName struct{ kind, name string }

// A referrer is a document that refers to objects by their names.
type referrer struct {
	part     *part
	document *manifest.Document
	at       int // its place among the referrers of the set
}

func newIndex(files []*file) index {
	x := index{map[objectName][]*manifest.Document{}, map[string][]referrer{}}
	at := 0
	for _, f := range files {
		for _, p := range f.parts {
			for _, d := range p.documents {
				x.add(referrer{p, d, at})
				at++
			}
		}
	}
	return x
}

func (x index) add(r referrer) {
	object := objectName{r.document.Kind, r.document.Name}
	x.objects[object] = append(x.objects[object], r.document)
	names := referredNames(r.document)
	slices.Sort(names)
	for _, name := range slices.Compact(names) {
		x.referrers[name] = append(x.referrers[name], r)
	}
}

// referring returns the documents that may refer to an object of one of the names, in the order of the set.
func (x index) referring(names ...string) []referrer {
	var found []referrer
	for _, name := range append(names, "") {
		found = append(found, x.referrers[name]...)
	}
	slices.SortFunc(found, func(a, b referrer) int { return cmp.Compare(a.at, b.at) })
	return slices.CompactFunc(found, func(a, b referrer) bool { return a.at == b.at })
}

// referredNames returns the names that routes, grants and policies refer to.
func referredNames(d *manifest.Document) []string {
	if d.Root == nil {
		return nil
	}
	var refs []*manifest.Node
	switch {
	case d.Kind == "ReferenceGrant":
		if to := d.Root.Get("spec").Get("to"); to != nil {
			refs = to.Items
		}
	case strings.HasSuffix(d.Kind, "Route"):
		for _, way := range references(d.Root, nil) {
			refs = append(refs, lookup(d.Root, way))
		}
	}
	if targets := d.Root.Get("spec").Get("targetRefs"); targets != nil {
		refs = append(refs, targets.Items...)
	}
	names := make([]string, len(refs))
	for i, ref := range refs {
		names[i] = ref.Get("name").String()
	}
	return names
}
