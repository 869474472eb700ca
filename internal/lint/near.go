package lint

import (
	"cmp"
	"path"
	"slices"
	"strings"

	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/source"
)

// Find returns the documents of a kind, namespace and name, the one nearest to from first: in the same file, then in the
// same folder, then in the folder with the most in common. An environment a folder is a usual layout, and each has its own.
// A namespace that is not written could be any.
func (s *Set) Find(group, kind, namespace, named string, from *manifest.Document) []*manifest.Document {
	type candidate struct {
		*manifest.Document
		distance int
	}
	var candidates []candidate
	for _, d := range s.byName[name{groupKind{group, kind}, named}] {
		if SameNamespace(d.Namespace, namespace) {
			candidates = append(candidates, candidate{d, distance(d, from, namespace)})
		}
	}
	slices.SortStableFunc(candidates, func(a, b candidate) int { return cmp.Compare(b.distance, a.distance) })
	var out []*manifest.Document
	for _, c := range candidates {
		out = append(out, c.Document)
	}
	return out
}

// One returns the first document of Find, nil if there is none. It does not compare all candidates.
func (s *Set) One(group, kind, namespace, named string, from *manifest.Document) *manifest.Document {
	n := name{groupKind{group, kind}, named}
	switch known := s.byName[n]; len(known) {
	case 0:
		return nil
	case 1:
		if SameNamespace(known[0].Namespace, namespace) {
			return known[0]
		}
		return nil
	}
	return s.near[n]().nearest(namespace, from)
}

// SameNamespace reports whether two namespaces can be the same: they are equal, or one of them is not written or is a template.
func SameNamespace(a, b string) bool { return a == b || isOpen(a) || isOpen(b) }

func isOpen(namespace string) bool { return namespace == "" || strings.ContainsAny(namespace, "{$") }

// distance grows with nearness: the same namespace in so many words weighs most.
func distance(d, from *manifest.Document, namespace string) int {
	n := common(path.Dir(d.File.Name()), path.Dir(from.File.Name()))
	if d.File == from.File {
		n += 1 << 10
	}
	if d.Namespace == namespace {
		n += 1 << 11
	}
	return n
}

// common counts the folders that two paths have in common. For the same path it returns a number above all such counts.
func common(a, b string) int {
	if a == b {
		return 1 << 9
	}
	for n := 0; ; n++ {
		first, restA, moreA := strings.Cut(a, "/")
		other, restB, moreB := strings.Cut(b, "/")
		if first != other {
			return n
		}
		if !moreA || !moreB {
			return n + 1
		}
		a, b = restA, restB
	}
}

// A nearIndex finds the documents of one kind and name by where they are.
type nearIndex struct {
	first    map[spot]*manifest.Document     // the first document at a spot, in the order of the input
	inFolder map[string][]*manifest.Document // by folder, in the order of the input
}

// A spot is a file, a folder, or a folder and all below it; for documents whose namespace matches.
type spot struct {
	namespaces match
	namespace  string // for exact
	file       *source.File
	folder     string
	below      bool
}

// A match says which namespaces the documents of a spot have.
type match int

const (
	exact    match = iota // one namespace, in so many words
	open                  // one that is not known
	anywhere              // any
)

func newNearIndex(documents []*manifest.Document) nearIndex {
	x := nearIndex{map[spot]*manifest.Document{}, map[string][]*manifest.Document{}}
	for _, d := range documents {
		folder := path.Dir(d.File.Name())
		x.inFolder[folder] = append(x.inFolder[folder], d)
		for _, at := range spotsOf(d) {
			x.add(at, exact, d.Namespace, d)
			x.add(at, anywhere, "", d)
			if isOpen(d.Namespace) {
				x.add(at, open, "", d)
			}
		}
	}
	return x
}

func (x nearIndex) add(at spot, namespaces match, namespace string, d *manifest.Document) {
	at.namespaces, at.namespace = namespaces, namespace
	if x.first[at] == nil {
		x.first[at] = d
	}
}

// nearest returns the document that has the greatest distance to from; the first one of several.
func (x nearIndex) nearest(namespace string, from *manifest.Document) *manifest.Document {
	spots := spotsOf(from)
	others := open
	if isOpen(namespace) {
		others = anywhere
	}
	for _, m := range []match{exact, others} {
		for _, at := range spots {
			if at.namespaces = m; m == exact {
				at.namespace = namespace
			}
			if d := x.first[at]; d != nil {
				return d
			}
		}
	}
	return nil
}

// spotsOf returns where a document is, from its file to the folder of all.
func spotsOf(d *manifest.Document) []spot {
	folder := path.Dir(d.File.Name())
	out := []spot{{file: d.File}, {folder: folder}}
	for at := folder + "/"; at != ""; at = at[:strings.LastIndexByte(at[:len(at)-1], '/')+1] {
		out = append(out, spot{folder: at, below: true})
	}
	return append(out, spot{below: true})
}
