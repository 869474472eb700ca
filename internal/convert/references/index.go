// Package references finds the references in the documents of an input, and the documents that refer to an object. It changes nothing.
package references

import (
	"cmp"
	"slices"
	"strings"

	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/stable"
)

// An Index finds documents of the input by names. With it, the time of a conversion is proportional to the size of the input, not to its
// square.
type Index struct {
	objects   map[objectName][]*manifest.Document
	referrers map[string][]Referrer // by the name that a document refers to, "" for a reference to a wildcard or to all objects of a kind
	// tlsPolicies has the first BackendTLSPolicy of the input for each target.
	tlsPolicies map[Target]*manifest.Document
	callersOf   map[*manifest.Document][]Caller // a cache of the results of Callers
}

type objectName struct{ kind, name string }

// A Target is a target of a BackendTLSPolicy.
type Target struct{ Namespace, Group, Kind, Name string }

// A Referrer is a document that refers to objects by their names.
type Referrer struct {
	Document *manifest.Document
	at       int // the document's index in the input
	mentions []Mention
}

// New returns an index of documents.
func New(documents []*manifest.Document) *Index {
	x := &Index{
		map[objectName][]*manifest.Document{}, map[string][]Referrer{}, map[Target]*manifest.Document{},
		map[*manifest.Document][]Caller{},
	}
	for i, d := range documents {
		if !isData(d) {
			x.add(Referrer{d, i, MentionsIn(d)})
		}
	}
	return x
}

// isData reports whether a document is not an object, such as the values of a chart or a saved report.
func isData(d *manifest.Document) bool {
	return d.Root != nil && d.Root.Kind == manifest.Mapping && d.Kind == "" && d.APIVersion == ""
}

func (x *Index) add(r Referrer) {
	object := objectName{r.Document.Kind, r.Document.Name}
	x.objects[object] = append(x.objects[object], r.Document)
	if r.Document.Kind == TLSPolicyKind && r.Document.Root != nil {
		x.addTLSPolicy(r.Document)
	}
	names := r.names()
	slices.Sort(names)
	for _, name := range slices.Compact(names) {
		x.referrers[name] = append(x.referrers[name], r)
	}
}

func (x *Index) addTLSPolicy(d *manifest.Document) {
	refs := d.Root.Get("spec").Get("targetRefs")
	if refs == nil {
		return
	}
	for _, ref := range refs.Items {
		about := Target{d.Namespace, GroupIn(ref), ref.Get("kind").String(), ref.Get("name").String()}
		if x.tlsPolicies[about] == nil {
			x.tlsPolicies[about] = d
		}
	}
}

// Referring returns the documents that may refer to an object with one of the names, in the order of the input.
func (x *Index) Referring(names ...string) []Referrer {
	var found []Referrer
	for _, name := range append(names, "") {
		found = append(found, x.referrers[name]...)
	}
	stable.Sort(found, func(a, b Referrer) int { return cmp.Compare(a.at, b.at) })
	return slices.CompactFunc(found, func(a, b Referrer) bool { return a.at == b.at })
}

// names returns the names of objects and the host names that the document refers to.
func (r Referrer) names() []string {
	if r.Document.Root == nil {
		return nil
	}
	var names []string
	spec := r.Document.Root.Get("spec")
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

// key returns the key of a mention in the index: the name or the host name that it refers to, or "" for a wildcard.
func (m Mention) key() string {
	if strings.HasPrefix(m.Name, "*") {
		return ""
	}
	return m.Name
}

// Has reports whether the input has an object. If the object or the parameter has no namespace, every namespace matches.
func (x *Index) Has(kind, namespace, name string) bool {
	return slices.ContainsFunc(x.objects[objectName{kind, name}], func(d *manifest.Document) bool {
		return d.Namespace == namespace || d.Namespace == "" || namespace == ""
	})
}

// Find returns the object with a group (the parameter in), kind, namespace and name, or nil if the input does not have it. The last
// parameter is not used: it makes Find a [gateway.Find].
func (x *Index) Find(in, kind, namespace, name string, _ *manifest.Document) *manifest.Document {
	for _, d := range x.ObjectsNamed(kind, namespace, name) {
		if GroupOf(d.APIVersion) == in {
			return d
		}
	}
	return nil
}

// ObjectsNamed returns the objects with a kind, name and namespace that can be decoded.
func (x *Index) ObjectsNamed(kind, namespace, name string) []*manifest.Document {
	var found []*manifest.Document
	for _, d := range x.objects[objectName{kind, name}] {
		if d.Namespace == namespace && d.Root != nil && !d.Broken && !d.Encrypted {
			found = append(found, d)
		}
	}
	return found
}

// TlsPolicyFor returns the first BackendTLSPolicy of the input with a target, or nil if there is none.
func (x *Index) TlsPolicyFor(target Target) *manifest.Document { return x.tlsPolicies[target] }
