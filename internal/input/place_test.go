package input

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"github.com/backendctl/backendctl/internal/source"
)

// TestSwappedDirectory lists a file, replaces its directory or the file itself by a link, and then replaces the listed file. The file at
// the target of the link has the same content, and must not change.
func TestSwappedDirectory(t *testing.T) {
	for _, c := range []struct {
		name, arg string
		swapped   string // the path that becomes a link to the same path in another tree
		inside    bool   // the target of this link is in the listed directory, too
		want      error
	}{
		{name: "the listed directory", arg: "tree", swapped: "tree", want: ErrMoved},
		{name: "a directory in the listed directory", arg: "tree", swapped: "tree/sub", want: ErrLink},
		{name: "a link to a directory in the listed directory", arg: "tree", swapped: "tree/sub", inside: true, want: ErrLink},
		{name: "the directory of a listed file", arg: "tree/sub/a.yaml", swapped: "tree/sub", want: ErrMoved},
		{name: "a directory above a listed file", arg: "tree/sub/a.yaml", swapped: "tree", want: ErrMoved},
		{name: "the directory of a match of a glob", arg: "tree/*/a.yaml", swapped: "tree/sub", want: ErrMoved},
		{name: "the file", arg: "tree", swapped: "tree/sub/a.yaml", want: ErrLink},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir, other := t.TempDir(), t.TempDir()
			if c.inside {
				other = filepath.Join(dir, "tree", "other")
			}
			for _, top := range []string{dir, other} {
				must(t, os.MkdirAll(filepath.Join(top, "tree", "sub"), 0o755))
				must(t, os.WriteFile(filepath.Join(top, "tree", "sub", "a.yaml"), []byte("a: b\n"), 0o600))
			}
			entries, err := Expand(t.Context(), Options{Args: []string{c.arg}, Dir: dir})
			if err != nil || len(entries) == 0 {
				t.Fatal(entries, err)
			}
			at := filepath.Join(dir, c.swapped)
			must(t, os.Rename(at, filepath.Join(dir, "away")))
			if err := os.Symlink(filepath.Join(other, c.swapped), at); err != nil {
				t.Skipf("cannot create a symlink: %v", err)
			}
			e := entries[len(entries)-1]
			if err := Replace(e.Place(), source.New(e.Name(), []byte("a: b\n")), "a: c\n"); !errors.Is(err, c.want) {
				t.Errorf("error %v, want %v", err, c.want)
			}
			holds(t, filepath.Join(other, "tree", "sub", "a.yaml"), "a: b\n")
		})
	}
}

// TestWriteBelow checks that missing directories are created, and that links to other directories are not followed.
func TestWriteBelow(t *testing.T) {
	dir, other := t.TempDir(), t.TempDir()
	must(t, WriteBelow(filepath.Join(dir, "out"), "a/b/c.yaml", []byte("c")))
	holds(t, filepath.Join(dir, "out", "a", "b", "c.yaml"), "c")
	if err := os.Symlink(other, filepath.Join(dir, "out", "link")); err != nil {
		t.Skipf("cannot create a symlink: %v", err)
	}
	if err := WriteBelow(filepath.Join(dir, "out"), "link/c.yaml", []byte("c")); !errors.Is(err, ErrLink) {
		t.Errorf("error %v, want ErrLink", err)
	}
	if entries, err := os.ReadDir(other); err != nil || len(entries) > 0 {
		t.Errorf("the target of the link contains %v (error %v), want nothing", entries, err)
	}
	must(t, os.WriteFile(filepath.Join(other, "c.yaml"), []byte("other"), 0o600))
	must(t, os.Symlink(filepath.Join(other, "c.yaml"), filepath.Join(dir, "out", "c.yaml")))
	must(t, WriteBelow(filepath.Join(dir, "out"), "c.yaml", []byte("c")))
	holds(t, filepath.Join(other, "c.yaml"), "other")
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
