package routes

import (
	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/lint"
	"github.com/backendctl/backendctl/internal/rules/kgw"
)

var BackendrefMissing = lint.Rule{
	Descriptor: diag.Descriptor{
		ID:       "backendref-missing",
		Summary:  "a route, an extension or a listener policy refers to a Backend that does not exist",
		Severity: diag.Warning,
		Complete: diag.Error,
		Category: diag.References,
		Why: "A route can refer to a Backend that does not exist, and the rest of the route works: only requests sent to this Backend get " +
			"a 500, with `ResolvedRefs=False` and BackendNotFound in the route's status. " +
			extensionEffectText + " A listener policy is not applied. A reference without a " +
			"namespace is to the namespace of the object that contains it. A Backend in a namespace that the controller does not watch " +
			"(`discoveryNamespaceSelectors`) counts as missing, too.",
		Sources: []string{
			"pkg/krtcollections/policy.go @ 2.4",
			"internal/kgateway/krtcollections/policy.go @ 2.0",
			extAuthSource20,
		},
		Bad: `apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata:
  name: web
spec:
  rules:
  - backendRefs:
    - group: gateway.kgateway.dev
      kind: Backend
      name: wbe
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
	Set: checkBackendrefMissing,
}

func checkBackendrefMissing(p *lint.Pass) {
	for _, r := range kgw.BackendReferences(p, lint.Route, lint.Service) {
		if severity, yes := isBackendMissing(p.Set, r); yes {
			reportBackendMissing(p, r).Severity = severity
		}
	}
}
