package edit

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

func TestUnified(t *testing.T) {
	before := "a\nb\nc\nd\ne\nf\ng\nh\ni\nj\nk\n"
	after := "a\nB\nc\nd\ne\nf\ng\nh\ni\nj\nk\nl"
	want := "--- a/x.yaml\n+++ b/x.yaml\n@@ -1,5 +1,5 @@\n a\n-b\n+B\n c\n d\n e\n@@ -9,3 +9,4 @@\n i\n j\n k\n+l\n\\ No newline at end of file\n"
	if got := Unified("x.yaml", before, after); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	if got := Unified("x.yaml", before, before); got != "" {
		t.Errorf("the diff of equal texts is not empty:\n%s", got)
	}
}

// TestUnifiedApplies checks that `git apply` with the diff changes the old text to the new text.
func TestUnifiedApplies(t *testing.T) {
	git, err := exec.LookPath("git")
	if err != nil {
		t.Skip("git is not installed")
	}
	for _, c := range []struct{ before, after string }{
		{"a\nb\n", "a\nc\n"},
		{"a\r\nb\r\n", "a\r\nc\r\n"},
		{"\uFEFFa\nb", "\uFEFFa\nc"},
		{"a\nb", "a\nb\n"},
		{"", "a\n"},
		{strings.Repeat("x\n", 50) + "y\n" + strings.Repeat("z\n", 50), strings.Repeat("x\n", 49) + "y\n" + strings.Repeat("z\n", 51)},
	} {
		dir := t.TempDir()
		path := filepath.Join(dir, "x.yaml")
		if err := os.WriteFile(path, []byte(c.before), 0o644); err != nil {
			t.Fatal(err)
		}
		cmd := exec.Command(git, "apply", "--whitespace=nowarn", "-")
		cmd.Dir, cmd.Stdin = dir, strings.NewReader(Unified("x.yaml", c.before, c.after))
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Errorf("git rejects the diff of %q and %q: %v: %s\n%s", c.before, c.after, err, out, Unified("x.yaml", c.before, c.after))
			continue
		}
		if got, err := os.ReadFile(path); err != nil || string(got) != c.after {
			t.Errorf("git changes %q to %q (error %v), want %q", c.before, got, err, c.after)
		}
	}
}
