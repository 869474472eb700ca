package cli

import (
	"context"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/backendctl/backendctl/internal/config"
	"github.com/backendctl/backendctl/internal/convert"
	"github.com/backendctl/backendctl/internal/source"
	"github.com/backendctl/backendctl/internal/target"
)

// TestReplaceUndone checks that a file is restored if another file that it depends on could not be written.
func TestReplaceUndone(t *testing.T) {
	backend := "apiVersion: gateway.kgateway.dev/v1alpha1\nkind: Backend\nmetadata: {name: chat}\nspec: {type: AI, ai: {llm: {openai: {authToken: {kind: Passthrough}}}}}\n"
	texts := map[string]string{
		"a.yaml": backend,
		"b.yaml": "apiVersion: gateway.networking.k8s.io/v1\nkind: HTTPRoute\nmetadata: {name: chat}\nspec: {rules: [{backendRefs: [{group: gateway.kgateway.dev, kind: Backend, name: chat}]}]}\n",
		"c.yaml": strings.ReplaceAll(backend, "chat", "other"),
	}
	dir := t.TempDir()
	for name, text := range texts {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	var said strings.Builder
	env := &Env{Stdin: strings.NewReader(""), Stdout: io.Discard, Stderr: &said, Dir: dir, LookupEnv: func(string) (string, bool) { return "", false }, StdinTerminal: true}
	o := &convertOptions{inPlace: true, target: target.Latest()}
	o.config = &config.Config{}
	o.paths, o.limit = []string{"a.yaml", "b.yaml", "c.yaml"}, 1<<20
	read, err := o.readInputs(t.Context(), env)
	if err != nil {
		t.Fatal(err)
	}
	w := &conversionWriter{env: env, options: o, read: read, result: converted(t, read)}
	// A change that another process makes in the meantime must not be overwritten.
	if err := os.WriteFile(filepath.Join(dir, "b.yaml"), []byte("# edited\n"+texts["b.yaml"]), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := w.replace(); err != nil {
		t.Fatal(err)
	}
	if len(w.errs) != 1 || w.written != 1 {
		t.Errorf("%d files written, want 1; errors %v, want one", w.written, w.errs)
	}
	for name, want := range map[string]string{"a.yaml": "kind: Backend\n", "b.yaml": "# edited\n", "c.yaml": "kind: AgentgatewayBackend\n"} {
		got, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil || !strings.Contains(string(got), want) {
			t.Errorf("%s has no %q (%v):\n%s", name, want, err, got)
		}
	}
	if !strings.Contains(said.String(), "a.yaml was not changed: b.yaml refers to its Backend/chat and is not converted") {
		t.Errorf("standard error has no note about a.yaml:\n%s", said.String())
	}
}

// converted returns the conversion of the inputs to the newest release.
func converted(t *testing.T, read []reading) *convert.Conversion {
	t.Helper()
	files := make([]*source.File, len(read))
	for i, r := range read {
		files[i] = r.file
	}
	c, err := convert.Files(context.Background(), files, convert.Options{To: target.Latest()})
	if err != nil {
		t.Fatal(err)
	}
	return c
}
