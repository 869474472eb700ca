package objects

import (
	"strconv"
	"strings"

	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/lint"
	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/rules/kgw"
)

var AmbiguousBoolean = lint.Rule{
	Descriptor: diag.Descriptor{
		ID:       "ambiguous-boolean",
		Summary:  "a boolean is written as yes, no, on or off",
		Severity: diag.Warning,
		Category: diag.Style,
		Why: "The API server reads YAML 1.1, where `yes`, `no`, `on`, `off`, `y` and `n` are booleans, so the field gets the intended " +
			"value. A YAML 1.2 parser reads them as strings: editors, policy engines and other tools that check the file before it is " +
			"applied see a string instead of a boolean. Write `true` or `false`, which all parsers read the same way.",
		Sources: []string{"sigs.k8s.io/yaml goyaml.v2/resolve.go", "yaml.org/spec/1.2.2 10.3.2", "yaml.org/type/bool.html"},
		Bad: `apiVersion: gateway.kgateway.dev/v1alpha1
kind: Backend
metadata:
  name: any
spec:
  type: DynamicForwardProxy
  dynamicForwardProxy:
    enableTls: yes
`,
		Good: `apiVersion: gateway.kgateway.dev/v1alpha1
kind: Backend
metadata:
  name: any
spec:
  type: DynamicForwardProxy
  dynamicForwardProxy:
    enableTls: true
`,
	},
	Backend: checkAmbiguousBoolean,
}

func checkAmbiguousBoolean(p *lint.Pass, b *manifest.Document) {
	for _, at := range kgw.PlainScalars(p, b, isLegacyBoolean, "boolean") {
		value, _ := at.Bool()
		word := strconv.FormatBool(value)
		d := p.Report(at, "%s is %s to the API server, but a string to a YAML 1.2 parser", at.Node.Text, word)
		d.Help = "write " + word
		d.Fixes = lint.SafeFix("write "+word, at.ReplaceLiteral(word))
	}
}

func isLegacyBoolean(n *manifest.Node) bool {
	v, ok := n.Value.(bool)
	return ok && !strings.EqualFold(n.Text, strconv.FormatBool(v))
}
