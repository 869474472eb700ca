package cli

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"
)

// TestDyffPairs compares diff with dyff on the pairs of internal/change. diff must print nothing for pairs with the same meaning, and must
// print a change for the other pairs. With -v the test logs the number of lines for each pair; docs/diff.md has the sums.
func TestDyffPairs(t *testing.T) {
	dyff := os.Getenv(dyffEnv)
	if dyff == "" {
		t.Skipf("set %s to the path of dyff", dyffEnv)
	}
	archive, err := txtar.ParseFile(filepath.Join("..", "change", "testdata", "pairs.txtar"))
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	files := map[string]string{}
	for _, f := range archive.Files {
		files[f.Name] = string(f.Data)
	}
	// The first index is 1 for pairs with the same meaning. The second one is 0 for the lines of diff, and 1 for those of dyff.
	var lines [2][2]int
	for _, name := range pairNames(archive) {
		p := filePair{writePair(t, dir, name+"/before.yaml", files), writePair(t, dir, name+"/after.yaml", files)}
		ours, theirs := differOurs(t, p, "text"), strings.TrimSpace(differTheirs(t, dyff, p))
		isSame := 0
		if files[name+"/there"] == "" {
			isSame = 1
		}
		if (ours == "") != (isSame == 1) {
			t.Errorf("%s: the pair has the same meaning: %v, but diff prints\n%s", name, isSame == 1, ours)
		}
		a, b := strings.Count(ours, "\n"), strings.Count(theirs+"\n", "\n")
		t.Logf("%3d %3d %s", a, b, name)
		lines[isSame][0], lines[isSame][1] = lines[isSame][0]+a, lines[isSame][1]+b
	}
	t.Logf("changes: %d lines, dyff %d; no change: %d lines, dyff %d", lines[0][0], lines[0][1], lines[1][0], lines[1][1])
}

// pairNames returns the names of the pairs in an archive, in order.
func pairNames(archive *txtar.Archive) []string {
	var names []string
	for _, f := range archive.Files {
		if name, isPair := strings.CutSuffix(f.Name, "/before.yaml"); isPair {
			names = append(names, name)
		}
	}
	return slices.Compact(names)
}

func writePair(t *testing.T, dir, name string, files map[string]string) string {
	t.Helper()
	path := filepath.Join(dir, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(files[name]), 0o644); err != nil {
		t.Fatal(err)
	}
	return path
}
