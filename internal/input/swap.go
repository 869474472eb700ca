package input

import (
	"bytes"
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"os"
)

// A KeepError says what of a file's mode, owner and attributes the file that would replace it cannot have.
type KeepError struct {
	What string
	Err  error
}

func (e *KeepError) Error() string {
	return fmt.Sprintf("not replaced, because its %s cannot be kept: %s", e.What, reason(e.Err))
}

func (e *KeepError) Unwrap() error { return e.Err }

// writeCause is cause for errors of a swap, which may be more than the reason of the system.
func writeCause(err error) error {
	if keep, ok := errors.AsType[*KeepError](err); ok {
		return keep
	}
	if lost, ok := errors.AsType[*putBackError](err); ok {
		return lost
	}
	return cause(err)
}

// A putBackError says where the content of a file is that could not be moved back.
type putBackError struct {
	name string
	err  error
}

func (e *putBackError) Error() string {
	return fmt.Sprintf("it changed during the run, and its content is now in %s: %s", e.name, reason(e.err))
}

// A swap puts a file in the place of another one, or where there is none, in one step. All names are of the same directory, which is
// open, so a swap follows no link.
type swap struct {
	dir  *os.Root
	name string
	data []byte

	compare bool
	old     []byte // what the file must contain, if compare
}

// run makes the new file under another name and moves it. A signal that would end the process waits until the directory is tidy.
func (s *swap) run() (err error) {
	defer deferSignals()()
	like, err := s.replaced()
	if err != nil {
		return err
	}
	fresh := temporary()
	defer func() {
		if err != nil {
			_ = s.dir.Remove(fresh)
		}
	}()
	if err := s.write(fresh, like); err != nil {
		return err
	}
	if !s.compare {
		return s.dir.Rename(fresh, s.name)
	}
	return s.exchange(fresh)
}

// temporary returns a name for a file that is not complete. It has no extension of a manifest: a file that a killed process left is
// never read as one. It has the same length for every file, because a file's own name may be as long as names can be.
func temporary() string { return ".backendctl-" + rand.Text() }

// replaced returns the file that is replaced, nil if there is none. A rename needs rights to the directory alone, and would replace a
// file that its owner protected, so the file must be writable.
func (s *swap) replaced() (fs.FileInfo, error) {
	info, err := s.dir.Lstat(s.name)
	switch isLink := err == nil && info.Mode()&fs.ModeSymlink != 0; {
	case !s.compare && (isLink || errors.Is(err, fs.ErrNotExist)):
		return nil, nil
	case err != nil:
		return nil, err
	case isLink:
		return nil, ErrLink
	case !info.Mode().IsRegular():
		return nil, ErrNotRegular
	}
	f, err := s.dir.OpenFile(s.name, os.O_WRONLY, 0)
	if err != nil {
		return nil, err
	}
	return info, f.Close()
}

// write writes the new file to the disk. The umask and the directory decide who may use it, or the file that it will replace.
func (s *swap) write(name string, like fs.FileInfo) error {
	mode := fs.FileMode(0o666)
	if like != nil {
		mode = 0o600
	}
	f, err := s.dir.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, mode)
	if err != nil {
		return err
	}
	if _, err = f.Write(s.data); err == nil && like != nil {
		err = s.keep(f, like)
	}
	if err == nil {
		err = f.Sync()
	}
	return errors.Join(err, f.Close())
}

// keep gives a new file what the one that it replaces has: owner, mode, then attributes, because each step may undo the later ones.
func (s *swap) keep(f *os.File, like fs.FileInfo) error {
	if err := keepOwner(f, like); err != nil {
		return err
	}
	if err := f.Chmod(like.Mode()); err != nil {
		return &KeepError{"mode", err}
	}
	old, err := s.dir.Open(s.name)
	if err != nil {
		return err
	}
	return errors.Join(keepAttributes(f, old), old.Close())
}

// exchange replaces the file if its content is still the one that was read. A write in the instant of the rename goes to the old file.
// That file has a second name until this is ruled out, and gets its place back otherwise.
func (s *swap) exchange(fresh string) error {
	watch, err := watchWrites(s.dir, s.name)
	if err != nil {
		return err
	}
	defer watch.stop()
	if err := s.unchanged(s.name); err != nil {
		return err
	}
	old := temporary()
	if err := s.dir.Link(s.name, old); err != nil {
		return s.dir.Rename(fresh, s.name) // a file system without hard links
	}
	err = s.dir.Rename(fresh, s.name)
	if err == nil {
		err = errors.Join(watch.written(), s.unchanged(old))
		if err != nil {
			return s.putBack(old)
		}
	}
	return errors.Join(err, s.dir.Remove(old))
}

// putBack moves the old file back to its name. Its error is never nil.
func (s *swap) putBack(old string) error {
	if err := s.dir.Rename(old, s.name); err != nil {
		return &putBackError{old, err}
	}
	return ErrChanged
}

// unchanged returns an error if a file does not contain what was read.
func (s *swap) unchanged(name string) error {
	now, err := s.dir.ReadFile(name)
	if err == nil && !bytes.Equal(now, s.old) {
		err = ErrChanged
	}
	return err
}

// writeClose writes and closes a file.
func writeClose(f *os.File, data []byte) error {
	_, err := f.Write(data)
	return errors.Join(err, f.Close())
}
