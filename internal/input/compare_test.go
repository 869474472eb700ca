package input

import (
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// TestObjectID compares the results of objectID with the object names that git computes.
func TestObjectID(t *testing.T) {
	dir := lay(t)
	repo(t, dir)
	for _, content := range []string{"", "a: b\n", "a: b\r\n\x00"} {
		cmd := exec.CommandContext(t.Context(), "git", "hash-object", "--stdin")
		cmd.Dir, cmd.Stdin = dir, strings.NewReader(content)
		want, err := cmd.Output()
		check(t, err)
		if got := objectID([]byte(content), 40); got != strings.TrimSpace(string(want)) {
			t.Errorf("objectID(%q) = %s, git hash-object gives %s", content, got, want)
		}
	}
}

// TestCompare compares unchanged, changed and new files and a link with a revision, in repositories with both kinds of hashes.
func TestCompare(t *testing.T) {
	for _, format := range []string{"sha1", "sha256"} {
		t.Run(format, func(t *testing.T) {
			dir := lay(t, "same.yaml", "changed.yaml", "deep/same.yaml")
			if out, err := exec.CommandContext(t.Context(), "git", "init", "-q", "--object-format="+format, dir).CombinedOutput(); err != nil {
				t.Skipf("git does not support %s: %s", format, out)
			}
			repo(t, dir)
			before, err := os.ReadFile(filepath.Join(dir, "changed.yaml"))
			check(t, err)
			write(t, filepath.Join(dir, "changed.yaml"), "new: text\n")
			write(t, filepath.Join(dir, "new.yaml"), "new: text\n")
			check(t, os.Symlink("same.yaml", filepath.Join(dir, "link.yaml")))
			o := Options{Args: []string{"same.yaml", "changed.yaml", "deep", "new.yaml"}, Dir: dir}
			entries, err := Expand(t.Context(), o)
			check(t, err)
			link, err := Expand(t.Context(), Options{Args: []string{"link.yaml"}, Dir: dir})
			check(t, err)
			entries = append(entries, link...)
			c, err := Compare(t.Context(), "HEAD", o, entries)
			check(t, err)
			var same []string
			for _, e := range entries {
				f, err := e.Read()
				check(t, err)
				if c.Same(e.Path(), f.Raw()) {
					same = append(same, e.Name())
				}
			}
			if want := []string{"same.yaml", "deep/same.yaml", "link.yaml"}; !slices.Equal(same, want) {
				t.Errorf("the unchanged files are %q, want %q", same, want)
			}
			old, err := c.Read([]string{filepath.Join(dir, "changed.yaml"), filepath.Join(dir, "new.yaml")})
			check(t, err)
			if len(old) != 1 || old[filepath.Join(dir, "changed.yaml")].Text() != string(before) {
				t.Errorf("the files in the revision are %v, want only the old text of changed.yaml", old)
			}
		})
	}
}
