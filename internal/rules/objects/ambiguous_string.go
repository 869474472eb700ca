package objects

import (
	"regexp"
	"sync"

	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/lint"
	"github.com/backendctl/backendctl/internal/manifest"
)

var AmbiguousString = lint.Rule{
	Descriptor: diag.Descriptor{
		ID:       "ambiguous-string",
		Summary:  "a string without quotes is a date or a number to other YAML parsers",
		Severity: diag.Warning,
		Category: diag.Style,
		Why: "`2026-01-15` and `1:30` are strings to the API server, but a date and a number (90) to parsers that follow YAML 1.1 " +
			"strictly, such as those of Python and Ruby. A tool between the file and the cluster that uses one of them writes back " +
			"something else: the date in another format, the number 90. With quotes it is a string everywhere.",
		Sources: []string{"sigs.k8s.io/yaml goyaml.v2/resolve.go", "yaml.org/type/timestamp.html", "yaml.org/type/int.html"},
		Bad: `apiVersion: gateway.kgateway.dev/v1alpha1
kind: Backend
metadata:
  name: resize
spec:
  type: AWS
  aws:
    accountId: "123456789012"
    lambda:
      functionName: resize
      qualifier: 2026-01-15
`,
		Good: `apiVersion: gateway.kgateway.dev/v1alpha1
kind: Backend
metadata:
  name: resize
spec:
  type: AWS
  aws:
    accountId: "123456789012"
    lambda:
      functionName: resize
      qualifier: "2026-01-15"
`,
	},
	Backend: checkAmbiguousString,
}

// timestamp and sexagesimal match values of types that YAML 1.1 has and the API server's parser does not: times, and numbers in base 60.
var (
	timestamp   = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}([Tt \t].*)?$`) })
	sexagesimal = sync.OnceValue(func() *regexp.Regexp {
		return regexp.MustCompile(`^[-+]?[0-9][0-9_]*(:[0-5]?[0-9])+(\.[0-9_]*)?$`)
	})
)

// checkAmbiguousString checks only the spec. Dates in annotations are common, and only people read them.
func checkAmbiguousString(p *lint.Pass, b *manifest.Document) {
	for _, at := range lint.Scalars(b, isAmbiguousString, "spec") {
		other := "a date"
		if sexagesimal().MatchString(at.Node.Text) {
			other = "a number in base 60"
		}
		d := p.Report(at, "%s is a string to the API server, but %s to other parsers", at.Node.Text, other)
		d.Help = "put it in quotes"
		d.Fixes = lint.SafeFix("put it in quotes", at.ReplaceLiteral(`"`+at.Node.Text+`"`))
	}
}

func isAmbiguousString(n *manifest.Node) bool {
	s, ok := n.Value.(string)
	if !ok || n.Style != manifest.Plain || n.Tag != "" || n.Template || s == "" || s[0] > '9' {
		return false
	}
	return timestamp().MatchString(s) || sexagesimal().MatchString(s)
}
