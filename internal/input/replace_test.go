package input

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"testing"

	"github.com/backendctl/backendctl/internal/source"
)

// fileIn writes a file into a new folder and reads it.
func fileIn(t *testing.T, content string, mode fs.FileMode) (path string, f *source.File) {
	t.Helper()
	path = filepath.Join(t.TempDir(), "a.yaml")
	if err := os.WriteFile(path, []byte(content), mode); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(path, mode); err != nil {
		t.Fatal(err)
	}
	return path, source.New("a.yaml", []byte(content))
}

func placeOf(t *testing.T, path string) Place {
	t.Helper()
	p, err := Locate(path)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// holds checks the content of a file, and that its folder contains nothing else.
func holds(t *testing.T, path, want string) {
	t.Helper()
	got, err := os.ReadFile(path)
	if err != nil || string(got) != want {
		t.Errorf("the file contains %q (error %v), want %q", got, err, want)
	}
	entries, err := os.ReadDir(filepath.Dir(path))
	if err != nil || len(entries) != 1 {
		t.Errorf("the folder contains %v (error %v), want only the file", entries, err)
	}
}

// TestReplace checks that a replaced file keeps its encoding and mode.
func TestReplace(t *testing.T) {
	for _, c := range []struct{ name, before, after, want string }{
		{"UTF-8", "a: b\n", "a: c\n", "a: c\n"},
		{"byte order mark", "\uFEFFa: b\r\n", "\uFEFFa: c\r\n", "\uFEFFa: c\r\n"},
		{"UTF-16", "\xFF\xFEa\x00", "ab", "\xFF\xFEa\x00b\x00"},
	} {
		t.Run(c.name, func(t *testing.T) {
			path, f := fileIn(t, c.before, 0o640)
			if err := Replace(placeOf(t, path), f, c.after); err != nil {
				t.Fatal(err)
			}
			holds(t, path, c.want)
			if info, err := os.Stat(path); err != nil || runtime.GOOS != "windows" && info.Mode().Perm() != 0o640 {
				t.Errorf("the mode is %v (error %v), want 0640", info.Mode(), err)
			}
		})
	}
}

// TestReplaceRefuses checks the errors for files that cannot be replaced. The files must not change.
func TestReplaceRefuses(t *testing.T) {
	t.Run("changed after it was read", func(t *testing.T) {
		path, f := fileIn(t, "a: b\n", 0o644)
		if err := os.WriteFile(path, []byte("a: x\n"), 0o644); err != nil {
			t.Fatal(err)
		}
		if err := Replace(placeOf(t, path), f, "a: c\n"); !errors.Is(err, ErrChanged) {
			t.Errorf("error %v, want ErrChanged", err)
		}
		holds(t, path, "a: x\n")
	})
	t.Run("a folder", func(t *testing.T) {
		if err := Replace(placeOf(t, t.TempDir()), source.New("a", nil), "a"); !errors.Is(err, ErrNotRegular) {
			t.Errorf("error %v, want ErrNotRegular", err)
		}
	})
	t.Run("removed after it was read", func(t *testing.T) {
		path, f := fileIn(t, "a: b\n", 0o644)
		at := placeOf(t, path)
		if err := os.Remove(path); err != nil {
			t.Fatal(err)
		}
		if err := Replace(at, f, "a"); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("error %v, want fs.ErrNotExist", err)
		}
	})
	t.Run("read-only", func(t *testing.T) {
		if os.Getuid() == 0 {
			t.Skip("requires a user other than root, who can write all files")
		}
		path, f := fileIn(t, "a: b\n", 0o444)
		if err := Replace(placeOf(t, path), f, "a: c\n"); !errors.Is(err, fs.ErrPermission) {
			t.Errorf("error %v, want fs.ErrPermission", err)
		}
		holds(t, path, "a: b\n")
	})
}

// TestReplaceThroughLink checks that a replacement at the path of a link changes the target, and that the link stays a link.
func TestReplaceThroughLink(t *testing.T) {
	path, f := fileIn(t, "a: b\n", 0o644)
	link := filepath.Join(t.TempDir(), "link.yaml")
	if err := os.Symlink(path, link); err != nil {
		t.Skipf("cannot create a symlink: %v", err)
	}
	if err := Replace(placeOf(t, link), f, "a: c\n"); err != nil {
		t.Fatal(err)
	}
	holds(t, path, "a: c\n")
	if info, err := os.Lstat(link); err != nil || info.Mode()&fs.ModeSymlink == 0 {
		t.Errorf("the mode of the link is %v (error %v), want a symlink", info.Mode(), err)
	}
}

func TestWrite(t *testing.T) {
	path := filepath.Join(t.TempDir(), "report.json")
	for _, text := range []string{"one", "another"} {
		if err := Write(path, []byte(text)); err != nil {
			t.Fatal(err)
		}
		holds(t, path, text)
	}
	if err := Write(filepath.Join(t.TempDir(), "no", "such", "folder"), nil); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("error %v, want fs.ErrNotExist", err)
	}
}
