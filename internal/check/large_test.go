package check

import (
	"fmt"
	"strings"
	"testing"

	"github.com/backendctl/backendctl/internal/lint"
	"github.com/backendctl/backendctl/internal/rules"
	"github.com/backendctl/backendctl/internal/source"
	"github.com/backendctl/backendctl/internal/target"
)

// TestLargeFile checks that each document of a large file has the same findings, with the same marked texts, as in a separate file.
func TestLargeFile(t *testing.T) {
	kinds := []string{
		"apiVersion: gateway.kgateway.dev/v1alpha1\nkind: Backend\nmetadata:\n  name: a-%d\nspec:\n  type: Static\n  static:\n    hosts:\n    - host: 169.254.169.254\n      port: 80\n",
		"apiVersion: gateway.kgateway.dev/v1alpha1\nkind: Backend\nmetadata:\n  name: b-%d\nspec:\n  type: Nothing\n",
		"apiVersion: v1\nkind: List\nitems:\n# backendctl:ignore static-link-local-host because\n- apiVersion: gateway.kgateway.dev/v1alpha1\n  kind: Backend\n  metadata:\n    name: c-%d\n  spec:\n    type: Static\n    static:\n      hosts:\n      - host: 169.254.169.254\n        port: 80\n- {}\n",
		"kind: Backend\nspec: [\n# %d\n",
		"apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: d-%d\n",
		"# %d\n",
	}
	var text strings.Builder
	var small []*source.File
	for i := range 4000 {
		document := fmt.Sprintf(kinds[i%len(kinds)], i)
		text.WriteString("---\n" + document)
		small = append(small, source.New(fmt.Sprintf("%04d.yaml", i), []byte("---\n"+document)))
	}
	o := Options{Targets: []target.Target{target.Latest()}, Rules: rules.All(), Complete: lint.Partial}
	judged := func(files ...*source.File) (documents, found []string) {
		r, err := Files(t.Context(), files, o)
		if err != nil {
			t.Fatal(err)
		}
		for i, d := range r.Documents {
			if i > 0 && len(files) == 1 && (d.Index < r.Documents[i-1].Index || d.Line < r.Documents[i-1].Line) {
				t.Fatalf("document %d at line %d comes after document %d at line %d", d.Index, d.Line, r.Documents[i-1].Index, r.Documents[i-1].Line)
			}
			if d.Kind == "Deployment" {
				continue // in a separate file, the Deployment is not parsed
			}
			documents = append(documents, fmt.Sprint(d.Kind, d.Name, d.Path, d.Skipped, d.Verdicts))
		}
		for _, d := range r.Diagnostics {
			found = append(found, fmt.Sprint(d.Rule, d.Message, d.Path, d.Suppressed != nil, d.File.Slice(d.Span)))
		}
		return documents, found
	}
	documents, found := judged(source.New("x.yaml", []byte(text.String())))
	wantDocuments, wantFound := judged(small...)
	for what, pair := range map[string][2][]string{"documents": {documents, wantDocuments}, "findings": {found, wantFound}} {
		got, want := pair[0], pair[1]
		if len(got) != len(want) || len(got) < 2000 {
			t.Errorf("got %d %s in one file, and %d in separate files; want the same number, at least 2000", len(got), what, len(want))
		}
		for i := range min(len(got), len(want)) {
			if got[i] != want[i] {
				t.Fatalf("%s: got %q in one file, and %q in a separate file", what, got[i], want[i])
			}
		}
	}
}
