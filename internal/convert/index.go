package convert

import (
	"cmp"
	"slices"
	"strings"

	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/stable"
)

// An index finds documents of the set by names, so that the time of a conversion is proportional to the size of the set, not to its square.
type index struct {
	objects   map[objectName][]*manifest.Document
	referrers map[string][]referrer // by a name that the document refers to; by "" if it refers to all objects of a kind
	// tlsPolicies has the first BackendTLSPolicy of the input for each target.
	tlsPolicies map[policyTarget]*manifest.Document
}

type objectName struct{ kind, name string }

// A referrer is a document that refers to objects by their names.
type referrer struct {
	part     *part
	document *manifest.Document
	at       int // its index among the referrers of the set
	mentions []mention
}

func newIndex(files []*file) index {
	x := index{map[objectName][]*manifest.Document{}, map[string][]referrer{}, map[policyTarget]*manifest.Document{}}
	at := 0
	for _, f := range files {
		for _, p := range f.parts {
			for _, d := range p.documents {
				x.add(referrer{p, d, at, mentionsIn(d)})
				at++
			}
		}
	}
	return x
}

func (x index) add(r referrer) {
	object := objectName{r.document.Kind, r.document.Name}
	x.objects[object] = append(x.objects[object], r.document)
	if r.document.Kind == tlsPolicyKind && r.document.Root != nil {
		x.addTLSPolicy(r.document)
	}
	names := r.names()
	slices.Sort(names)
	for _, name := range slices.Compact(names) {
		x.referrers[name] = append(x.referrers[name], r)
	}
}

func (x index) addTLSPolicy(d *manifest.Document) {
	refs := d.Root.Get("spec").Get("targetRefs")
	if refs == nil {
		return
	}
	for _, ref := range refs.Items {
		about := policyTarget{d.Namespace, groupIn(ref), ref.Get("kind").String(), ref.Get("name").String()}
		if x.tlsPolicies[about] == nil {
			x.tlsPolicies[about] = d
		}
	}
}

// referring returns the documents that may refer to an object with one of the names, in the order of the set.
func (x index) referring(names ...string) []referrer {
	var found []referrer
	for _, name := range append(names, "") {
		found = append(found, x.referrers[name]...)
	}
	stable.Sort(found, func(a, b referrer) int { return cmp.Compare(a.at, b.at) })
	return slices.CompactFunc(found, func(a, b referrer) bool { return a.at == b.at })
}

// names returns the object names and hosts that the document refers to.
func (r referrer) names() []string {
	if r.document.Root == nil {
		return nil
	}
	var names []string
	spec := r.document.Root.Get("spec")
	for _, list := range []*manifest.Node{spec.Get("targetRefs"), spec.Get("to")} {
		if list == nil {
			continue
		}
		for _, ref := range list.Items {
			names = append(names, ref.Get("name").String())
		}
	}
	for _, m := range r.mentions {
		names = append(names, m.key())
	}
	return names
}

// key returns the index key of a mention: "" for a wildcard, the host for a reference to a host.
func (m mention) key() string {
	if strings.HasPrefix(m.name, "*") {
		return ""
	}
	return m.name
}
