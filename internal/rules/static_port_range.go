package rules

import (
	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/lint"
	"github.com/backendctl/backendctl/internal/manifest"
)

var staticPortRange = lint.Rule{
	Descriptor: diag.Descriptor{
		ID:       "static-port-range",
		Summary:  "a static host's port is not from 1 to 65535",
		Severity: diag.Error,
		Category: diag.Correctness,
		Since:    "2.1",
		Why: "The CRD of kgateway 2.0 has the range; those from 2.1 on take any number. Port 0 counts as no port: from 2.2 the Backend is " +
			"dropped with `Accepted=False`, and 2.1 only logs it and keeps a cluster without endpoints. Any other number goes on to Envoy, a " +
			"negative one as a huge one, and there is no such port: Envoy refuses the cluster, and in the standard validation mode the " +
			"Backend's status says Accepted all the same. Clients get 500 or 503.",
		Sources: []string{
			"internal/kgateway/extensions2/plugins/backend/static.go @ 2.1",
			"pkg/kgateway/extensions2/plugins/backend/static.go @ 2.4",
			"envoyproxy/envoy api/envoy/config/core/v3/address.proto",
		},
		Bad: `apiVersion: gateway.kgateway.dev/v1alpha1
kind: Backend
metadata:
  name: web
spec:
  type: Static
  static:
    hosts:
    - host: 192.0.2.10
      port: 80800
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
	Backend: checkStaticPortRange,
}

func checkStaticPortRange(p *lint.Pass, b *manifest.Document) {
	for _, h := range staticHosts(p, b) {
		n, known := h.Port.Int()
		if !known || 1 <= n && n <= 65535 {
			continue
		}
		consequence := "Envoy refuses the whole Backend, and its status does not say so"
		switch {
		case n == 0 && p.Since("2.2"):
			consequence = "the Backend is dropped"
		case n == 0:
			consequence = "the Backend has no endpoints, and its status does not say so"
		}
		d := p.Report(h.Port, "%d is no port: %s", n, consequence)
		d.Help = "write a port from 1 to 65535"
	}
}
