package input

import (
	"errors"
	"os"
	"time"

	"golang.org/x/sys/unix"
)

// A writeWatch is a read lease of a file. The kernel grants the lease if no process has the file open for writing. A process that opens the
// file for writing has to wait until the lease ends.
type writeWatch struct{ file *os.File }

// watchWrites watches a file. If the file system or the rights do not allow a lease, nothing is watched. The error is [ErrBusy] or the
// error of opening the file.
func watchWrites(dir *os.Root, name string) (writeWatch, error) {
	f, err := dir.Open(name)
	if err != nil {
		return writeWatch{}, err
	}
	_, err = unix.FcntlInt(f.Fd(), unix.F_SETLEASE, unix.F_RDLCK)
	if err == nil {
		return writeWatch{f}, nil
	}
	_ = f.Close() // ignore the error: nothing was written to it
	if errors.Is(err, unix.EAGAIN) {
		return writeWatch{}, ErrBusy
	}
	return writeWatch{}, nil
}

// grace is the time that a process may take between finding a file by its name and opening it. If it takes longer, written does not detect
// the process.
const grace = 2 * time.Millisecond

// written returns [ErrChanged] if a process is waiting to write to the file. It is called after the file lost its name, and waits for
// the processes that found the file by that name and have not opened it yet.
func (w writeWatch) written() error {
	if w.file == nil {
		return nil
	}
	time.Sleep(grace)
	if lease, err := unix.FcntlInt(w.file.Fd(), unix.F_GETLEASE, 0); err != nil || lease != unix.F_RDLCK {
		return ErrChanged
	}
	return nil
}

// stop ends the lease.
func (w writeWatch) stop() {
	if w.file != nil {
		_ = w.file.Close() // the file was only read, so an error does not matter
	}
}
