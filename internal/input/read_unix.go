//go:build unix

package input

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"slices"
	"syscall"
)

// readFile reads a file to its end, into the room if it fits. Of a regular one that has the size that it says, it asks the system four
// things: [os.Open] would offer it to the poller, which takes no regular file, and reading to the end would ask once more whether there is
// one. That is half of the time of reading a large tree of small files.
func readFile(path string, limit int64, room []byte) ([]byte, error) {
	fd, err := open(path)
	if err != nil {
		return nil, &fs.PathError{Op: "open", Path: path, Err: err}
	}
	var info syscall.Stat_t
	if syscall.Fstat(fd, &info) != nil || info.Mode&syscall.S_IFMT != syscall.S_IFREG || info.Size > limit || info.Size > largestHint {
		return readAll(os.NewFile(uintptr(fd), path), limit)
	}
	raw := fit(room, int(info.Size)+1) // one more than there should be
	n, err := read(fd, raw)
	if err == nil && int64(n) == info.Size {
		_ = syscall.Close(fd) // what was only read
		return raw[:n], nil
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

// fit returns so many bytes: of the room where it is large enough, and not so much larger that a small file would keep it in memory.
func fit(room []byte, size int) []byte {
	if cap(room) < size || cap(room)/4 > size {
		room = slices.Grow([]byte(nil), size)
	}
	return room[:size]
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
