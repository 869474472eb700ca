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
		Summary:  "a static Backend has both IP addresses and DNS names",
		Severity: diag.Info,
		OptIn:    true,
		Category: diag.Style,
		Why: "One name makes the whole Backend a DNS cluster: Envoy resolves all hosts repeatedly, including the addresses, and the " +
			"`dns` settings of a BackendConfigPolicy apply to all of them. This works. But a server with a name usually checks the Host " +
			"header, and one with an address usually does not, so a mix is often a forgotten migration. Two Backends with weights in " +
			"the route are clearer.",
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
			d := p.Report(h.Host, "%q and %q mix an address and a name in one DNS cluster", hosts[0].Name, h.Name)
			d.Help = "make two Backends, and set weights in the route"
			d.Related = append(d.Related, hosts[0].Host.Related("the first host"))
			return
		}
	}
}
