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
		raw, err := readFile(path, limit, nil)
		if err != nil {
			return nil
		}
		return source.New(display(path), raw)
	}
	return nil
}

// Top returns the directory up to which files above a directory belong to the same project: the top of its git work tree. Outside of
// one it is the working directory, or the directory itself if that is elsewhere: what lies above may be anybody's.
func Top(dir, working string) string {
	if top, ok := workTree(dir); ok {
		return top
	}
	if within(dir, working) {
		return working
	}
	return dir
}
