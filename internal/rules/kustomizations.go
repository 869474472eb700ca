package rules

import (
	"path"
	"slices"
	"strings"
	"sync"

	"github.com/backendctl/backendctl/internal/lint"
	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/source"
)

// kustomizations returns the Kustomizations of a set. One needs no kind, but it has a name for its file.
func kustomizations(s *lint.Set) []*manifest.Document {
	var out []*manifest.Document
	for _, kind := range []string{"Kustomization", "Component", ""} {
		out = append(out, s.Kind("kustomize.config.k8s.io", kind)...)
	}
	for _, d := range s.Kind(lint.Core, "") {
		base := path.Base(d.File.Name())
		if strings.EqualFold(strings.TrimSuffix(base, path.Ext(base)), "kustomization") {
			out = append(out, d)
		}
	}
	return out
}

// kustomizedFolders are the files that Kustomizations list, by what for, and the folders that they are for.
type kustomizedFolders struct{ patches, resources, folders map[string]bool }

func foldersOnce(s *lint.Set) func() kustomizedFolders {
	return sync.OnceValue(func() kustomizedFolders {
		k := kustomizedFolders{map[string]bool{}, map[string]bool{}, map[string]bool{}}
		for _, d := range kustomizations(s) {
			k.read(d)
		}
		return k
	})
}

func (k kustomizedFolders) read(d *manifest.Document) {
	folder := path.Dir(d.File.Name())
	k.folders[folder] = true
	root := lint.At(d)
	for _, patch := range slices.Concat(root.At("patches").Items(), root.At("patchesJson6902").Items()) {
		k.patches[path.Join(folder, patch.At("path").Word())] = true
	}
	for _, patch := range root.At("patchesStrategicMerge").Items() {
		k.patches[path.Join(folder, patch.Word())] = true
	}
	for _, resource := range root.At("resources").Items() {
		k.resources[path.Join(folder, resource.Word())] = true
	}
}

// both says whether two files of a folder are applied together: where a Kustomization says what is, it lists both.
func (k kustomizedFolders) both(a, b *source.File) bool {
	return !k.folders[path.Dir(a.Name())] || k.resources[path.Clean(a.Name())] && k.resources[path.Clean(b.Name())]
}

// isPatch says whether a file changes objects instead of having them. It goes by the name, too: the Kustomization may be none of the files that were given.
func (k kustomizedFolders) isPatch(name string) bool {
	return k.patches[path.Clean(name)] || strings.Contains(strings.ToLower(path.Base(name)), "patch")
}
