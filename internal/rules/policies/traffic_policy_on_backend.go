package policies

import (
	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/lint"
	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/rules/kgw"
)

var TrafficPolicyOnBackend = lint.Rule{
	Descriptor: diag.Descriptor{
		ID:       "traffic-policy-on-backend",
		Summary:  "a TrafficPolicy targets a Backend",
		Severity: diag.Error,
		Category: diag.References,
		Why: "A TrafficPolicy is for Gateways, listeners and routes. From kgateway 2.2 on the API server rejects one that targets a " +
			"Backend; 2.0 accepts it without applying it or reporting an error. 2.1 applies it on agentgateway only; on Envoy it has no " +
			"effect, so it is reported if only Envoy serves the Backend. Target the route that leads to the Backend, or use a " +
			"BackendConfigPolicy for settings of the connection to the server.",
		Sources: []string{
			"install/helm/kgateway-crds/templates/gateway.kgateway.dev_trafficpolicies.yaml @ 2.0",
			"internal/kgateway/extensions2/plugins/trafficpolicy/traffic_policy_plugin.go @ 2.1",
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
  rateLimit:
    local:
      tokenBucket:
        maxTokens: 10
        fillInterval: 1s
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
  rateLimit:
    local:
      tokenBucket:
        maxTokens: 10
        fillInterval: 1s
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
	if p.Target.Catalog() {
		return
	}
	for _, policy := range p.Set.Kind(lint.Kgateway, kgw.TrafficPolicyKind) {
		for _, target := range kgw.TargetPlaces(policy) {
			if kgw.IsBackendTarget(target) && !mayServeAgentgateway(p, policy, target) {
				reportTrafficPolicyTarget(p, target)
			}
		}
	}
}

// mayServeAgentgateway reports whether a policy may have an effect because agentgateway serves the Backend. That is possible only in
// kgateway 2.1, whose CRD rejects selectors of Backends.
func mayServeAgentgateway(p *lint.Pass, policy *manifest.Document, target lint.Place) bool {
	if kgw.IsBefore(p, "2.1") || p.Since("2.2") || kgw.IsSelector(target) {
		return false
	}
	b := kgw.ObjectNamed(p.Set, lint.Kgateway, "Backend", policy.Namespace, target)
	return b == nil || !kgw.IsServedOnlyBy(p.Set, b, kgw.EnvoyPlane)
}

func reportTrafficPolicyTarget(p *lint.Pass, target lint.Place) {
	effect := "the API server rejects it"
	switch {
	case kgw.IsBefore(p, "2.1"):
		effect = "it has no effect"
	case kgw.IsBefore(p, "2.2") && !kgw.IsSelector(target):
		effect = "it has no effect on Envoy, which serves this Backend"
	}
	d := p.Report(target.Field("kind"), "a TrafficPolicy cannot target a Backend: %s", effect)
	d.Help = "target the route that leads to the Backend, or use a BackendConfigPolicy"
}
