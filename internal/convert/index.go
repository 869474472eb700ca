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
	callersOf   map[*manifest.Document][]caller // a cache
}

type objectName struct{ kind, name string }

// A policyTarget is a target of a BackendTLSPolicy.
type policyTarget struct{ namespace, group, kind, name string }

// A referrer is a document that refers to objects by their names.
type referrer struct {
	document *manifest.Document
	at       int // its index among the referrers of the set
	mentions []mention
}

func newIndex(documents []*manifest.Document) *index {
	x := &index{
		map[objectName][]*manifest.Document{}, map[string][]referrer{}, map[policyTarget]*manifest.Document{},
		map[*manifest.Document][]caller{},
	}
	for i, d := range documents {
		x.add(referrer{d, i, mentionsIn(d)})
	}
	return x
}

func (x *index) add(r referrer) {
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

func (x *index) addTLSPolicy(d *manifest.Document) {
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
func (x *index) referring(names ...string) []referrer {
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

// has reports whether the input has an object. An object without a namespace matches every namespace.
func (x *index) has(kind, namespace, name string) bool {
	return slices.ContainsFunc(x.objects[objectName{kind, name}], func(d *manifest.Document) bool {
		return d.Namespace == namespace || d.Namespace == "" || namespace == ""
	})
}

// find returns the object with a name, nil if the input does not have it.
func (x *index) find(in, kind, namespace, name string, _ *manifest.Document) *manifest.Document {
	for _, d := range x.objectsNamed(kind, namespace, name) {
		if groupOf(d.APIVersion) == in {
			return d
		}
	}
	return nil
}

// objectsNamed returns the objects with a kind, name and namespace that can be decoded.
func (x *index) objectsNamed(kind, namespace, name string) []*manifest.Document {
	var found []*manifest.Document
	for _, d := range x.objects[objectName{kind, name}] {
		if d.Namespace == namespace && d.Root != nil && !d.Broken && !d.Encrypted {
			found = append(found, d)
		}
	}
	return found
}
