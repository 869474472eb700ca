package input

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/backendctl/backendctl/internal/source"
)

// Errors of Replace.
var (
	ErrNotRegular = errors.New("it is no regular file, so it cannot be replaced; write the result somewhere else")
	ErrChanged    = errors.New("it changed while it was worked on, and was left as it is; run again")
)

// Replace writes a new text over a file that was read, in the encoding that it had. Whoever reads the file meanwhile, and
// whatever happens meanwhile, finds the old content or the new one: it is made beside its place and moved there. Where a link
// leads to the file, the file is replaced and not the link. The mode stays, and the owner where that is allowed.
//
// The error is [ErrNotRegular], [ErrChanged] or that of the file system. Nothing was changed then.
func Replace(path string, f *source.File, text string) error {
	path = realPath(path)
	info, err := os.Stat(path)
	switch {
	case err != nil:
		return cause(err)
	case !info.Mode().IsRegular():
		return ErrNotRegular
	}
	if err := writable(path); err != nil {
		return cause(err)
	}
	now, err := os.ReadFile(path)
	switch {
	case err != nil:
		return cause(err)
	case !bytes.Equal(now, f.Raw()):
		return ErrChanged
	}
	return cause(moveInto(path, f.Encode(text), info))
}

// writable says why a file may not be written. A rename asks the directory alone, and would go over a file that its owner
// protected.
func writable(path string) error {
	f, err := os.OpenFile(path, os.O_WRONLY, 0)
	if err != nil {
		return err
	}
	return f.Close()
}

// Write writes a file in one step; a device or a pipe such as /dev/stderr is written to directly. A new file is readable by
// everyone. The error is the cause alone: it names no path, because the temporary one would only confuse.
func Write(path string, data []byte) error { return cause(writeAny(path, data)) }

func writeAny(path string, data []byte) error {
	info, err := os.Stat(path)
	if err == nil && !info.Mode().IsRegular() {
		f, err := os.OpenFile(path, os.O_WRONLY, 0)
		if err != nil {
			return err
		}
		return writeClose(f, data, false)
	}
	return moveInto(path, data, nil)
}

// moveInto writes a file beside its place and moves it there. The name begins with a dot and has no extension of a manifest,
// so that one that is left over when the process is killed is not taken for one.
func moveInto(path string, data []byte, like fs.FileInfo) (err error) {
	f, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+".*")
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			_ = os.Remove(f.Name())
		}
	}()
	mode := fs.FileMode(0o644)
	if like != nil {
		mode = like.Mode().Perm()
		keepOwner(f, like)
	}
	if err := f.Chmod(mode); err != nil {
		_ = f.Close()
		return err
	}
	if err := writeClose(f, data, true); err != nil {
		return err
	}
	return os.Rename(f.Name(), path)
}

// writeClose writes and closes a file. Where it has to last it is on the disk before anything replaces another one with it.
func writeClose(f *os.File, data []byte, lasting bool) error {
	_, err := f.Write(data)
	if err == nil && lasting {
		err = f.Sync()
	}
	if closeErr := f.Close(); err == nil {
		err = closeErr
	}
	return err
}
