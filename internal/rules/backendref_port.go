package rules

import (
	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/lint"
)

var backendrefPort = lint.Rule{
	Descriptor: diag.Descriptor{
		ID:       "backendref-port",
		Summary:  "a reference to a Backend has a port",
		Severity: diag.Error,
		Category: diag.References,
		Why: "A Backend brings its own ports, and kgateway refuses a reference that has one: the route's ResolvedRefs turns False with " +
			"BackendNotFound, and its share of the traffic is answered with 500. A mirror is dropped without a word. The same holds in " +
			"GatewayExtensions and listener policies.",
		Sources: []string{"pkg/krtcollections/policy.go @ 2.4"},
		Bad: `apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata:
  name: web
spec:
  rules:
  - backendRefs:
    - group: gateway.kgateway.dev
      kind: Backend
      name: web
      port: 8080
---
apiVersion: gateway.kgateway.dev/v1alpha1
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
		Good: `apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata:
  name: web
spec:
  rules:
  - backendRefs:
    - group: gateway.kgateway.dev
      kind: Backend
      name: web
---
apiVersion: gateway.kgateway.dev/v1alpha1
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
	Set: func(p *lint.Pass) {
		for _, r := range p.Set.References(lint.Route, lint.Mirror, lint.Service) {
			port := r.At("port")
			if !r.IsBackend() || !port.Exists() {
				continue
			}
			d := p.Report(port.Key(), "a reference to a Backend takes no port: the Backend has its own")
			d.Help = "remove the port"
			d.Fixes = lint.SafeFix("remove the port", port.Remove())
			if b := p.Set.Referent(r); b != nil {
				d.Related = append(d.Related, lint.At(b, "metadata", "name").Related("the Backend"))
			}
		}
	},
}
