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
// which are not reported, do not count.
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
		"few errors":                         {head + strings.Repeat("    - {host: a, port: x}\n", 10), 10, false},
		"more errors than the limit":         {head + strings.Repeat("    - {host: a, port: x}\n", 3*mostFailures), mostFailures, true},
		"more unknown fields than the limit": {head + "    - host: a\n      port: 1\n" + lines("      x%d: 1\n", 3*mostFailures), mostFailures, true},
		"more templates than the limit":      {head + strings.Repeat("    - {host: a, port: \"{{ .x }}\"}\n", 3*mostFailures) + "    - {host: a, port: x}\n", 1, false},
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
				t.Fatalf("got %d findings (%d with those about the number of hosts), want %d", n, len(found), c.want)
			}
			if help := strings.Contains(found[len(found)-1].Help, "the first 1000 errors"); help != c.help {
				t.Errorf("the help of the last finding is %q, and mentions the limit: %t, want %t", found[len(found)-1].Help, help, c.help)
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
