package input

import (
	"errors"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"
)

// The errors of writing to a [Place] if its file or directory was replaced after the listing.
var (
	ErrMoved = errors.New("its directory was replaced during the run, so nothing was written; run again")
	ErrLink  = errors.New("it or its directory was replaced by a symlink, which is not followed")
)

// A Place is the directory and the name that a file had when it was listed. Writing to a Place never follows a link that was created after
// the listing.
type Place struct {
	dir  *folder
	name string // the path below dir, without links
}

// Locate returns the place of an existing file.
func Locate(path string) (Place, error) {
	at, err := filepath.EvalSymlinks(path)
	if err != nil {
		return Place{}, cause(err)
	}
	dir, name := filepath.Split(at)
	return Place{folderAt(dir), name}, nil
}

// A folder is a directory: its path without links, and the file info that identifies it.
type folder struct {
	path string
	info fs.FileInfo
	err  error // the reason why there is no info; else nil
}

func folderAt(path string) *folder {
	info, err := os.Stat(path)
	return &folder{path, info, err}
}

// open opens the directory of a place, and returns the file's name in it.
func (p Place) open() (dir *os.Root, name string, err error) {
	dir, err = p.dir.open()
	if err != nil {
		return nil, "", err
	}
	below, name := path.Split(filepath.ToSlash(p.name))
	dir, err = descend(dir, below, (*os.Root).Lstat)
	return dir, name, err
}

// open opens the directory again. The error is [ErrMoved] if its path leads to another directory now.
func (f *folder) open() (*os.Root, error) {
	if f.err != nil {
		return nil, f.err
	}
	root, err := os.OpenRoot(f.path)
	if err != nil {
		return nil, err
	}
	return sameDirectory(root, f.info)
}

// descend opens the directory at a slash path below the directory dir, and closes dir. look returns the file info of each name in the path.
func descend(dir *os.Root, below string, look func(*os.Root, string) (fs.FileInfo, error)) (*os.Root, error) {
	for name := range strings.SplitSeq(strings.Trim(below, "/"), "/") {
		if name == "" || name == "." {
			continue
		}
		next, err := enter(dir, name, look)
		_ = dir.Close() // ignore the error: nothing was written to it
		if err != nil {
			return nil, err
		}
		dir = next
	}
	return dir, nil
}

// enter opens the directory with a name in dir. It returns [ErrLink] for a link.
func enter(dir *os.Root, name string, look func(*os.Root, string) (fs.FileInfo, error)) (*os.Root, error) {
	info, err := look(dir, name)
	switch {
	case err != nil:
		return nil, err
	case info.Mode()&fs.ModeSymlink != 0:
		return nil, ErrLink
	}
	next, err := dir.OpenRoot(name)
	if err != nil {
		return nil, err
	}
	return sameDirectory(next, info)
}

// sameDirectory returns dir if it is the directory that info describes. Otherwise it closes dir and returns [ErrMoved].
func sameDirectory(dir *os.Root, info fs.FileInfo) (*os.Root, error) {
	if now, err := dir.Stat("."); err != nil || !os.SameFile(now, info) {
		_ = dir.Close() // ignore the error: nothing was written to it
		return nil, ErrMoved
	}
	return dir, nil
}
