package cli

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestReadme runs the README's first command and holds that what the README shows of its output is there.
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
