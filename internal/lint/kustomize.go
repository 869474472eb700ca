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

// wholeObjects returns a function that reports whether a document is a whole object and not a patch. It recognizes a patch by the file's
// name, because the Kustomization that lists the patch may not be among the given files: a file with patch in its name counts as a patch if
// the object that it changes is in another file.
func wholeObjects(documents []*manifest.Document) func(*manifest.Document) bool {
	type object struct{ group, kind, name string }
	of := func(d *manifest.Document) object { return object{Group(d), d.Kind, d.Name} }
	patches := map[*source.File]bool{} // the files with patch in their names
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

// kustomizations are the Kustomizations of a set, with indexes that are built on first use.
type kustomizations struct {
	all      []*kustomize.Kustomization
	byFolder map[string]*kustomize.Kustomization
	listers  func() map[string][]int                      // for the path of each file, the indexes of the Kustomizations that apply it
	outer    func() map[string][]*kustomize.Kustomization // for each file and folder, the Kustomizations that list it
	made     map[string]func() []Generated                // the generated objects, by the name of the list of generators
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
	ks.outer = sync.OnceValue(ks.findOuter)
	ks.made = map[string]func() []Generated{}
	for _, list := range []string{"secretGenerator", "configMapGenerator"} {
		ks.made[list] = sync.OnceValue(func() []Generated { return ks.generated(list) })
	}
	return ks
}

// findListers returns for each file the indexes of the Kustomizations that apply it, directly or through Kustomizations that do not rename
// its objects.
func (ks kustomizations) findListers() map[string][]int {
	out := map[string][]int{}
	for i, k := range ks.all {
		seen := map[string]bool{}
		ks.gather(k, seen)
		for file := range seen {
			out[file] = append(out[file], i)
		}
	}
	return out
}

func (ks kustomizations) findOuter() map[string][]*kustomize.Kustomization {
	out := map[string][]*kustomize.Kustomization{}
	for _, k := range ks.all {
		for _, resource := range k.Resources {
			if of := out[resource]; len(of) == 0 || of[len(of)-1] != k {
				out[resource] = append(of, k)
			}
		}
	}
	return out
}

// gather adds the files and folders that a Kustomization lists, directly or through another Kustomization that does not rename the objects.
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

// A Bond states how certain it is that files are applied together.
type Bond int

// The bonds: files are separate, are in a folder that is probably applied as a whole, or are listed by one Kustomization.
const (
	Apart Bond = iota
	SameFolder
	Listed
)

// A Tie is a reason why files may be applied together: they are the same file, a Kustomization lists them, or they are in the same folder.
type Tie struct {
	Bond          Bond
	file          *source.File
	kustomization int // the index of a Kustomization that lists the file, if file and folder are not set
	folder        string
}

// Ties returns the ties of a file: the file itself, each Kustomization that lists it, and its folder if the folder has no Kustomization.
func (s *Set) Ties(f *source.File) []Tie {
	name := path.Clean(f.Name())
	ties := []Tie{{Bond: Listed, file: f}}
	for _, i := range s.kustomizations.listers()[name] {
		ties = append(ties, Tie{Bond: Listed, kustomization: i})
	}
	if folder := path.Dir(name); s.kustomizations.byFolder[folder] == nil {
		ties = append(ties, Tie{Bond: SameFolder, folder: folder})
	}
	return ties
}

// Together returns how certain it is that two files are applied together: Listed if a Kustomization lists both files, SameFolder if both
// files are in one folder without a Kustomization, and Apart otherwise.
func (s *Set) Together(a, b *source.File) Bond {
	first, second := path.Clean(a.Name()), path.Clean(b.Name())
	listers := s.kustomizations.listers()
	for _, k := range listers[first] {
		if _, both := slices.BinarySearch(listers[second], k); both {
			return Listed
		}
	}
	if folder := path.Dir(first); folder == path.Dir(second) && s.kustomizations.byFolder[folder] == nil {
		return SameFolder
	}
	return Apart
}
