//go:build unix

package input

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"syscall"
)

// readFile reads a file to its end. Of a regular one that has the size that it says, it asks the system four things: [os.Open] would
// offer it to the poller, which takes no regular file, and reading to the end would ask once more whether there is one. That is half of
// the time of reading a large tree of small files.
func readFile(path string, limit int64) ([]byte, error) {
	fd, err := open(path)
	if err != nil {
		return nil, &fs.PathError{Op: "open", Path: path, Err: err}
	}
	var info syscall.Stat_t
	if syscall.Fstat(fd, &info) != nil || info.Mode&syscall.S_IFMT != syscall.S_IFREG || info.Size > limit || info.Size > largestHint {
		return readAll(os.NewFile(uintptr(fd), path), limit)
	}
	raw := make([]byte, info.Size+1) // one more than there should be
	n, err := read(fd, raw)
	if err == nil && int64(n) == info.Size {
		_ = syscall.Close(fd) // what was only read
		return raw[:n:n], nil
	}
	file := os.NewFile(uintptr(fd), path)
	if err == nil { // it changes while it is read
		_, err = file.Seek(0, io.SeekStart)
	} else {
		err = &fs.PathError{Op: "read", Path: path, Err: err}
	}
	if err != nil {
		_ = file.Close() // what was only read
		return nil, err
	}
	return readAll(file, limit)
}

func open(path string) (int, error) {
	for {
		fd, err := syscall.Open(path, syscall.O_RDONLY|syscall.O_CLOEXEC, 0)
		if !errors.Is(err, syscall.EINTR) {
			return fd, err
		}
	}
}

func read(fd int, p []byte) (int, error) {
	for {
		n, err := syscall.Read(fd, p)
		if !errors.Is(err, syscall.EINTR) {
			return n, err
		}
	}
}
