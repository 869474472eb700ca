package lint

import (
	"path"
	"slices"

	"github.com/backendctl/backendctl/internal/kustomize"
)

// A Generated is a Secret or ConfigMap that a Kustomization generates.
type Generated struct {
	Place              // the entry in the Kustomization's list of generators
	Names     []string // the names that the object may have in the end, without the hash that Kustomize adds
	Namespace string   // "" if unknown: it may be in any namespace
}

// Generated returns the objects that the Kustomizations of the set generate. list is the field with the generators: secretGenerator or
// configMapGenerator. The caller must not change the result.
func (s *Set) Generated(list string) []Generated { return s.kustomizations.made[list]() }

func (ks kustomizations) generated(list string) []Generated {
	var out []Generated
	for _, k := range ks.all {
		for _, entry := range At(k.Document, list).Items() {
			n := naming{g: Generated{Place: entry, Namespace: entry.Field("namespace").Word()}, outer: ks.outer(), done: map[nameStep]bool{}, known: map[string]bool{}}
			n.visit(k, entry.Field("name").Word(), nil)
			out = append(out, n.g)
		}
	}
	return out
}

// mostNames is the maximum number of names of one Secret or ConfigMap. There is a limit because each level of Kustomizations can multiply
// the names.
const mostNames = 1 << 16

// A naming collects the names that Kustomizations derive from one name, from the innermost Kustomization outward.
type naming struct {
	g     Generated
	outer map[string][]*kustomize.Kustomization
	done  map[nameStep]bool
	known map[string]bool // the names that g has already
}

// A nameStep is a name of an object, and the Kustomization that may change it. Several paths can lead to the same nameStep.
type nameStep struct {
	*kustomize.Kustomization
	name string
}

// visit adds the names that a Kustomization, and the Kustomizations that include it, derive from a name. A Kustomization with a namespace
// moves everything that it generates and lists into this namespace. The namespace of g is then known only if this Kustomization lists no
// resources. inside are the Kustomizations on the path to k.
func (n *naming) visit(k *kustomize.Kustomization, name string, inside []*kustomize.Kustomization) {
	if n.done[nameStep{k, name}] || len(n.g.Names) >= mostNames || slices.Contains(inside, k) {
		return
	}
	n.done[nameStep{k, name}] = true
	if namespace := At(k.Document, "namespace"); namespace.Exists() {
		n.g.Namespace = ""
		if len(k.Resources) == 0 {
			n.g.Namespace = namespace.Word()
		}
	}
	renamed := k.Rename(name)
	n.add(name)
	n.add(renamed)
	inside = append(inside, k)
	for _, outer := range n.outer[path.Clean(k.Folder)] {
		n.visit(outer, renamed, inside)
	}
}

func (n *naming) add(name string) {
	if !n.known[name] {
		n.known[name] = true
		n.g.Names = append(n.g.Names, name)
	}
}
