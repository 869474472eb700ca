package manifest

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/edit"
	"github.com/backendctl/backendctl/internal/source"
)

// TestObjects checks where a second object begins in one YAML document, and that the fix separates the objects. Objects are kind/name, and
// findings are the line and the rule.
func TestObjects(t *testing.T) {
	backend, service := "apiVersion: a/v1\nkind: Backend\nmetadata:\n  name: web\nspec: {}\n", "apiVersion: v1\nkind: Service\nmetadata:\n  name: svc\n"
	for _, c := range []struct {
		name, text     string
		objects, found []string
		fixed          string // empty for no fix
	}{
		{"one object", backend, []string{"Backend/web"}, nil, ""},
		{"two objects", backend + service, []string{"Backend/web", "Service/svc"}, []string{"6 missing-separator"}, backend + "---\n" + service},
		{"three objects", service + backend + service, []string{"Service/svc", "Backend/web", "Service/svc"}, []string{"5 missing-separator", "10 missing-separator"}, service + "---\n" + backend + "---\n" + service},
		{"a second object that begins with kind", backend + "kind: Backend\napiVersion: a/v1\nmetadata: {name: b}\n", []string{"Backend/web", "Backend/b"}, []string{"6 missing-separator"}, backend + "---\nkind: Backend\napiVersion: a/v1\nmetadata: {name: b}\n"},
		{"a second object that begins with metadata", backend + "metadata: {name: b}\nkind: Backend\napiVersion: a/v1\n", []string{"Backend/web", "Backend/b"}, []string{"7 missing-separator"}, backend + "---\nmetadata: {name: b}\nkind: Backend\napiVersion: a/v1\n"},
		{"a second object without apiVersion", backend + "kind: Service\nmetadata: {name: b}\n", []string{"Backend/web", "Service/b"}, []string{"6 missing-separator"}, backend + "---\nkind: Service\nmetadata: {name: b}\n"},
		{"a second object without metadata", backend + "apiVersion: k/v1\nkind: Kustomization\nresources: []\n", []string{"Backend/web", "Kustomization/"}, []string{"6 missing-separator"}, backend + "---\napiVersion: k/v1\nkind: Kustomization\nresources: []\n"},
		{"comments between the objects", backend + "  # of the first\n\n# of the second\n\n" + service, []string{"Backend/web", "Service/svc"}, []string{"10 missing-separator"}, backend + "  # of the first\n\n---\n# of the second\n\n" + service},
		{"between documents with markers", "---\n" + backend + service + "---\n" + backend, []string{"Backend/web", "Service/svc", "Backend/web"}, []string{"7 missing-separator"}, "---\n" + backend + "---\n" + service + "---\n" + backend},
		{"CRLF", strings.ReplaceAll(backend+service, "\n", "\r\n"), []string{"Backend/web", "Service/svc"}, []string{"6 missing-separator"}, strings.ReplaceAll(backend+"---\n"+service, "\n", "\r\n")},
		{"a duplicate key before the second object", backend + "spec: []\n" + service + "kind: Pod\n", []string{"Backend/web", "Pod/svc"}, []string{"7 missing-separator", "11 duplicate-key"}, backend + "---\nspec: []\n" + service + "kind: Pod\n"},
		{"a duplicate key in each object", "a: {b: 1, b: 2}\n" + backend + "spec: []\n" + service + "data: {a: 1, a: 2}\n", []string{"Backend/web", "Service/svc"}, []string{"1 duplicate-key", "8 missing-separator", "12 duplicate-key"}, "a: {b: 1, b: 2}\n" + backend + "---\nspec: []\n" + service + "data: {a: 1, a: 2}\n"},
		{"an alias, so that there is no fix", backend + "x: &x 1\n" + service + "data: *x\n", []string{"Backend/web", "Service/svc"}, []string{"7 missing-separator"}, ""},
		{"a List as the second object", backend + "apiVersion: v1\nkind: List\nitems:\n- {kind: A}\n- {kind: B}\n", []string{"Backend/web", "A/", "B/"}, []string{"6 missing-separator"}, backend + "---\napiVersion: v1\nkind: List\nitems:\n- {kind: A}\n- {kind: B}\n"},
		{"a third kind without other fields", backend + service + "kind: Pod\n", []string{"Backend/web", "Pod/svc"}, []string{"6 missing-separator", "10 duplicate-key"}, backend + "---\n" + service + "kind: Pod\n"},
		{"a kind that is set twice", backend + "kind: Backend\n", []string{"Backend/web"}, []string{"6 duplicate-key"}, ""},
		{"a line that is written twice", "spec:\n  a: 1\napiVersion: a/v1\nkind: Backend\nkind: Backend\nmetadata:\n  name: web\n", []string{"Backend/web"}, []string{"5 duplicate-key"}, ""},
		{"an apiVersion and a kind that are set twice", "apiVersion: a/v1\nkind: Backend\n" + backend, []string{"Backend/web"}, []string{"3 duplicate-key", "4 duplicate-key"}, ""},
		{"duplicate keys without apiVersion and kind", "a: 1\nb: 2\na: 1\nb: 2\n", []string{"/"}, []string{"3 duplicate-key", "4 duplicate-key"}, ""},
		{"two objects in one item of a List", "apiVersion: v1\nkind: List\nitems:\n- " + strings.ReplaceAll(strings.TrimSpace(backend+service), "\n", "\n  ") + "\n", []string{"Service/svc"}, []string{"9 duplicate-key", "10 duplicate-key", "11 duplicate-key"}, ""},
		{"flow style", "{kind: A, metadata: {}, kind: B, metadata: {}}", []string{"B/"}, []string{"1 duplicate-key", "1 duplicate-key"}, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			f := source.New("x.yaml", []byte(c.text))
			documents, problems := Parse(f, Options{Templates: true})
			var objects, found []string
			for _, d := range documents {
				objects = append(objects, d.Kind+"/"+d.Name)
				if text := f.Slice(d.Span); d.Path == "" && !strings.Contains(text, d.Kind) {
					t.Errorf("the span of %s is %q", d.Kind, text)
				}
				if broken := slices.ContainsFunc(problems, func(p diag.Diagnostic) bool { return p.Document == d.Index }); d.Broken != broken {
					t.Errorf("%s: Broken is %t, want %t as it has problems or not", d.Kind, d.Broken, broken)
				}
			}
			slices.SortFunc(problems, diag.Compare)
			problems = slices.CompactFunc(problems, func(a, b diag.Diagnostic) bool { return diag.Compare(a, b) == 0 })
			var fixes [][]edit.Edit
			for _, p := range problems {
				found = append(found, fmt.Sprint(f.LineOf(p.Span.Start), " ", p.Rule))
				for _, fix := range p.Fixes {
					fixes = append(fixes, fix.Edits)
				}
			}
			if !slices.Equal(objects, c.objects) || !slices.Equal(found, c.found) {
				t.Errorf("objects %q with %q, want %q with %q", objects, found, c.objects, c.found)
			}
			checkFixed(t, f, fixes, c.fixed)
		})
	}
}

// checkFixed applies all fixes and compares the text with want. If want is empty, there must be no fix.
func checkFixed(t *testing.T, f *source.File, fixes [][]edit.Edit, want string) {
	t.Helper()
	if want == "" {
		if len(fixes) > 0 {
			t.Errorf("got the fixes %v, want none", fixes)
		}
		return
	}
	edits, err := edit.Merge(fixes...)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := edit.Apply(f.Text(), edits); err != nil || got != want {
		t.Errorf("the fix gives %q (%v), want %q", got, err, want)
	}
}
