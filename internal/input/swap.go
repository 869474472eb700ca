package input

import (
	"bytes"
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"os"
)

// A KeepError reports the part of a file's mode, owner and attributes that a replacement file cannot have.
type KeepError struct {
	What string
	Err  error
}

func (e *KeepError) Error() string {
	return fmt.Sprintf("not replaced, because its %s cannot be kept: %s", e.What, reason(e.Err))
}

func (e *KeepError) Unwrap() error { return e.Err }

// writeCause returns the cause of an error as the function cause does. It returns a KeepError or putBackError unchanged, because its
// message contains more than the error of the system.
func writeCause(err error) error {
	if keep, ok := errors.AsType[*KeepError](err); ok {
		return keep
	}
	if lost, ok := errors.AsType[*putBackError](err); ok {
		return lost
	}
	return cause(err)
}

// A putBackError reports that the old content of a file could not be moved back. name is the file that now has this content.
type putBackError struct {
	name string
	err  error
}

func (e *putBackError) Error() string {
	return fmt.Sprintf("it changed during the run, and its content is now in %s: %s", e.name, reason(e.err))
}

// A swap replaces a file, or creates it, in one step. All names are in the same open directory, so a swap follows no links.
type swap struct {
	dir  *os.Root
	name string
	data []byte

	compare bool
	old     []byte // the content that the file must have, if compare is set
}

// run writes the new file under a temporary name and moves it. Signals that would end the process are deferred until the temporary file is
// gone.
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

// temporary returns a name for an incomplete file. It has no manifest extension, so a file left behind by a killed process is never read as
// a manifest. Its length is fixed, because the file's own name may already have the maximum length.
func temporary() string { return ".backendctl-" + rand.Text() }

// replaced returns the info of the file to replace, or nil if there is none. Without compare, a link is replaced, so its info is nil, too.
// It returns an error if the file is not a regular file or is not writable: a rename needs write access only to the directory, so it would
// replace a file that its owner has protected. With compare, a missing file and a link are errors.
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

// write writes the new file to the disk under a name. Its permissions are those of the replaced file, which like describes. If like is nil,
// the umask and the directory determine them.
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

// keep gives a new file the properties of the replaced one: owner, mode, then attributes, because each step may reset what the later steps
// set.
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

// exchange replaces the file by the file fresh if its content is still the content that was read. If another process writes at the moment
// of the rename, it writes to the old file. Therefore the old file keeps a second name until it is compared again, and is moved back if it
// has changed.
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
		return s.dir.Rename(fresh, s.name) // the file system has no hard links
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

// unchanged returns an error if a file does not have the content that was read.
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
