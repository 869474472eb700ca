//go:build unix

package input

import (
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
)

// writers are the functions that write a file at a path, by name.
var writers = map[string]func(t *testing.T, path string) error{
	"Write": func(_ *testing.T, path string) error { return Write(path, []byte("new\n")) },
	"WriteBelow": func(_ *testing.T, path string) error {
		return WriteBelow(filepath.Dir(filepath.Dir(path)), filepath.Base(filepath.Dir(path))+"/"+filepath.Base(path), []byte("new\n"))
	},
	"Replace": func(t *testing.T, path string) error {
		_, f := fileIn(t, "old\n", 0o600)
		return Replace(placeOf(t, path), f, "new\n")
	},
}

// TestKeepsMode checks that a replaced file keeps its mode.
func TestKeepsMode(t *testing.T) {
	for name, write := range writers {
		for _, mode := range []fs.FileMode{0o600, 0o640, 0o644, 0o664, 0o755, 0o777, 0o600 | fs.ModeSetgid} {
			path, _ := fileIn(t, "old\n", mode)
			if err := write(t, path); err != nil {
				t.Fatal(name, err)
			}
			holds(t, path, "new\n")
			if got := modeOf(t, path); got != mode {
				t.Errorf("%s: the mode of the file changes from %v to %v", name, mode, got)
			}
		}
	}
}

// TestUmask writes files with several umasks. A replaced file must keep its mode, and the umask must determine the mode of a new file.
func TestUmask(t *testing.T) {
	for _, umask := range []int{0, 0o002, 0o022, 0o027, 0o077} {
		before := syscall.Umask(umask)
		defer syscall.Umask(before)
		for name, write := range writers {
			old, _ := fileIn(t, "old\n", 0o666)
			if err := write(t, old); err != nil || modeOf(t, old) != 0o666 {
				t.Errorf("%s, umask %#o: the mode of a file changes from 0666 to %v (error %v)", name, umask, modeOf(t, old), err)
			}
			if name == "Replace" {
				continue
			}
			path := filepath.Join(t.TempDir(), "new.json")
			if err := write(t, path); err != nil {
				t.Fatal(name, err)
			}
			if got, want := modeOf(t, path), fs.FileMode(0o666&^umask); got != want {
				t.Errorf("%s, umask %#o: a new file has the mode %v, want %v", name, umask, got, want)
			}
		}
	}
}

func modeOf(t *testing.T, path string) fs.FileMode {
	t.Helper()
	info, err := os.Lstat(path)
	if err != nil {
		t.Fatal(err)
	}
	return info.Mode()
}

// TestKeepsOwner checks that a replaced file keeps its owner, group and mode.
func TestKeepsOwner(t *testing.T) {
	if os.Getuid() != 0 {
		t.Skip("requires root, to create a file of another owner")
	}
	for name, write := range writers {
		path, _ := fileIn(t, "old\n", 0o640)
		if err := os.Chown(path, 4321, 8765); err != nil {
			t.Fatal(err)
		}
		if err := write(t, path); err != nil {
			t.Fatal(name, err)
		}
		info, err := os.Stat(path)
		if err != nil {
			t.Fatal(err)
		}
		if stat := info.Sys().(*syscall.Stat_t); stat.Uid != 4321 || stat.Gid != 8765 || info.Mode() != 0o640 {
			t.Errorf("%s: owner %d, group %d, mode %v, want 4321, 8765, 0640", name, stat.Uid, stat.Gid, info.Mode())
		}
	}
}

// TestLongName creates and replaces a file with a name of the maximum length.
func TestLongName(t *testing.T) {
	path := filepath.Join(t.TempDir(), strings.Repeat("a", 250)+".yaml")
	for range 2 {
		if err := Write(path, []byte("new\n")); err != nil {
			t.Fatal(err)
		}
	}
	holds(t, path, "new\n")
}

// TestWriteStream writes to the name of an open stream, which is a link to a file. Write must append to the file, and not replace the link.
func TestWriteStream(t *testing.T) {
	path, _ := fileIn(t, "old\n", 0o600)
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_APPEND, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	name := filepath.Join("/dev/fd", strconv.Itoa(int(f.Fd())))
	if !isLink(name) {
		t.Skipf("%s is not a link on this system", name)
	}
	if err := Write(name, []byte("new\n")); err != nil {
		t.Fatal(err)
	}
	holds(t, path, "old\nnew\n")
}
