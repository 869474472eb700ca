package lint

import (
	"path"
	"slices"
	"strings"

	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/source"
)

const kustomize = "kustomize.config.k8s.io"

// kustomized are the files that Kustomizations list, by what for, and the folders that they are for.
type kustomized struct{ patches, resources, folders map[string]bool }

// readKustomizations reads what the Kustomizations among documents say of files.
func readKustomizations(documents []*manifest.Document) kustomized {
	k := kustomized{map[string]bool{}, map[string]bool{}, map[string]bool{}}
	for _, d := range documents {
		if isKustomization(d) {
			k.read(d)
		}
	}
	return k
}

// isKustomization knows a Kustomization. One needs no kind, but it has a name for its file.
func isKustomization(d *manifest.Document) bool {
	if d.Root == nil || d.Kind != "" && Group(d) != kustomize {
		return false
	}
	base := path.Base(d.File.Name())
	return Group(d) == kustomize || strings.EqualFold(strings.TrimSuffix(base, path.Ext(base)), "kustomization")
}

func (k kustomized) read(d *manifest.Document) {
	folder := path.Dir(d.File.Name())
	k.folders[folder] = true
	root := At(d)
	for _, patch := range slices.Concat(root.At("patches").Items(), root.At("patchesJson6902").Items()) {
		if file := patch.At("path").Word(); file != "" {
			k.patches[path.Join(folder, file)] = true
		}
	}
	for _, patch := range root.At("patchesStrategicMerge").Items() {
		k.patches[path.Join(folder, patch.Word())] = true
	}
	for _, resource := range root.At("resources").Items() {
		k.resources[path.Join(folder, resource.Word())] = true
	}
}

// wholes tells the documents that are objects from changes of objects: no Kustomization lists their file as a patch. The
// Kustomization may be none of the files that were given, so a file with patch in its name is one, too, where what it changes
// is there.
func (k kustomized) wholes(documents []*manifest.Document) func(*manifest.Document) bool {
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
			if !k.listed(d.File) && !patches[d.File] {
				originals[of(d)] = true
			}
		}
	}
	return func(d *manifest.Document) bool {
		isPatch := k.listed(d.File) || patches[d.File] && originals[of(d)]
		return !isPatch
	}
}

func (k kustomized) listed(f *source.File) bool {
	return len(k.patches) > 0 && k.patches[path.Clean(f.Name())]
}

func isNamedPatch(f *source.File) bool {
	return strings.Contains(strings.ToLower(path.Base(f.Name())), "patch")
}

// Kustomizations returns the Kustomizations of the set.
func (s *Set) Kustomizations() []*manifest.Document {
	var out []*manifest.Document
	for _, d := range s.documents {
		if isKustomization(d) {
			out = append(out, d)
		}
	}
	return out
}

// AppliedTogether says whether two files of a folder are applied together: where a Kustomization says what is, it lists both.
func (s *Set) AppliedTogether(a, b *source.File) bool {
	k := s.kustomized
	return !k.folders[path.Dir(a.Name())] || k.resources[path.Clean(a.Name())] && k.resources[path.Clean(b.Name())]
}
