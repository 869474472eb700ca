package cli

import (
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/backendctl/backendctl/internal/testenv"
)

// TestFixTwice checks that a second run of `lint --fix` on a folder of real manifests changes nothing. The manifests are not part of the
// repository.
func TestFixTwice(t *testing.T) {
	corpus := os.Getenv("BACKENDCTL_CORPUS")
	if corpus == "" {
		corpus = filepath.Join("..", "..", "..", "shared", "corpus")
	}
	if _, err := os.Stat(corpus); err != nil {
		t.Skipf("no corpus of real manifests: set BACKENDCTL_CORPUS to a folder of them (%v)", err)
	}
	dir := t.TempDir()
	if err := os.CopyFS(dir, os.DirFS(corpus)); err != nil {
		t.Fatal(err)
	}
	releases, err := filepath.Glob(filepath.Join(dir, "v*"))
	if err != nil || len(releases) == 0 {
		t.Fatalf("%s has no folder of a release, such as v2.4: %v", corpus, err)
	}
	if !testenv.Full() {
		releases = releases[len(releases)-1:]
	}
	for _, flag := range []string{"--fix", "--unsafe-fixes"} {
		for _, release := range releases {
			before := tree(t, release)
			fixTree(t, flag, release)
			once := tree(t, release)
			fixTree(t, flag, release)
			changed := 0
			for name, text := range tree(t, release) {
				if text != once[name] {
					t.Errorf("%s: a second run with %s changes %s", filepath.Base(release), flag, name)
				}
				if text != before[name] {
					changed++
				}
			}
			t.Logf("%s %s: %d files changed", filepath.Base(release), flag, changed)
		}
	}
}

func fixTree(t *testing.T, flag, dir string) {
	t.Helper()
	var stderr strings.Builder
	env := &Env{
		Stdin: strings.NewReader(""), Stdout: io.Discard, Stderr: &stderr, Dir: dir, StdinTerminal: true,
		LookupEnv: func(string) (string, bool) { return "", false },
	}
	if status := Main(env, []string{"lint", flag, "--no-config", "--target", filepath.Base(dir)}); status > ExitFindings {
		t.Fatalf("lint %s: status %d, want at most %d: %s", flag, status, ExitFindings, stderr.String())
	}
}

// tree returns the texts of all files in a folder.
func tree(t *testing.T, dir string) map[string]string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]string{}
	for _, e := range entries {
		text, err := os.ReadFile(filepath.Join(dir, e.Name()))
		if err != nil {
			t.Fatal(err)
		}
		out[e.Name()] = string(text)
	}
	return out
}
