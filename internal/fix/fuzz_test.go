package fix_test

import (
	"testing"

	"github.com/backendctl/backendctl/internal/check"
	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/edit"
	"github.com/backendctl/backendctl/internal/fix"
	"github.com/backendctl/backendctl/internal/source"
	"github.com/backendctl/backendctl/internal/target"
)

// FuzzRun fixes any text. A second run must change nothing, the fixed text must not have more errors than before, and only the edits of
// fixes may change the text.
func FuzzRun(f *testing.F) {
	for _, r := range check.Rules() {
		f.Add(r.Bad)
	}
	for i, slip := range slips {
		text := "apiVersion: gateway.kgateway.dev/v1alpha1\nkind: Backend\nmetadata:\n  name: web # c\nspec:\n  static:\n    hosts:\n    - host: a.example.com\n      port: 80\n"
		f.Add(variants(slip.pattern.ReplaceAllString(text, slip.text))[[]string{"unchanged", "CRLF", "byte order mark", "no last newline", "with anchors"}[i%5]])
	}
	f.Fuzz(func(t *testing.T, text string) {
		if len(text) > 1<<12 {
			return
		}
		file := source.New("x.yaml", []byte(text))
		judged, seen := recorded(judge(target.Latest()))
		before, err := judged(t.Context(), []*source.File{file})
		if err != nil {
			t.Fatal(err)
		}
		if both := conflict(before); both != "" {
			t.Errorf("fixes of two findings conflict: %s", both)
		}
		once, err := fix.Run(t.Context(), []*source.File{file}, diag.Unsafe, judged)
		if err != nil {
			t.Fatal(err)
		}
		if len(once.Changes) == 0 {
			return
		}
		after := once.Changes[0].After
		twice, err := fix.Run(t.Context(), []*source.File{after}, diag.Unsafe, judged)
		if err != nil {
			t.Fatal(err)
		}
		if len(twice.Changes) > 0 {
			t.Errorf("a second run changes\n%s", edit.Unified("x.yaml", after.Text(), twice.Changes[0].After.Text()))
		}
		if added := count(once.Result, diag.Error) - count(before, diag.Error); added > 0 {
			t.Errorf("%d more errors after the fixes\n%s", added, edit.Unified("x.yaml", file.Text(), after.Text()))
		}
		if path := unnamed(file.Text(), after.Text(), seen.named); path != "" {
			t.Errorf("a fix changes %s, which has no finding with a fix and no edit:\n%s", path, edit.Unified("x.yaml", file.Text(), after.Text()))
		}
		if !seen.lead(file.Text(), after.Text()) {
			t.Errorf("the text has changes that are not edits of fixes:\n%s", edit.Unified("x.yaml", file.Text(), after.Text()))
		}
	})
}
