package cli

import (
	"path/filepath"

	"github.com/backendctl/backendctl/internal/input"
	"github.com/backendctl/backendctl/internal/kustomize"
	"github.com/backendctl/backendctl/internal/relevance"
	"github.com/backendctl/backendctl/internal/source"
)

// kustomizations implements kustomize.Files. It reads the Kustomizations among the inputs, and those on disk in the folders above a file,
// because a pre-commit hook may pass single files.
type kustomizations struct {
	env     *Env
	entries []input.Entry
	limit   int64
}

func (k kustomizations) Path(name string) string {
	return filepath.ToSlash(k.env.path(filepath.FromSlash(name)))
}

func (k kustomizations) Given() []*source.File {
	var out []*source.File
	for _, e := range k.entries {
		if e.IsStdin() || !kustomize.IsFileName(e.Name()) {
			continue
		}
		// An error is reported later, when the file is read as an input.
		if f, err := e.Read(); err == nil {
			out = append(out, source.New(filepath.ToSlash(e.Path()), f.Raw()))
		}
	}
	return out
}

func (k kustomizations) In(folder string) *source.File {
	return input.Beside(filepath.FromSlash(folder), relevance.KustomizationNames, k.limit)
}

func (k kustomizations) IsTop(folder string) bool {
	return input.IsTop(filepath.FromSlash(folder), k.env.Dir)
}
