package cli

import (
	"strings"
	"testing"

	"github.com/backendctl/backendctl/internal/lsp"
)

// TestEditorStdin checks that an editor cannot use a target that reads standard input, because standard input carries the messages of the
// editor.
func TestEditorStdin(t *testing.T) {
	dir := t.TempDir()
	env := &Env{Dir: dir, Stdin: strings.NewReader("{}"), LookupEnv: func(string) (string, bool) { return "", false }}
	_, err := lspHost{env}.Lint(dir, "", lsp.Settings{Target: "crd:-"})
	if err == nil || !strings.Contains(err.Error(), "the language server uses standard input") {
		t.Errorf("lint with the target crd:- returns the error %v, want one about standard input", err)
	}
}
