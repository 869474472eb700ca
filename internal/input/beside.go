package input

import (
	"os"
	"path/filepath"

	"github.com/backendctl/backendctl/internal/source"
)

// Beside reads the file in a directory whose name is the first of names that is a regular file. The name of the result is its path, with
// forward slashes. Beside returns nil if there is no such file, or if it cannot be read or is larger than limit bytes: the user did not
// request the file, so this is not an error.
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

// IsTop reports whether a search upwards ends at a directory: it is the top of a git work tree or, outside of one, the working directory. A
// directory that is in neither of them is always a top.
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
