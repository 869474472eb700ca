package input

import (
	"os"
	"path/filepath"

	"github.com/backendctl/backendctl/internal/source"
)

// Replace writes a new text over a file that was read. It is made beside its place and then moved there.
func Replace(path string, _ *source.File, text string) error {
	path = realPath(path)
	info, err := os.Stat(path)
	if err != nil {
		return cause(err)
	}
	f, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+".*")
	if err != nil {
		return cause(err)
	}
	_, err = f.WriteString(text)
	if err == nil {
		err = f.Chmod(info.Mode().Perm())
	}
	if closeErr := f.Close(); err == nil {
		err = closeErr
	}
	if err == nil {
		err = os.Rename(f.Name(), path)
	}
	if err != nil {
		_ = os.Remove(f.Name())
	}
	return err
}
