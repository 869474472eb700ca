package diag

import (
	"fmt"
	"strings"
	"testing"

	"github.com/backendctl/backendctl/internal/edit"
	"github.com/backendctl/backendctl/internal/source"
)

// TestSettle checks which fixes stay. A finding is "severity safety start-end text", with "suppressed" at the end for a finding that does
// not count, and "|" between alternative fixes.
func TestSettle(t *testing.T) {
	for name, c := range map[string]struct{ found, want []string }{
		"no overlap":                                               {[]string{"error safe 0-2 a", "error safe 2-4 b"}, []string{"a", "b"}},
		"overlapping fixes of equal rank":                          {[]string{"error safe 0-2 a", "error safe 1-4 b", "error safe 3-5 c"}, []string{"a", "", "c"}},
		"identical edits":                                          {[]string{"error safe 0-2 a", "warning unsafe 0-2 a"}, []string{"a", "a"}},
		"different texts for the same bytes":                       {[]string{"warning safe 0-2 a", "error safe 0-2 b"}, []string{"", "b"}},
		"an unsafe fix of an error and a safe fix of a warning":    {[]string{"error unsafe 0-2 a", "warning safe 0-2 b"}, []string{"", "b"}},
		"a fix of a suppressed error and an unsafe fix of an info": {[]string{"error safe 0-2 a suppressed", "info unsafe 0-2 b"}, []string{"", "b"}},
		"two insertions at one place":                              {[]string{"error safe 2-2 a", "error safe 2-2 b"}, []string{"a", ""}},
		"an insertion at the end of a replaced span":               {[]string{"error safe 0-2 a", "error safe 2-2 b"}, []string{"a", "b"}},
		"an insertion inside a replaced span":                      {[]string{"error safe 0-2 a", "error safe 1-1 b"}, []string{"a", ""}},
		"alternative fixes of one finding":                         {[]string{"error safe 0-2 a|0-2 b|5-6 c", "warning safe 0-1 d", "warning safe 7-8 e"}, []string{"a|b|c", "", "e"}},
		"a conflict with one of two alternatives":                  {[]string{"error safe 0-2 a", "error safe 0-2 b|5-6 c"}, []string{"a", "c"}},
		"three fixes, each overlapping the next":                   {[]string{"info safe 0-3 a", "warning safe 2-5 b", "error safe 4-6 c"}, []string{"a", "", "c"}},
		"two fixes inside a longer fix":                            {[]string{"info safe 0-9 a", "error safe 1-2 b", "error safe 7-8 c"}, []string{"", "b", "c"}},
	} {
		f := source.New("x.yaml", []byte("0123456789"))
		var found []Diagnostic
		for _, text := range c.found {
			found = append(found, findingOf(t, f, text))
		}
		Settle(found)
		for i, d := range found {
			var got []string
			for _, fix := range d.Fixes {
				got = append(got, fix.Title)
			}
			if strings.Join(got, "|") != c.want[i] {
				t.Errorf("%s: finding %d has the fixes %q, want %q", name, i, got, c.want[i])
			}
		}
	}
	a, b := source.New("a.yaml", []byte("0123")), source.New("b.yaml", []byte("0123"))
	apart := []Diagnostic{findingOf(t, a, "error safe 0-2 x"), findingOf(t, b, "error safe 0-2 y")}
	if Settle(apart); len(apart[0].Fixes)+len(apart[1].Fixes) != 2 {
		t.Error("fixes of two files conflict")
	}
}

func findingOf(t *testing.T, f *source.File, text string) Diagnostic {
	t.Helper()
	words := strings.SplitN(text, " ", 3)
	severity, err := ParseSeverity(words[0])
	if err != nil {
		t.Fatal(err)
	}
	d := Diagnostic{File: f, Severity: severity}
	rest, suppressed := strings.CutSuffix(words[2], " suppressed")
	if suppressed {
		d.Suppressed = &Suppression{}
	}
	for fix := range strings.SplitSeq(rest, "|") {
		var e edit.Edit
		if _, err := fmt.Sscanf(fix, "%d-%d %s", &e.Span.Start, &e.Span.End, &e.New); err != nil {
			t.Fatal(err)
		}
		d.Fixes = append(d.Fixes, Fix{Title: e.New, Safety: Safety(words[1]), Edits: []edit.Edit{e}})
	}
	return d
}
