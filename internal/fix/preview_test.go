package fix

import (
	"slices"
	"testing"

	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/source"
)

// TestPreview checks that a forecast counts the findings of the result that are fixed in the end.
func TestPreview(t *testing.T) {
	of := func(pattern string, severity diag.Severity, safety diag.Safety, with ...string) rewriting {
		return rewriting{pattern: pattern, severity: severity, safety: safety, with: with}
	}
	for _, c := range []struct {
		name, text string
		rules      []rewriting
		want       Forecast
	}{
		{"no findings", "a", nil, Forecast{}},
		{"safe and unsafe fixes", "a a b", []rewriting{of("a", diag.Warning, diag.Safe, "x"), of("b", diag.Warning, diag.Unsafe, "y")}, Forecast{2, 1}},
		{"a finding that exists only after a fix", "a", []rewriting{of("a", diag.Warning, diag.Safe, "b"), of("b", diag.Warning, diag.Safe, "c")}, Forecast{1, 0}},
		{"a finding that is fixed in the next round", "ab", []rewriting{of("ab", diag.Warning, diag.Safe, "cab"), of("b", diag.Warning, diag.Safe, "x")}, Forecast{1, 0}},
		{"a finding with a harmful fix", "a b", []rewriting{of("a", diag.Warning, diag.Safe, "z"), of("b", diag.Warning, diag.Safe, "y"), of("z", diag.Error, diag.Safe)}, Forecast{1, 0}},
	} {
		calls := 0
		judge := checker(&calls, c.rules...)
		result, err := judge(t.Context(), []*source.File{source.New("x.yaml", []byte(c.text))})
		if err != nil {
			t.Fatal(err)
		}
		before := slices.Clone(result.Diagnostics)
		got, err := Preview(t.Context(), result, judge)
		if err != nil || got != c.want {
			t.Errorf("%s: forecast %+v, error %v, want %+v", c.name, got, err, c.want)
		}
		if len(before) != len(result.Diagnostics) || result.Files[0].Text() != c.text {
			t.Errorf("%s: Preview changes the result", c.name)
		}
	}
}
