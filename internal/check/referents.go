package check

import (
	"slices"
	"strings"

	"github.com/backendctl/backendctl/internal/fuzzy"
	"github.com/backendctl/backendctl/internal/manifest"
)

// mostCompared is how many pairs of names are compared for a suggestion. In a run with more of them, a Secret whose name is almost right is
// not suggested unless something else refers to it.
const mostCompared = 1 << 17

// named returns the files, by their indexes, that were left for later and have an object which one of the others names: exactly, as
// nearly as a suggestion needs, or by a name that only the parser can read.
func named(parts []part) []int {
	w := wanted{files: map[string][]int{}, secrets: map[string]bool{}, found: map[string]bool{}, missing: map[string]bool{}}
	var out []int
	for i := range parts {
		r := &parts[i].referents
		if r.Hidden {
			out = append(out, i)
			continue
		}
		for _, name := range r.Names {
			w.files[name] = append(w.files[name], i)
			w.secrets[name] = w.secrets[name] || slices.Contains(r.Kinds, secretKind)
		}
	}
	if len(w.files) > 0 {
		w.lookAt(parts)
	}
	for name := range w.found {
		out = append(out, w.files[name]...)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// secretKind is the kind of the objects of which a rule suggests one by its name.
const secretKind = "Secret"

// wanted finds the names of objects that documents speak of.
type wanted struct {
	files   map[string][]int // by the names of objects that were left for later
	secrets map[string]bool  // the names that may be those of Secrets
	found   map[string]bool
	missing map[string]bool // the names in references to Secrets that none has
}

func (w *wanted) lookAt(parts []part) {
	for i := range parts {
		for _, d := range parts[i].parsed {
			w.look(d.Root, false)
		}
	}
	for i := range parts {
		for _, d := range parts[i].parsed {
			if d.Kind == secretKind {
				delete(w.missing, d.Name)
			}
		}
	}
	w.addNear()
}

// look finds names among the scalars of a document. Any of them may be one.
func (w *wanted) look(n *manifest.Node, inReference bool) {
	if n == nil {
		return
	}
	if name := n.String(); name != "" {
		if w.files[name] != nil {
			w.found[name] = true
		}
		if inReference && !w.secrets[name] {
			w.missing[name] = true
		}
	}
	for i := range n.Fields {
		f := &n.Fields[i]
		isSecret := isReferenceKey(f.Key) && strings.Contains(strings.ToLower(f.Key), "secret")
		w.look(f.Value, isSecret || inReference && f.Key == "name")
	}
	for _, item := range n.Items {
		w.look(item, inReference)
	}
}

// addNear finds the names that missing ones may be misspellings of.
func (w *wanted) addNear() {
	if len(w.missing)*len(w.secrets) > mostCompared {
		return
	}
	for name := range w.missing {
		for other, isSecret := range w.secrets {
			if !isSecret {
				continue
			}
			if _, near := fuzzy.Nearest(name, []string{other}); near {
				w.found[other] = true
			}
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
