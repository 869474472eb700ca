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
		Summary:  "a number is not written as a plain decimal one",
		Severity: diag.Warning,
		Category: diag.Correctness,
		Why: "The API server reads YAML 1.1, where a 0 in front makes a number octal: `port: 0443` is port 291, and `0o443`, `0x1bb`, " +
			"`0b110111011`, `4_43`, `+443` and `443.0` are whole numbers, too. A YAML 1.2 parser reads 0443 as 443, and some of the others as " +
			"text, so an editor or a policy engine may see another value than the cluster runs. Write the number in decimal digits.",
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
	for _, at := range kgw.PlainScalars(p, b, isOddNumber, "integer", "number") {
		n, _ := at.Int()
		decimal := strconv.FormatInt(n, 10)
		meant := strings.TrimLeft(strings.ReplaceAll(at.Node.Text, "_", ""), "0")
		if isDigits(meant) && meant != decimal {
			d := p.Report(at, "%s is octal to the API server: %s", at.Node.Text, decimal)
			d.Help = "write " + meant + " or " + decimal + ", whichever is meant"
			d.Fixes = append(
				lint.UnsafeFix("write "+decimal+", which it is now", at.ReplaceLiteral(decimal)),
				lint.UnsafeFix("write "+meant+", which it looks like", at.ReplaceLiteral(meant))...)
			continue
		}
		d := p.Report(at, "%s is %s to the API server, and may be something else to other parsers", at.Node.Text, decimal)
		d.Help = "write " + decimal
		d.Fixes = lint.SafeFix("write "+decimal, at.ReplaceLiteral(decimal))
	}
}

// isOddNumber says whether a scalar is a whole number and written otherwise than JSON would write it.
func isOddNumber(n *manifest.Node) bool {
	i, ok := n.Value.(int64)
	return ok && n.Text != strconv.FormatInt(i, 10)
}

func isDigits(s string) bool { return s != "" && strings.Trim(s, "0123456789") == "" }
