package input

import (
	"path/filepath"
	"slices"
	"testing"
)

// TestOmit checks the reported omissions below a directory: ignored and excluded paths, and no directories without manifests.
func TestOmit(t *testing.T) {
	dir := lay(t, "a.yaml", "out/b.yaml", "out/deep/c.json", "tmp/d.yaml", "own/e.yaml", "own/f.txt", "bin/tool")
	write(t, filepath.Join(dir, ".gitignore"), "out\nbin\n")
	write(t, filepath.Join(dir, "own", ".gitignore"), "*\n")
	repo(t, dir)
	write(t, filepath.Join(dir, "sub", "g.yaml"), "")
	repo(t, filepath.Join(dir, "sub"))
	var got []string
	var all []Omission
	o := Options{Args: []string{"."}, Dir: dir, Omit: func(o Omission) {
		all = append(all, o)
		got = append(got, o.Name+" "+[]string{"excluded", "git"}[o.Cause])
	}}
	o.Excluded = func(path string) bool {
		return path == filepath.Join(dir, "tmp", "d.yaml") || path == filepath.Join(dir, "sub")
	}
	_, err := Expand(t.Context(), o)
	check(t, err)
	slices.Sort(got)
	if want := []string{"out/ git", "own/e.yaml git", "sub/ excluded", "tmp/d.yaml excluded"}; !slices.Equal(got, want) {
		t.Errorf("omissions %q, want %q", got, want)
	}
	patterns := GitPatterns(t.Context(), all)
	if got, want := patterns[filepath.Join(dir, "own", "e.yaml")], "* in own/.gitignore:1"; got != want {
		t.Errorf("the pattern for own/e.yaml is %q, want %q", got, want)
	}
	if got, want := patterns[filepath.Join(dir, "out")], "out in .gitignore:1"; got != want {
		t.Errorf("the pattern for out is %q, want %q", got, want)
	}
}
