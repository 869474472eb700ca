package lint

import (
	"cmp"
	"path"
	"strings"

	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/source"
	"github.com/backendctl/backendctl/internal/stable"
)

// Find returns the documents of a kind, namespace and name, nearest to from first: in the same file, then in the same folder, then in the
// folder with the longest common path. A usual layout has one folder per environment, each with its own objects. A missing namespace
// matches any namespace.
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
	stable.Sort(candidates, func(a, b candidate) int { return cmp.Compare(b.distance, a.distance) })
	var out []*manifest.Document
	for _, c := range candidates {
		out = append(out, c.Document)
	}
	return out
}

// One returns the first document of Find, or nil if there is none. It does not compare all candidates.
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

// SameNamespace reports whether two namespaces can be the same: they are equal, or one of them is missing or a template.
func SameNamespace(a, b string) bool { return a == b || isOpen(a) || isOpen(b) }

func isOpen(namespace string) bool { return namespace == "" || strings.ContainsAny(namespace, "{$") }

// distance returns a number that is greater if two documents are nearer. An equal namespace counts more than the folders of the files.
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

// common returns the number of folders that two paths have in common. For equal paths it returns a number that is greater than all such
// counts.
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

// A nearIndex finds the documents of one kind and name by their file or folder.
type nearIndex struct {
	first    map[spot]*manifest.Document     // the first document at a spot, in input order
	inFolder map[string][]*manifest.Document // the documents in each folder, in input order
}

// A spot is a file, a folder, or a folder with everything below it, for documents with a matching namespace.
type spot struct {
	namespaces match
	namespace  string // the namespace, if namespaces is exact
	file       *source.File
	folder     string
	below      bool
}

// A match classifies the namespaces of the documents at a spot.
type match int

const (
	exact    match = iota // documents in one explicit namespace
	open                  // documents with a namespace that is not known
	anywhere              // documents in any namespace
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

// nearest returns the document for which distance is greatest, or the first of several such documents. It returns nil if no document has a
// matching namespace.
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

// spotsOf returns the spots of a document, from its file to the root folder.
func spotsOf(d *manifest.Document) []spot {
	folder := path.Dir(d.File.Name())
	out := []spot{{file: d.File}, {folder: folder}}
	for at := folder + "/"; at != ""; at = at[:strings.LastIndexByte(at[:len(at)-1], '/')+1] {
		out = append(out, spot{folder: at, below: true})
	}
	return append(out, spot{below: true})
}
