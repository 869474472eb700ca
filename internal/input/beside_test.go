package input

import (
	"os"
	"path/filepath"
	"testing"
)

func TestBeside(t *testing.T) {
	dir := t.TempDir()
	write := func(name string) {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(name), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	names := []string{"a", "b", "c"}
	if f := Beside(dir, names, 100); f != nil {
		t.Errorf("Beside in an empty directory returns %s, want nil", f.Name())
	}
	if err := os.Mkdir(filepath.Join(dir, "a"), 0o700); err != nil {
		t.Fatal(err)
	}
	write("b")
	write("c")
	if f := Beside(dir, names, 100); f == nil || f.Text() != "b" || f.Name() != filepath.ToSlash(filepath.Join(dir, "b")) {
		t.Errorf("Beside returns %v, want b, the first regular file", f)
	}
	if f := Beside(dir, names, 0); f != nil {
		t.Error("Beside returns a file that is larger than the limit")
	}
}

func TestIsTop(t *testing.T) {
	base := t.TempDir()
	for _, dir := range []string{"repo/.git", "repo/a/b", "repo/module/.git", "plain/a/b", "other/a"} {
		if err := os.MkdirAll(filepath.Join(base, dir), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	for _, c := range []struct {
		dir, working string
		want         bool
	}{
		{"repo", "repo/a", true},
		{"repo/a/b", "repo/a", false},
		{"repo/a", "repo/a", false},
		{"repo/a", "plain", false},
		{"repo/module", "repo", true},
		{"plain/a/b", "plain", false},
		{"plain", "plain", true},
		{"other/a", "plain", true},
	} {
		if got := IsTop(filepath.Join(base, c.dir), filepath.Join(base, c.working)); got != c.want {
			t.Errorf("IsTop(%q, %q) = %t, want %t", c.dir, c.working, got, c.want)
		}
	}
}
