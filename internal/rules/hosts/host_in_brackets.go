package hosts

import (
	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/lint"
	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/rules/kgw"
)

var HostInBrackets = lint.Rule{
	Descriptor: diag.Descriptor{
		ID:       "host-in-brackets",
		Summary:  "a static host is an IPv6 address in brackets",
		Severity: diag.Error,
		Category: diag.Correctness,
		Why: "Brackets belong in a URL, where they separate an IPv6 address from the port. A static host is only the address. The " +
			"controller does not recognize an address in brackets and passes it to Envoy as a DNS name, which never resolves. Every " +
			"request gets a 503, and the Backend's status is Accepted.",
		Sources: []string{"pkg/kgateway/extensions2/plugins/backend/static.go @ 2.4"},
		Bad: `apiVersion: gateway.kgateway.dev/v1alpha1
kind: Backend
metadata:
  name: web
spec:
  type: Static
  static:
    hosts:
    - host: "[2001:db8::10]"
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
    - host: "2001:db8::10"
      port: 8080
`,
	},
	Backend: checkHostInBrackets,
}

func checkHostInBrackets(p *lint.Pass, b *manifest.Document) {
	for _, h := range kgw.StaticHosts(p, b) {
		if h.Form() != kgw.FormBrackets {
			continue
		}
		d := p.Report(h.Host, "%q is used as a DNS name, which does not resolve: write the address without brackets", h.Name)
		d.Help = "remove the brackets"
		d.Fixes = lint.SafeFix("remove the brackets", h.Host.Replace(kgw.WithoutBrackets(h.Name)))
	}
}
