package cli

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/backendctl/backendctl/internal/target"
)

// TestReadme runs the README's first command and checks that the output in the README is correct.
func TestReadme(t *testing.T) {
	root := filepath.Join("..", "..")
	data, err := os.ReadFile(filepath.Join(root, "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(data), "go run ./cmd/backendctl ")
	line, rest, _ := strings.Cut(rest, "\n")
	_, rest, _ = strings.Cut(rest, "```text\n")
	shown, _, ok := strings.Cut(rest, "```")
	if !ok || shown == "" {
		t.Fatal("the README shows no command with its output")
	}
	dir, err := filepath.Abs(root)
	if err != nil {
		t.Fatal(err)
	}
	var stdout, stderr strings.Builder
	env := &Env{
		Stdin: strings.NewReader(""), Stdout: &stdout, Stderr: &stderr, Dir: dir, StdinTerminal: true,
		LookupEnv: func(name string) (string, bool) { return "C.UTF-8", name == "LANG" },
	}
	if status := Main(env, strings.Fields(line)); status != ExitFindings {
		t.Errorf("status %d, want %d: %s", status, ExitFindings, stderr.String())
	}
	if !strings.Contains(stdout.String(), shown) {
		t.Errorf("the README shows\n%s\nbut the output is\n%s", shown, stdout.String())
	}
}

// TestExamplesFail checks that the README's broken example is an error without --target, and that its summary names the release whose
// errors are shown.
func TestExamplesFail(t *testing.T) {
	dir, err := filepath.Abs(filepath.Join("..", ".."))
	if err != nil {
		t.Fatal(err)
	}
	for _, verb := range []string{"validate", "lint"} {
		var stdout, stderr strings.Builder
		env := &Env{
			Stdin: strings.NewReader(""), Stdout: &stdout, Stderr: &stderr, Dir: dir, StdinTerminal: true,
			LookupEnv: func(string) (string, bool) { return "", false },
		}
		if status := Main(env, []string{verb, "--no-config", "testdata/examples"}); status != ExitFindings {
			t.Errorf("%s: status %d, want %d", verb, status, ExitFindings)
		}
		if want := "not valid in any release; errors shown for " + target.Latest().Title; !strings.Contains(stderr.String(), want) {
			t.Errorf("%s: the summary does not contain %q:\n%s", verb, want, stderr.String())
		}
	}
}
