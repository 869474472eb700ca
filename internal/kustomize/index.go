package kustomize

import (
	"path"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/source"
)

// Files provides the Kustomizations for an [Index]. Paths have forward slashes, and each file has one path. Calls are not concurrent.
type Files interface {
	// Path returns the path of a file, given the name that reports use for the file.
	Path(name string) string
	// Given returns the Kustomizations among the inputs, each named by its path.
	Given() []*source.File
	// In returns the Kustomization in a folder, named by its path, or nil if there is none.
	In(folder string) *source.File
	// IsTop reports whether Kustomizations above a folder are not read for its files.
	IsTop(folder string) bool
}

// An Index finds the patches that Kustomizations define in a file. It is safe for concurrent use. A nil Index finds none.
type Index struct {
	files Files

	mu      sync.Mutex
	started bool
	read    map[string]bool    // the folders whose own Kustomization was read
	walked  map[string]bool    // the folders for which the Kustomizations in the folder and above it were read
	patches map[string][]Patch // by the path of the file with the patch
}

// NewIndex returns an Index that reads files on the first call of Patches.
func NewIndex(files Files) *Index {
	return &Index{files: files, read: map[string]bool{}, walked: map[string]bool{}, patches: map[string][]Patch{}}
}

// Patches returns the patches that Kustomizations define in a file, or nil if there are none. It reads the Kustomizations among the inputs
// and the Kustomizations in the file's folder and above, because Kustomize loads patches only from below its own folder by default.
func (x *Index) Patches(name string) []Patch {
	if x == nil {
		return nil
	}
	x.mu.Lock()
	defer x.mu.Unlock()
	if !x.started {
		x.started = true
		given := x.files.Given()
		for _, f := range given {
			x.read[path.Dir(f.Name())] = true
		}
		x.add(given...)
	}
	file := x.files.Path(name)
	x.walk(path.Dir(file))
	return x.patches[file]
}

// walk reads the Kustomizations in a folder and above it.
func (x *Index) walk(folder string) {
	for at := folder; !x.walked[at]; at = path.Dir(at) {
		x.walked[at] = true
		if !x.read[at] {
			x.read[at] = true
			x.add(x.files.In(at))
		}
		if x.files.IsTop(at) {
			return
		}
	}
}

// add reads Kustomizations and adds their patches. It uses all processors, because other callers wait for the index.
func (x *Index) add(files ...*source.File) {
	found := make([][]Patch, len(files))
	var next atomic.Int64
	var workers sync.WaitGroup
	for range min(len(files), runtime.GOMAXPROCS(0)) {
		workers.Go(func() {
			for i := next.Add(1) - 1; i < int64(len(files)); i = next.Add(1) - 1 {
				found[i] = patchFiles(files[i])
			}
		})
	}
	workers.Wait()
	for _, p := range slices.Concat(found...) {
		x.patches[p.File] = append(x.patches[p.File], p)
	}
}

// patchFiles returns the patches that a Kustomization lists as files. It parses only texts that may list some.
func patchFiles(f *source.File) []Patch {
	if f == nil || !mayListPatches(f.Text()) {
		return nil
	}
	var out []Patch
	documents, _ := manifest.Parse(f, manifest.Options{Templates: true})
	for _, d := range documents {
		if !Is(d) {
			continue
		}
		for _, p := range Read(d).Patches {
			if p.File != "" {
				out = append(out, p)
			}
		}
	}
	return out
}

// mayListPatches reports whether a text contains the start of a key that lists patches, or an escape that may be one.
func mayListPatches(text string) bool {
	return strings.Contains(text, "patch") || strings.Contains(text, `\`)
}

// Among returns an Index of the Kustomizations among some files, for a run with no other files.
func Among(files []*source.File) *Index { return NewIndex(among(files)) }

// NoFiles has no Kustomizations. A file's path is its cleaned name.
var NoFiles Files = among(nil)

type among []*source.File

func (among) Path(name string) string { return path.Clean(name) }
func (among) In(string) *source.File  { return nil }
func (among) IsTop(string) bool       { return true }
func (a among) Given() (out []*source.File) {
	for _, f := range a {
		if IsFileName(f.Name()) {
			out = append(out, f)
		}
	}
	return out
}
