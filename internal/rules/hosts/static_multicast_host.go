package hosts

import (
	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/lint"
	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/rules/kgw"
)

var StaticMulticastHost = lint.Rule{
	Descriptor: diag.Descriptor{
		ID:       "static-multicast-host",
		Summary:  "a static host is a multicast or broadcast address",
		Severity: diag.Warning,
		Category: diag.Correctness,
		Why: "Envoy opens a TCP connection to a static host, and a TCP connection has exactly one peer: to a multicast or broadcast " +
			"address it fails at once, and the request gets a 503. The CRD and the controller accept any IP address, so the Backend's " +
			"status is Accepted. Write the address of one machine, and other machines as separate hosts.",
		Sources:  []string{"pkg/kgateway/extensions2/plugins/backend/static.go @ 2.4"},
		Inferred: true,
		Bad: `apiVersion: gateway.kgateway.dev/v1alpha1
kind: Backend
metadata:
  name: web
spec:
  type: Static
  static:
    hosts:
    - host: 239.1.2.3
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
	Backend: checkStaticMulticastHost,
}

func checkStaticMulticastHost(p *lint.Pass, b *manifest.Document) {
	for _, h := range kgw.StaticHosts(p, b) {
		addr, ok := h.Address()
		if !ok || !addr.IsMulticast() && addr != kgw.BroadcastAddress {
			continue
		}
		d := p.Report(h.Host, "%q is the address of many machines, but a TCP connection needs one", h.Name)
		d.Help = "write the address of one machine"
	}
}
