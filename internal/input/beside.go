package input

import (
	"os"
	"path/filepath"

	"github.com/backendctl/backendctl/internal/source"
)

// Beside reads the first regular file of some names that is in a directory. It is named by its path, with forward slashes. It returns
// nil if there is none or it cannot be read: nothing depends on a file that was not asked for.
func Beside(dir string, names []string, limit int64) *source.File {
	for _, name := range names {
		path := filepath.Join(dir, name)
		info, err := os.Stat(path)
		if err != nil || !info.Mode().IsRegular() {
			continue
		}
		raw, err := readFile(path, limit)
		if err != nil {
			return nil
		}
		return source.New(display(path), raw)
	}
	return nil
}

// IsTop reports whether what lies above a directory belongs to something else: it is the top of a git work tree or, outside of one, the
// working directory. Of directories that are in neither it is each one.
func IsTop(dir, working string) bool {
	if isWorkTree(dir) {
		return true
	}
	if dir != working && within(dir, working) {
		return false
	}
	_, inside := workTree(dir)
	return !inside
}
