package lint

import (
	"slices"
	"strings"
	"sync"

	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/source"
	"github.com/backendctl/backendctl/internal/target"
)

// Groups of the kinds that rules use. The name of the core group is empty.
const (
	Core       = ""
	Kgateway   = "gateway.kgateway.dev"
	GatewayAPI = "gateway.networking.k8s.io"
)

// Completeness states how complete a set is known to be.
type Completeness int

// Partial: some files. Tree: whole directories. Stated: everything, because the user set --complete.
const (
	Partial Completeness = iota
	Tree
	Stated
)

// A Set is the documents of a run, indexed by kind, name and references. It is immutable after construction.
type Set struct {
	Complete Completeness
	// Auto means that the user selected no target, so an object may be written for any release.
	Auto bool
	// Types returns the JSON types that a target's schema allows for a field of a Backend, by its JSON Pointer, or nil for an unknown
	// field. It is nil if the schemas are not known.
	Types func(t target.Target, field string) []string

	// Unnamed contains kinds of the core group. Outside of the set, there may be objects of these kinds with unknown names.
	Unnamed map[string]bool

	documents      []*manifest.Document
	kinds          []groupKind          // the kinds of the documents, by the same indexes
	unread         []*manifest.Document // documents that could not be parsed; the kind is a guess
	backends       map[*manifest.Document]bool
	byName         map[name][]*manifest.Document
	byKind         map[groupKind][]*manifest.Document
	bundled        map[string]bool             // the namespaces that the method bundle finds
	apart          map[*manifest.Document]bool // documents that are not in the set, such as patches
	kustomizations kustomizations
	near           map[name]func() nearIndex // for each name in namesakes, an index by file and folder
	namesakes      []name                    // the names that several documents share, in input order
	references     []*Reference
	from           map[*manifest.Document][]*Reference
	to             map[*manifest.Document][]*Reference
	targets        map[*manifest.Document][]*manifest.Document
}

type groupKind struct{ group, kind string }

type name struct {
	groupKind
	name string
}

// NewSet indexes documents. The documents in backends are Backends, even if their kind is misspelt. A Kustomize patch is a part of another
// object, and not a member of the set.
func NewSet(documents []*manifest.Document, backends map[*manifest.Document]bool, complete Completeness) *Set {
	s := &Set{
		Complete: complete, backends: backends,
		byName: make(map[name][]*manifest.Document, len(documents)), byKind: map[groupKind][]*manifest.Document{},
		bundled: map[string]bool{}, kustomizations: newKustomizations(documents), apart: map[*manifest.Document]bool{},
		from: map[*manifest.Document][]*Reference{}, to: map[*manifest.Document][]*Reference{}, targets: map[*manifest.Document][]*manifest.Document{},
	}
	isWhole := wholeObjects(documents)
	s.kinds = make([]groupKind, 0, len(documents))
	s.documents = make([]*manifest.Document, 0, len(documents)) // byName contains slices of this array for names that only one document has
	for _, d := range documents {
		switch {
		case !isWhole(d):
		case d.Root == nil:
			s.unread = append(s.unread, d)
		case d.Root.Kind == manifest.Mapping:
			s.join(d)
			continue
		}
		s.apart[d] = true
	}
	s.indexNamesakes()
	s.bundle()
	s.refer()
	return s
}

// join adds a document to the set.
func (s *Set) join(d *manifest.Document) {
	k := s.kindOf(d)
	s.documents, s.kinds = append(s.documents, d), append(s.kinds, k)
	s.byKind[k] = append(s.byKind[k], d)
	n := name{k, d.Name}
	switch known := s.byName[n]; len(known) {
	case 0:
		last := len(s.documents)
		s.byName[n] = s.documents[last-1 : last : last]
	case 1:
		s.namesakes = append(s.namesakes, n)
		fallthrough
	default:
		s.byName[n] = append(known, d)
	}
}

// indexNamesakes prepares an index by file and folder for each name that several documents share. The indexes are built on first use.
func (s *Set) indexNamesakes() {
	s.near = make(map[name]func() nearIndex, len(s.namesakes))
	for _, n := range s.namesakes {
		s.near[n] = sync.OnceValue(func() nearIndex { return newNearIndex(s.byName[n]) })
	}
}

// Namesakes returns a list of documents for each kind and name that several documents have, in input order.
func (s *Set) Namesakes() [][]*manifest.Document {
	out := make([][]*manifest.Document, len(s.namesakes))
	for i, n := range s.namesakes {
		out[i] = s.byName[n]
	}
	return out
}

// bundle finds the namespaces for which one file contains several kinds of objects: a file with a route, a Backend and a policy is probably
// complete.
func (s *Set) bundle() {
	kinds := map[string]groupKind{} // the first kind in each namespace of the current file
	var file *source.File
	for i, d := range s.documents {
		if d.File != file {
			clear(kinds)
			file = d.File
		}
		k := s.kinds[i]
		if first, seen := kinds[d.Namespace]; seen && first != k {
			s.bundled[d.Namespace] = true
		} else {
			kinds[d.Namespace] = k
		}
	}
}

func (s *Set) kindOf(d *manifest.Document) groupKind {
	if s.backends[d] {
		return groupKind{Kgateway, "Backend"}
	}
	return groupKind{Group(d), d.Kind}
}

// Group returns the API group of a document, "" for the core group.
func Group(d *manifest.Document) string {
	group, _, found := strings.Cut(d.APIVersion, "/")
	if !found {
		return Core
	}
	return group
}

// Documents returns all documents in input order.
func (s *Set) Documents() []*manifest.Document { return s.documents }

// Kind returns the documents of a kind in input order.
func (s *Set) Kind(group, kind string) []*manifest.Document { return s.byKind[groupKind{group, kind}] }

// IsBackend reports whether a document is a Backend.
func (s *Set) IsBackend(d *manifest.Document) bool { return s.backends[d] }

// Absent returns the severity of a missing object of a kind in a namespace: Error if the set is known to be complete, Warning if it is a
// whole directory or has other objects of this kind and namespace. The second result is false if a missing object is not a mistake: in
// single files, or if the object may be in a document that could not be parsed or in a template.
func (s *Set) Absent(group, kind, namespace string) (diag.Severity, bool) {
	represented := slices.ContainsFunc(s.Kind(group, kind), func(d *manifest.Document) bool { return SameNamespace(d.Namespace, namespace) })
	switch {
	case s.MayHide(group, kind):
		return diag.Off, false
	case s.Complete == Stated:
		return diag.Error, true
	case s.Complete == Tree, represented, s.bundled[namespace] && !isKeptApart(group, kind):
		return diag.Warning, true
	}
	return diag.Off, false
}

// MayHide reports whether an object of a kind may exist outside of the set: in a document that could not be parsed, or in a template.
func (s *Set) MayHide(group, kind string) bool {
	return group == Core && s.Unnamed[kind] ||
		slices.ContainsFunc(s.unread, func(d *manifest.Document) bool { return d.Kind == "" || d.Kind == "List" || d.Kind == kind })
}

// isKeptApart reports whether objects of a kind are usually in other files than the objects that use them: a file with a Backend and its
// route but no Secret is normal.
func isKeptApart(group, kind string) bool {
	switch kind {
	case "Secret":
		return group == Core
	case "SealedSecret":
		return group == "bitnami.com"
	case "ExternalSecret":
		return group == "external-secrets.io"
	}
	return false
}

// Proves reports the second result of [Set.Absent]: whether an object that the set does not have is missing. It is for rules with a fixed
// severity.
func (s *Set) Proves(group, kind, namespace string) bool {
	_, ok := s.Absent(group, kind, namespace)
	return ok
}
