package hosts

import (
	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/lint"
	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/rules/kgw"
)

var StaticLinkLocalHost = lint.Rule{
	Descriptor: diag.Descriptor{
		ID:       "static-link-local-host",
		Summary:  "a static host is a link-local address or a cloud's metadata service",
		Severity: diag.Warning,
		Category: diag.Security,
		Why: "A cloud's metadata service gives any process on a node that node's credentials. A route to it gives them to every client " +
			"of the gateway, and neither the CRD nor the controller prevents it. Other link-local addresses mean something different on " +
			"each node that the gateway's pod may run on, so requests reach an unintended machine, or none. Write an address that means " +
			"the same machine from everywhere.",
		Sources: []string{"pkg/kgateway/extensions2/plugins/backend/static.go @ 2.4"},
		Bad: `apiVersion: gateway.kgateway.dev/v1alpha1
kind: Backend
metadata:
  name: web
spec:
  type: Static
  static:
    hosts:
    - host: 169.254.169.254
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
	About:   []string{"static"},
	Backend: checkStaticLinkLocalHost,
}

func checkStaticLinkLocalHost(p *lint.Pass, b *manifest.Document) {
	for _, h := range kgw.StaticHosts(p, b) {
		addr, ok := h.Address()
		switch {
		case h.IsMetadata():
			d := p.Report(h.Host, "%q is a cloud's metadata service: a route to it gives away the node's credentials", h.Name)
			d.Help = "do not route to the metadata service"
		case ok && addr.IsLinkLocalUnicast():
			d := p.Report(h.Host, "%q is a link-local address: it means a different machine on each node that the gateway may run on", h.Name)
			d.Help = "write an address that means the same machine from every node"
		}
	}
}
