package schema

import (
	"fmt"
	"strings"
	"testing"

	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/source"
	"github.com/backendctl/backendctl/internal/target"
)

// TestMostFailures checks that the number of reported errors of a document is limited, that the last error states this, and that templates,
// which are not reported, hide no errors.
func TestMostFailures(t *testing.T) {
	const head = "apiVersion: gateway.kgateway.dev/v1alpha1\nkind: Backend\nmetadata: {name: x}\nspec:\n  static:\n    hosts:\n"
	v, err := For(target.Latest())
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		text string
		want int
		help bool
	}{
		"few":       {head + strings.Repeat("    - {host: a, port: x}\n", 10), 10, false},
		"many":      {head + strings.Repeat("    - {host: a, port: x}\n", 3*mostFailures), mostFailures, true},
		"unknown":   {head + "    - host: a\n      port: 1\n" + lines("      x%d: 1\n", 3*mostFailures), mostFailures, true},
		"templates": {head + strings.Repeat("    - {host: a, port: \"{{ .x }}\"}\n", 3*mostFailures) + "    - {host: a, port: x}\n", 1, false},
	} {
		t.Run(name, func(t *testing.T) {
			documents, _ := manifest.Parse(source.New("x.yaml", []byte(c.text)), manifest.Options{Templates: true})
			found := v.Check(documents[0])
			// A list with too many hosts is an additional error.
			n := 0
			for _, d := range found {
				if d.Rule != ruleRange {
					n++
				}
			}
			if len(found) > mostFailures || n < c.want-1 || n > c.want {
				t.Fatalf("%d findings, want %d", n, c.want)
			}
			if help := strings.Contains(found[len(found)-1].Help, "the first 1000 errors"); help != c.help {
				t.Errorf("the last finding's help is %q", found[len(found)-1].Help)
			}
		})
	}
}

func lines(format string, n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, format, i)
	}
	return b.String()
}
