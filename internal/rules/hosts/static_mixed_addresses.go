package hosts

import (
	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/lint"
	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/rules/kgw"
)

var StaticMixedAddresses = lint.Rule{
	Descriptor: diag.Descriptor{
		ID:       "static-mixed-addresses",
		Summary:  "a static Backend has IP addresses and DNS names",
		Severity: diag.Info,
		OptIn:    true,
		Category: diag.Style,
		Why: "One name makes the whole Backend a DNS cluster: Envoy resolves all hosts over and over, the addresses too, and the `dns` settings " +
			"of a BackendConfigPolicy hold for all of them. It works. But a name stands for a server that looks at the Host header, and an " +
			"address usually for one that does not, so a mix often is a forgotten migration. Two Backends with weights in the route say " +
			"more plainly what is meant.",
		Sources: []string{"pkg/kgateway/extensions2/plugins/backend/static.go @ 2.4"},
		Bad: `apiVersion: gateway.kgateway.dev/v1alpha1
kind: Backend
metadata:
  name: web
spec:
  type: Static
  static:
    hosts:
    - host: web.example.com
      port: 8080
    - host: 192.0.2.10
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
    - host: 192.0.2.11
      port: 8080
    - host: 192.0.2.10
      port: 8080
`,
	},
	About:   []string{"static"},
	Backend: checkStaticMixedAddresses,
}

func checkStaticMixedAddresses(p *lint.Pass, b *manifest.Document) {
	hosts := kgw.StaticHosts(p, b)
	for _, h := range hosts {
		first := hosts[0].Form()
		if form := h.Form(); first == kgw.FormAddress && form == kgw.FormName || first == kgw.FormName && form == kgw.FormAddress {
			d := p.Report(h.Host, "%q and %q make one DNS cluster of addresses and names", hosts[0].Name, h.Name)
			d.Help = "make two Backends of them, and weigh them in the route"
			d.Related = append(d.Related, hosts[0].Host.Related("the first host"))
			return
		}
	}
}
