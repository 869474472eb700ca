package check

import (
	"slices"
	"strings"

	"github.com/backendctl/backendctl/internal/fuzzy"
	"github.com/backendctl/backendctl/internal/manifest"
)

// mostCompared is the maximum number of pairs of names to compare for a suggestion. In a run with more pairs, a Secret with a similar name
// is suggested only if another object refers to it.
const mostCompared = 1 << 17

// named returns the indexes of the postponed files that have to be parsed. An object in such a file has a name that a parsed document
// contains, or a similar name that a rule may suggest, or a name that only the parser can read.
func named(results []fileResult) []int {
	w := wantedNames{files: map[string][]int{}, secrets: map[string]bool{}, found: map[string]bool{}, missing: map[string]bool{}}
	var out []int
	for i := range results {
		r := &results[i].referents
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
		w.lookAt(results)
	}
	for name := range w.found {
		out = append(out, w.files[name]...)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// secretKind is the only kind with a rule that suggests similar names.
const secretKind = "Secret"

// wantedNames collects the names of objects in postponed files that other documents refer to.
type wantedNames struct {
	files   map[string][]int // the postponed files, by the names of their objects
	secrets map[string]bool  // the names that may be names of Secrets
	found   map[string]bool  // the names of objects in postponed files that a document contains
	missing map[string]bool  // the names in references to Secrets, without the names of existing Secrets
}

func (w *wantedNames) lookAt(results []fileResult) {
	for i := range results {
		for _, d := range results[i].parsed {
			w.look(d.Root, false)
		}
	}
	for i := range results {
		for _, d := range results[i].parsed {
			if d.Kind == secretKind {
				delete(w.missing, d.Name)
			}
		}
	}
	w.addNear()
}

// look collects names among the scalars of a document. Any scalar may be a name. inReference reports that n belongs to a reference to a
// Secret.
func (w *wantedNames) look(n *manifest.Node, inReference bool) {
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

// addNear adds to found the names of Secrets that are similar to a missing name.
func (w *wantedNames) addNear() {
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

// unnamed returns the kinds of objects whose names are templates in files that were not parsed. Objects of these kinds may have any name.
func unnamed(results []fileResult) map[string]bool {
	kinds := map[string]bool{}
	for i := range results {
		if results[i].referents.Template {
			for _, kind := range results[i].referents.Kinds {
				kinds[kind] = true
			}
		}
	}
	return kinds
}
