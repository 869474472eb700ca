package rules

import (
	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/lint"
)

var trafficPolicyOnBackend = lint.Rule{
	Descriptor: diag.Descriptor{
		ID:       "traffic-policy-on-backend",
		Summary:  "a TrafficPolicy targets a Backend",
		Severity: diag.Error,
		Category: diag.References,
		Why: "A TrafficPolicy is for Gateways, listeners and routes. From kgateway 2.2 the API server refuses one that targets a " +
			"Backend; 2.0 takes it and applies it to nothing, without an error. Only 2.1 has a use for it. Target the route that " +
			"leads to the Backend, or use a BackendConfigPolicy where the setting is one of the connection to the server.",
		Sources: []string{
			"install/helm/kgateway-crds/templates/gateway.kgateway.dev_trafficpolicies.yaml @ 2.0",
			"install/helm/kgateway-crds/templates/gateway.kgateway.dev_trafficpolicies.yaml @ 2.2",
			"install/helm/kgateway-crds/templates/gateway.kgateway.dev_trafficpolicies.yaml @ 2.4",
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
      port: 8080
---
apiVersion: gateway.kgateway.dev/v1alpha1
kind: TrafficPolicy
metadata:
  name: web
spec:
  targetRefs:
  - group: gateway.kgateway.dev
    kind: Backend
    name: web
  timeouts:
    request: 10s
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
---
apiVersion: gateway.kgateway.dev/v1alpha1
kind: TrafficPolicy
metadata:
  name: web
spec:
  targetRefs:
  - group: gateway.networking.k8s.io
    kind: HTTPRoute
    name: web
  timeouts:
    request: 10s
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata:
  name: web
spec:
  rules:
  - backendRefs:
    - group: gateway.kgateway.dev
      kind: Backend
      name: web
`,
	},
	Set: checkTrafficPolicyOnBackend,
}

func checkTrafficPolicyOnBackend(p *lint.Pass) {
	if p.Target.Catalog() || p.Since("2.1") && isBefore(p, "2.2") {
		return
	}
	consequence := "the API server refuses it"
	if isBefore(p, "2.1") {
		consequence = "it does nothing"
	}
	for _, policy := range p.Set.Kind(lint.Kgateway, "TrafficPolicy") {
		for _, target := range targetPlaces(policy) {
			if !isBackendTarget(target) {
				continue
			}
			d := p.Report(target.At("kind"), "a TrafficPolicy cannot target a Backend: %s", consequence)
			d.Help = "target the route that leads to the Backend, or use a BackendConfigPolicy"
		}
	}
}
