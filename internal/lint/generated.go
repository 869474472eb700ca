package lint

import (
	"path"
	"slices"

	"github.com/backendctl/backendctl/internal/kustomize"
)

// A Generated is a Secret or ConfigMap that a Kustomization generates.
type Generated struct {
	Place              // its entry in the list of generators
	Names     []string // the names that it may have in the end, without the hash that Kustomize adds
	Namespace string   // empty if it could be any
}

// Generated returns what the Kustomizations of the set generate: secretGenerator or configMapGenerator. The result must not be
// changed.
func (s *Set) Generated(list string) []Generated { return s.kustomizations.made[list]() }

func (ks kustomizations) generated(list string) []Generated {
	var out []Generated
	for _, k := range ks.all {
		for _, entry := range At(k.Document, list).Items() {
			n := naming{g: Generated{Place: entry, Namespace: entry.At("namespace").Word()}, outer: ks.outer(), done: map[namedBy]bool{}, known: map[string]bool{}}
			n.visit(k, entry.At("name").Word(), nil)
			out = append(out, n.g)
		}
	}
	return out
}

// mostNames limits the names of one Secret or ConfigMap: each level of Kustomizations can multiply them.
const mostNames = 1 << 16

// A naming finds the names that Kustomizations make of one, from the innermost outward.
type naming struct {
	g     Generated
	outer map[string][]*kustomize.Kustomization
	done  map[namedBy]bool
	known map[string]bool // the names of g
}

// namedBy is a name that a Kustomization is given: several ways through the others can lead to it.
type namedBy struct {
	*kustomize.Kustomization
	name string
}

// visit adds the names that a Kustomization and those outside of it make of a name. One that sets a namespace moves what it
// generates together with all that it lists, wherever that says that it is.
func (n *naming) visit(k *kustomize.Kustomization, name string, inside []*kustomize.Kustomization) {
	if n.done[namedBy{k, name}] || len(n.g.Names) >= mostNames || slices.Contains(inside, k) {
		return
	}
	n.done[namedBy{k, name}] = true
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
