package input

import (
	"errors"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"

	"github.com/backendctl/backendctl/internal/source"
)

// The errors of [Replace] about the file itself.
var (
	ErrNotRegular = errors.New("not a regular file, so it cannot be replaced; write the result to another file")
	ErrChanged    = errors.New("it changed during the run, so it was not overwritten; run again")
	ErrBusy       = errors.New("another process has it open for writing, so it was not overwritten; run again")
)

// Replace writes a new text to a file that was read, in its encoding. At any time, readers see either the old content or the new content.
// The file keeps its mode, owner, access control list and extended attributes. A link to the file stays a link.
//
// The error is [ErrNotRegular], [ErrChanged], [ErrBusy], [ErrMoved], [ErrLink], a [*KeepError] or an error of the file system. On an error
// the file is unchanged.
func Replace(at Place, f *source.File, text string) error {
	dir, name, err := at.open()
	if err != nil {
		return writeCause(err)
	}
	// A directory has no data to lose.
	defer func() { _ = dir.Close() }()
	s := swap{dir: dir, name: name, data: f.Encode(text), compare: true, old: f.Raw()}
	return writeCause(s.run())
}

// Write writes a file in one step; a device or a pipe such as /dev/stderr is written to directly. An existing file keeps its mode and
// owner, a link is replaced by a file, and the umask determines the mode of a new file. The error contains no path, because it would be the
// path of a temporary file.
func Write(path string, data []byte) error { return writeCause(writeAny(path, data)) }

func writeAny(path string, data []byte) error {
	if isStream(path) {
		f, err := os.OpenFile(path, os.O_WRONLY|os.O_APPEND, 0)
		if err != nil {
			return err
		}
		return writeClose(f, data)
	}
	dir, name := filepath.Split(path)
	root, err := os.OpenRoot(filepath.Clean(dir))
	if err != nil {
		return err
	}
	return writeIn(root, name, data)
}

// isStream reports whether a path is a device, a pipe or a name of an open stream such as /dev/stdout, which may lead to a file.
func isStream(path string) bool {
	info, err := os.Stat(path)
	switch {
	case err != nil || info.IsDir():
		return false
	case !info.Mode().IsRegular():
		return true
	}
	return isLink(path) && (strings.HasPrefix(path, "/dev/") || strings.HasPrefix(path, "/proc/"))
}

// WriteBelow writes a file in the same way as [Write]. name is the path of the file below the directory dir, with forward slashes. Missing
// directories are created. Links below dir are not followed.
func WriteBelow(dir, name string, data []byte) error { return writeCause(writeBelow(dir, name, data)) }

func writeBelow(dir, name string, data []byte) error {
	if err := os.MkdirAll(dir, 0o777); err != nil {
		return err
	}
	top, err := os.OpenRoot(dir)
	if err != nil {
		return err
	}
	below, name := path.Split(name)
	if top, err = descend(top, below, makeDirectory); err != nil {
		return err
	}
	return writeIn(top, name, data)
}

// makeDirectory creates a directory if the name does not exist, and returns the info of the name.
func makeDirectory(dir *os.Root, name string) (fs.FileInfo, error) {
	if err := dir.Mkdir(name, 0o777); err != nil && !errors.Is(err, fs.ErrExist) {
		return nil, err
	}
	return dir.Lstat(name)
}

// writeIn writes a file in a directory, and closes the directory.
func writeIn(dir *os.Root, name string, data []byte) error {
	// A directory has no data to lose.
	defer func() { _ = dir.Close() }()
	s := swap{dir: dir, name: name, data: data}
	return s.run()
}
