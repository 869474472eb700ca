package objects

import (
	"strconv"
	"strings"

	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/lint"
	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/rules/kgw"
)

var AmbiguousNumber = lint.Rule{
	Descriptor: diag.Descriptor{
		ID:       "ambiguous-number",
		Summary:  "a number is not written in plain decimal digits",
		Severity: diag.Warning,
		Category: diag.Correctness,
		Why: "The API server reads YAML 1.1, where a leading 0 makes a number octal: `port: 0443` is port 291. `0o443`, `0x1bb`, " +
			"`0b110111011`, `4_43`, `+443` and `443.0` are integers as well. A YAML 1.2 parser reads 0443 as 443, and some of the " +
			"others as strings, so an editor or a policy engine may see another value than the cluster uses. Write the number in " +
			"decimal digits.",
		Sources: []string{"sigs.k8s.io/yaml goyaml.v2/resolve.go", "yaml.org/spec/1.2.2 10.3.2", "yaml.org/type/int.html"},
		Bad: `apiVersion: gateway.kgateway.dev/v1alpha1
kind: Backend
metadata:
  name: web
spec:
  type: Static
  static:
    hosts:
    - host: 192.0.2.10
      port: 0x1f90
`,
		Good: `apiVersion: gateway.kgateway.dev/v1alpha1
kind: Backend
metadata:
  name: web
spec:
  type: Static
  static:
    hosts:
    - host: 192.0.2.10
      port: 8080
`,
	},
	Backend: checkAmbiguousNumber,
}

func checkAmbiguousNumber(p *lint.Pass, b *manifest.Document) {
	for _, at := range kgw.PlainScalars(p, b, isUnusualNumber, "integer", "number") {
		n, _ := at.Int()
		decimal := strconv.FormatInt(n, 10)
		meant := strings.TrimLeft(strings.ReplaceAll(at.Node.Text, "_", ""), "0")
		if isDigits(meant) && meant != decimal {
			d := p.Report(at, "the API server reads %s as octal: %s", at.Node.Text, decimal)
			d.Help = "write " + meant + " or " + decimal + " as intended"
			d.Fixes = append(
				lint.UnsafeFix("write "+decimal+", the current value", at.ReplaceLiteral(decimal)),
				lint.UnsafeFix("write "+meant+", the apparent value", at.ReplaceLiteral(meant))...)
			continue
		}
		d := p.Report(at, "%s is %s to the API server, but may have another value to other parsers", at.Node.Text, decimal)
		d.Help = "write " + decimal
		d.Fixes = lint.SafeFix("write "+decimal, at.ReplaceLiteral(decimal))
	}
}

// isUnusualNumber reports whether a scalar is an integer in a notation that JSON does not have, such as 0x50.
func isUnusualNumber(n *manifest.Node) bool {
	i, ok := n.Value.(int64)
	return ok && n.Text != strconv.FormatInt(i, 10)
}

func isDigits(s string) bool { return s != "" && strings.Trim(s, "0123456789") == "" }
