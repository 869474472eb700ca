package check

import (
	"testing"

	"github.com/backendctl/backendctl/internal/lint"
	"github.com/backendctl/backendctl/internal/rules"
	"github.com/backendctl/backendctl/internal/source"
	"github.com/backendctl/backendctl/internal/target"
)

// TestProtected checks that no fix changes a template, or a value that an alias repeats, and that other fixes stay.
func TestProtected(t *testing.T) {
	const static = "apiVersion: gateway.kgateway.dev/v1alpha1\nkind: Backend\nmetadata: {name: web}\nspec:\n  static:\n    hosts:\n"
	for _, c := range []struct {
		name, text string
		fixes      int
	}{
		{"no template", static + "    - {host: a.example.com, prot: 80}\n", 1},
		{"a template as kind", "apiVersion: gateway.kgateway.dev/v1alpha1\nkind: \"{{ .Values.kind }}\"\nmetadata: {name: web}\nspec: {gcp: {host: a.example.com}}\n", 0},
		{"a template as apiVersion", "apiVersion: gateway.kgateway.dev/${VERSION}\nkind: Backend\nmetadata: {name: web}\nspec: {gcp: {host: a.example.com}}\n", 0},
		{"a template as a part of a host", static + "    - {host: \"http://{{ .host }}\", port: 80}\n", 0},
		{"a template next to a mistake", static + "    - {host: \"{{ .host }}\", prot: 80}\n", 1},
		{"a template after a misspelt key", static + "    - {host: a.example.com, prot: {{ .port }}}\n", 1},
		{"a key that an alias repeats", static + "    - &h {host: a.example.com, prot: 80}\n    - *h\n", 0},
		{"a scalar that an alias repeats", static + "    - {host: 192.0.2.10, port: &p \"80\"}\nstatus: {x: *p}\n", 0},
		{"a mistake that an alias repeats", "apiVersion: gateway.kgateway.dev/v1alpha1\nkind: Backend\nmetadata: {name: web, annotations: {note: &n 017, again: *n}}\nspec: {gcp: {host: a.example.com}}\n", 1},
		{"a mistake next to a value that an alias repeats", "apiVersion: gateway.kgateway.dev/v1alpha1\nkind: Backend\nmetadata: {name: &n web, annotations: {note: *n}}\nspec: {gcp: {hots: a.example.com}}\n", 1},
		{"a value that a merge key repeats", static + "    - &h {host: a.example.com, prot: 80}\n    - {<<: *h}\n", 0},
		{"an anchor without an alias", static + "    - &h {host: a.example.com, prot: 80}\n", 1},
	} {
		for _, rules := range [][]lint.Rule{nil, rules.All()} {
			o := Options{Targets: []target.Target{target.Latest()}, Templates: true, Rules: rules}
			r, err := Files(t.Context(), []*source.File{source.New("x.yaml", []byte(c.text))}, o)
			if err != nil {
				t.Fatal(err)
			}
			n := 0
			for _, d := range r.Diagnostics {
				n += len(d.Fixes)
			}
			if n != c.fixes {
				t.Errorf("%s: got %d fixes, want %d: %v", c.name, n, c.fixes, r.Diagnostics)
			}
		}
	}
}

// TestConflict checks that if two targets report one value with conflicting fixes, only one finding has a fix.
func TestConflict(t *testing.T) {
	var targets []target.Target
	for _, name := range []string{"2.1", "2.4"} {
		to, err := target.Parse(name)
		if err != nil {
			t.Fatal(err)
		}
		targets = append(targets, to)
	}
	text := "apiVersion: gateway.kgateway.dev/v1alpha1\nkind: Backend\nmetadata: {name: web}\nspec:\n  type: AIS\n  aws: {accountId: \"123456789012\", lambda: {functionName: f}}\n"
	r, err := Files(t.Context(), []*source.File{source.New("x.yaml", []byte(text))}, Options{Targets: targets})
	if err != nil {
		t.Fatal(err)
	}
	words, fixes := 0, 0
	for _, d := range r.Diagnostics {
		if d.Rule == "unknown-value" {
			words++
			fixes += len(d.Fixes)
		}
	}
	if words != 2 || fixes != 1 {
		t.Errorf("got %d findings with %d fixes, want 2 with 1", words, fixes)
	}
}
