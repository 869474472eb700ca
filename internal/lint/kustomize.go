package lint

import (
	"path"
	"slices"
	"strings"
	"sync"

	"github.com/backendctl/backendctl/internal/kustomize"
	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/source"
)

// wholes returns a function that tells objects from changes of objects. The patches that Kustomizations list are no part of a set.
// The Kustomization of others may be none of the files that were given, so a file with patch in its name is a patch, too, if what it
// changes is there.
func wholes(documents []*manifest.Document) func(*manifest.Document) bool {
	type object struct{ group, kind, name string }
	of := func(d *manifest.Document) object { return object{Group(d), d.Kind, d.Name} }
	patches := map[*source.File]bool{} // by their names
	var last *source.File
	for _, d := range documents {
		if d.File != last && isNamedPatch(d.File) {
			patches[d.File] = true
		}
		last = d.File
	}
	originals := map[object]bool{}
	if len(patches) > 0 {
		for _, d := range documents {
			if !patches[d.File] {
				originals[of(d)] = true
			}
		}
	}
	return func(d *manifest.Document) bool {
		isPatch := patches[d.File] && originals[of(d)]
		return !isPatch
	}
}

func isNamedPatch(f *source.File) bool {
	return strings.Contains(strings.ToLower(path.Base(f.Name())), "patch")
}

// kustomizations are those of a set.
type kustomizations struct {
	all      []*kustomize.Kustomization
	byFolder map[string]*kustomize.Kustomization
	listers  func() map[string][]*kustomize.Kustomization // by the path of a file
}

func newKustomizations(documents []*manifest.Document) kustomizations {
	ks := kustomizations{byFolder: map[string]*kustomize.Kustomization{}}
	for _, d := range documents {
		if kustomize.Is(d) {
			k := kustomize.Read(d)
			ks.all = append(ks.all, k)
			ks.byFolder[path.Clean(k.Folder)] = k
		}
	}
	ks.listers = sync.OnceValue(ks.findListers)
	return ks
}

// findListers finds which Kustomizations put a file's objects together with others under the names that they have in the files.
func (ks kustomizations) findListers() map[string][]*kustomize.Kustomization {
	out := map[string][]*kustomize.Kustomization{}
	for _, k := range ks.all {
		seen := map[string]bool{}
		ks.gather(k, seen)
		for file := range seen {
			out[file] = append(out[file], k)
		}
	}
	return out
}

// gather adds the files and folders that a Kustomization lists, directly or through another one that does not rename the objects.
func (ks kustomizations) gather(k *kustomize.Kustomization, seen map[string]bool) {
	for _, resource := range k.Resources {
		if seen[resource] {
			continue
		}
		seen[resource] = true
		if inner := ks.byFolder[resource]; inner != nil && !inner.Renames() {
			ks.gather(inner, seen)
		}
	}
}

// Kustomizations returns the Kustomizations of the set.
func (s *Set) Kustomizations() []*kustomize.Kustomization { return s.kustomizations.all }

// A Bond says how sure it is that files are applied together.
type Bond int

// The bonds: files are apart, are in a folder that is most likely applied as a whole, or are listed by one Kustomization.
const (
	Apart Bond = iota
	SameFolder
	Listed
)

// Together returns how sure it is that two files are applied together. Where a Kustomization says what is applied of a folder, it lists
// both.
func (s *Set) Together(a, b *source.File) Bond {
	first, second := path.Clean(a.Name()), path.Clean(b.Name())
	listers := s.kustomizations.listers()
	for _, k := range listers[first] {
		if slices.Contains(listers[second], k) {
			return Listed
		}
	}
	if folder := path.Dir(first); folder == path.Dir(second) && s.kustomizations.byFolder[folder] == nil {
		return SameFolder
	}
	return Apart
}

// A Generated is a Secret or ConfigMap that a Kustomization generates.
type Generated struct {
	Place              // its entry in the list of generators
	Names     []string // the names that it may have in the end, without the hash that Kustomize adds
	Namespace string   // empty if it could be any
}

// Generated returns what the Kustomizations of the set generate: secretGenerator or configMapGenerator.
func (s *Set) Generated(list string) []Generated {
	var out []Generated
	for _, k := range s.kustomizations.all {
		for _, entry := range At(k.Document, list).Items() {
			g := Generated{Place: entry, Namespace: entry.At("namespace").Word()}
			s.nameGenerated(&g, k, entry.At("name").Word(), nil)
			out = append(out, g)
		}
	}
	return out
}

// nameGenerated adds the names that Kustomizations make of one, from the innermost outward. One that sets a namespace moves what it
// generates together with all that it lists, wherever that says that it is.
func (s *Set) nameGenerated(g *Generated, k *kustomize.Kustomization, name string, inside []*kustomize.Kustomization) {
	if slices.Contains(inside, k) {
		return
	}
	if namespace := At(k.Document, "namespace"); namespace.Exists() {
		g.Namespace = ""
		if len(k.Resources) == 0 {
			g.Namespace = namespace.Word()
		}
	}
	renamed := k.Rename(name)
	for _, n := range []string{name, renamed} {
		if !slices.Contains(g.Names, n) {
			g.Names = append(g.Names, n)
		}
	}
	for _, outer := range s.kustomizations.all {
		if slices.Contains(outer.Resources, path.Clean(k.Folder)) {
			s.nameGenerated(g, outer, renamed, append(slices.Clone(inside), k))
		}
	}
}
