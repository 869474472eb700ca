package check

import (
	"slices"

	"github.com/backendctl/backendctl/internal/fuzzy"
	"github.com/backendctl/backendctl/internal/manifest"
)

// mostCompared is how many pairs of names are compared for a suggestion. In a run with more of them, a name that is almost right is not
// found among the objects that nothing refers to.
const mostCompared = 1 << 17

// named returns the files, by their indexes, that were left for later and have an object which one of the others names: exactly, almost,
// or by a name that only the parser can read.
func named(parts []part) []int {
	files := map[string][]int{}
	var out []int
	for i := range parts {
		if parts[i].referents.Hidden {
			out = append(out, i)
			continue
		}
		for _, name := range parts[i].referents.Names {
			files[name] = append(files[name], i)
		}
	}
	if len(files) == 0 {
		return out
	}
	w := wanted{files: files, found: map[string]bool{}, known: map[string]bool{}, missing: map[string]bool{}}
	for i := range parts {
		for _, d := range parts[i].parsed {
			w.known[d.Name] = true
			w.look(d.Root, false)
		}
	}
	w.addNear()
	for name := range w.found {
		out = append(out, files[name]...)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// wanted finds the names of objects that documents speak of.
type wanted struct {
	files   map[string][]int // by the names of objects
	found   map[string]bool
	known   map[string]bool // names of documents that have been parsed
	missing map[string]bool // names in references that no object has
}

// look finds names among the scalars of a document. Any of them may be one.
func (w *wanted) look(n *manifest.Node, inReference bool) {
	if n == nil {
		return
	}
	if name := n.String(); name != "" {
		if w.files[name] != nil {
			w.found[name] = true
		} else if inReference {
			w.missing[name] = true
		}
	}
	for i := range n.Fields {
		f := &n.Fields[i]
		w.look(f.Value, isReferenceKey(f.Key) || inReference && f.Key == "name")
	}
	for _, item := range n.Items {
		w.look(item, inReference)
	}
}

// addNear finds the names that missing ones are likely to be misspellings of.
func (w *wanted) addNear() {
	for name := range w.known {
		delete(w.missing, name)
	}
	if len(w.missing)*len(w.files) > mostCompared {
		return
	}
	names := make([]string, 0, len(w.files))
	for name := range w.files {
		names = append(names, name)
	}
	for name := range w.missing {
		if near, found := fuzzy.Nearest(name, names); found {
			w.found[near] = true
		}
	}
}

// unnamed returns the kinds of which files that were not parsed may have objects of any name.
func unnamed(parts []part) map[string]bool {
	kinds := map[string]bool{}
	for i := range parts {
		if parts[i].referents.Template {
			for _, kind := range parts[i].referents.Kinds {
				kinds[kind] = true
			}
		}
	}
	return kinds
}
