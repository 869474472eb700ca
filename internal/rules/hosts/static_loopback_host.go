package hosts

import (
	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/lint"
	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/rules/kgw"
)

var StaticLoopbackHost = lint.Rule{
	Descriptor: diag.Descriptor{
		ID:       "static-loopback-host",
		Summary:  "a static host is a loopback address, which means the gateway's own pod",
		Severity: diag.Warning,
		Category: diag.Correctness,
		Why: "Envoy connects to the host from the gateway's pod, so `localhost`, `127.0.0.1` and `0.0.0.0` mean that pod. The intended " +
			"server does not listen there, but Envoy's admin interface does, on port 19000. Usually the connection is refused and " +
			"clients get a 503. Neither the CRD nor the controller rejects this. Write an address that the gateway's pod can reach. If " +
			"the Backend is a sidecar in that pod, ignore the finding with a comment that gives this reason.",
		Sources: []string{"pkg/kgateway/extensions2/plugins/backend/static.go @ 2.4"},
		Bad: `apiVersion: gateway.kgateway.dev/v1alpha1
kind: Backend
metadata:
  name: web
spec:
  type: Static
  static:
    hosts:
    - host: 127.0.0.1
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
	Backend: checkStaticLoopbackHost,
}

func checkStaticLoopbackHost(p *lint.Pass, b *manifest.Document) {
	for _, h := range kgw.StaticHosts(p, b) {
		addr, ok := h.Address()
		if ok && (addr.IsLoopback() || addr.IsUnspecified()) || !ok && kgw.IsLoopbackName(h.Name) && h.Form() == kgw.FormName {
			d := p.Report(h.Host, "%q means the gateway's own pod, because the proxy opens the connection", h.Name)
			d.Help = "write an address that the gateway's pod can reach"
		}
	}
}
