package rules

import (
	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/lint"
	"github.com/backendctl/backendctl/internal/manifest"
)

var placeholderValue = lint.Rule{
	Descriptor: diag.Descriptor{
		ID:       "placeholder-value",
		Summary:  "a value of the spec was never filled in",
		Severity: diag.Warning,
		Category: diag.Correctness,
		Why: "`<your-host>`, `CHANGEME`, `REPLACE_ME`, `YOUR_…`, `$HOST:8080`, `TODO` and `FIXME` stand in examples and in the output of generators " +
			"for what the reader has to write. Most fields take any text, so the API server and the controller accept it, and the request fails much " +
			"later: the host does not resolve, the Secret is not there. Write the value. Names that only serve documentation, such as " +
			"`example.com`, are not reported.",
		Sources: []string{"pkg/kgateway/extensions2/plugins/backend/static.go @ 2.4"},
		Bad: `apiVersion: gateway.kgateway.dev/v1alpha1
kind: Backend
metadata:
  name: web
spec:
  type: Static
  static:
    hosts:
    - host: <your-host>
      port: 8080
`,
		Good: `apiVersion: gateway.kgateway.dev/v1alpha1
kind: Backend
metadata:
  name: web
spec:
  type: Static
  static:
    hosts:
    - host: web.example.com
      port: 8080
`,
	},
	Backend: func(p *lint.Pass, b *manifest.Document) {
		for _, at := range specStrings(b, isPlaceholder) {
			d := p.Report(at, "%q is a placeholder: nobody has filled it in", at.Word())
			d.Help = "write the value that is meant"
		}
	},
}
