package input

import (
	"encoding/binary"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"golang.org/x/sys/unix"
)

// acl returns the kernel's form of an access control list: each entry has a tag, permissions and an id.
func acl(entries ...[3]uint32) []byte {
	out := binary.LittleEndian.AppendUint32(nil, 2)
	for _, e := range entries {
		out = binary.LittleEndian.AppendUint16(out, uint16(e[0]))
		out = binary.LittleEndian.AppendUint16(out, uint16(e[1]))
		out = binary.LittleEndian.AppendUint32(out, e[2])
	}
	return out
}

const noID = 0xFFFFFFFF

// oneReader is an access control list that gives read access to one user, and none to the group. The mode of the file shows the mask of the
// list as the rights of the group. If the file loses the list, the group gets the rights that only this user had.
var oneReader = acl([3]uint32{1, 6, noID}, [3]uint32{2, 4, 4321}, [3]uint32{4, 0, noID}, [3]uint32{16, 4, noID}, [3]uint32{32, 0, noID})

func setAttribute(t *testing.T, path, name string, value []byte) {
	t.Helper()
	err := unix.Setxattr(path, name, value, 0)
	if errors.Is(err, unix.ENOTSUP) || errors.Is(err, unix.EPERM) {
		t.Skipf("cannot set the attribute %s: %v", name, err)
	}
	if err != nil {
		t.Fatal(err)
	}
}

func attributesOf(t *testing.T, path string) map[string][]byte {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	all, err := attributes(f)
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// TestKeepsAttributes checks that a replaced file keeps its extended attributes and its mode.
func TestKeepsAttributes(t *testing.T) {
	for name, write := range writers {
		for attribute, value := range map[string][]byte{
			accessList:       oneReader,
			"user.note":      []byte("reviewed"),
			"user.empty":     {},
			"user.large":     slices.Repeat([]byte("x"), 3000),
			"trusted.origin": []byte("a"),
		} {
			t.Run(name+" "+attribute, func(t *testing.T) {
				path, _ := fileIn(t, "old\n", 0o600)
				setAttribute(t, path, attribute, value)
				mode := modeOf(t, path)
				if err := write(t, path); err != nil {
					t.Fatal(err)
				}
				holds(t, path, "new\n")
				if got, ok := attributesOf(t, path)[attribute]; !ok || string(got) != string(value) {
					t.Errorf("the attribute is %q (exists: %v), want %q", got, ok, value)
				}
				if got := modeOf(t, path); got != mode {
					t.Errorf("the mode is %v, want %v", got, mode)
				}
			})
		}
	}
}

// TestDefaultList checks files in a directory that gives an access control list to new files. A replaced file without a list must not get
// one, and a new file must get it.
func TestDefaultList(t *testing.T) {
	for name, write := range writers {
		path, _ := fileIn(t, "old\n", 0o600)
		dir := filepath.Dir(path)
		setAttribute(t, dir, "system.posix_acl_default", oneReader)
		if err := write(t, path); err != nil {
			t.Fatal(name, err)
		}
		if list, ok := attributesOf(t, path)[accessList]; ok || modeOf(t, path) != 0o600 {
			t.Errorf("%s: the replaced file has the list %x and the mode %v, want no list and 0600", name, list, modeOf(t, path))
		}
	}
	dir := t.TempDir()
	setAttribute(t, dir, "system.posix_acl_default", oneReader)
	path := filepath.Join(dir, "new.json")
	if err := Write(path, nil); err != nil {
		t.Fatal(err)
	}
	if _, ok := attributesOf(t, path)[accessList]; !ok {
		t.Error("a new file does not have the default access control list of its directory")
	}
}
