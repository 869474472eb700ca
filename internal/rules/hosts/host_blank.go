package hosts

import (
	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/lint"
	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/rules/kgw"
)

var HostBlank = lint.Rule{
	Descriptor: diag.Descriptor{
		ID:       "host-blank",
		Summary:  "a static host contains only white space",
		Severity: diag.Error,
		Category: diag.Correctness,
		Why: "The CRD requires at least one character and the controller refuses an empty host, but a space passes both checks: Envoy " +
			"gets it as a DNS name. The name never resolves, every request gets a 503, and the Backend's status is Accepted. The usual " +
			"cause is a template whose value is not set.",
		Sources: []string{"pkg/kgateway/extensions2/plugins/backend/static.go @ 2.4"},
		Bad: `apiVersion: gateway.kgateway.dev/v1alpha1
kind: Backend
metadata:
  name: web
spec:
  type: Static
  static:
    hosts:
    - host: " "
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
    - host: 192.0.2.10
      port: 8080
`,
	},
	Backend: checkHostBlank,
}

func checkHostBlank(p *lint.Pass, b *manifest.Document) {
	for _, h := range kgw.StaticHosts(p, b) {
		if h.Form() != kgw.FormBlank {
			continue
		}
		d := p.Report(h.Host, "%q is accepted but is not a valid host: Envoy looks it up as a DNS name, which fails", h.Name)
		d.Help = "write the host"
	}
}
