package input

import (
	"bytes"
	"errors"
	"os"
	"slices"
	"strings"

	"golang.org/x/sys/unix"
)

// keepAttributes gives the file f the extended attributes of the file like, including its access control list. It removes attributes that
// only f has, such as an access control list that f got from its directory.
func keepAttributes(f, like *os.File) error {
	wanted, err := attributes(like)
	if err != nil {
		return &KeepError{"extended attributes", err}
	}
	given, err := attributes(f)
	if err != nil {
		return &KeepError{"extended attributes", err}
	}
	for name, value := range wanted {
		if has, ok := given[name]; ok && bytes.Equal(has, value) {
			continue
		}
		if err := unix.Fsetxattr(int(f.Fd()), name, value, 0); err != nil {
			return &KeepError{attributeTitle(name), err}
		}
	}
	for name := range given {
		if _, ok := wanted[name]; ok {
			continue
		}
		if err := unix.Fremovexattr(int(f.Fd()), name); err != nil {
			return &KeepError{attributeTitle(name), err}
		}
	}
	return nil
}

const accessList = "system.posix_acl_access"

func attributeTitle(name string) string {
	if name == accessList {
		return "access control list"
	}
	return "extended attribute " + name
}

// ofContent are the attributes that the kernel computes from a file's content. They are not copied.
var ofContent = []string{"security.ima", "security.evm"}

// attributes returns the extended attributes of a file, or none if the file system does not support them.
func attributes(f *os.File) (map[string][]byte, error) {
	list, err := grow(func(buf []byte) (int, error) { return unix.Flistxattr(int(f.Fd()), buf) })
	if errors.Is(err, unix.ENOTSUP) || errors.Is(err, unix.ENOSYS) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	out := map[string][]byte{}
	for _, name := range strings.FieldsFunc(string(list), func(r rune) bool { return r == 0 }) {
		if slices.Contains(ofContent, name) {
			continue
		}
		value, err := grow(func(buf []byte) (int, error) { return unix.Fgetxattr(int(f.Fd()), name, buf) })
		if errors.Is(err, unix.ENODATA) {
			continue // the attribute was removed after it was listed
		}
		if err != nil {
			return nil, err
		}
		out[name] = value
	}
	return out, nil
}

// grow calls read with larger buffers until the result fits.
func grow(read func([]byte) (int, error)) ([]byte, error) {
	for size := 256; ; size *= 2 {
		buf := make([]byte, size)
		n, err := read(buf)
		if !errors.Is(err, unix.ERANGE) {
			return buf[:max(n, 0)], err
		}
	}
}
