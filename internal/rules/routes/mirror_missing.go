package routes

import (
	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/lint"
	"github.com/backendctl/backendctl/internal/rules/kgw"
)

var MirrorMissing = lint.Rule{
	Descriptor: diag.Descriptor{
		ID:       "mirror-missing",
		Summary:  "a mirror refers to a Backend that does not exist",
		Severity: diag.Warning,
		Complete: diag.Error,
		Category: diag.References,
		Why: "If the Backend of a mirror cannot be resolved, kgateway drops the mirror while it translates the route. The route stays " +
			"accepted, `ResolvedRefs` stays True, nothing is logged, and the requests reach their destination, but no copies are sent. " +
			"The Backend must be in the route's namespace, unless the reference sets another namespace.",
		Sources: []string{"pkg/krtcollections/builtin.go @ 2.4"},
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
    filters:
    - type: RequestMirror
      requestMirror:
        backendRef:
          group: gateway.kgateway.dev
          kind: Backend
          name: shadw
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
---
apiVersion: gateway.kgateway.dev/v1alpha1
kind: Backend
metadata:
  name: shadow
spec:
  type: Static
  static:
    hosts:
    - host: 192.0.2.20
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
    filters:
    - type: RequestMirror
      requestMirror:
        backendRef:
          group: gateway.kgateway.dev
          kind: Backend
          name: shadow
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
---
apiVersion: gateway.kgateway.dev/v1alpha1
kind: Backend
metadata:
  name: shadow
spec:
  type: Static
  static:
    hosts:
    - host: 192.0.2.20
      port: 8080
`,
	},
	Set: checkMirrorMissing,
}

func checkMirrorMissing(p *lint.Pass) {
	for _, r := range kgw.BackendReferences(p, lint.Mirror) {
		if severity, yes := isBackendMissing(p.Set, r); yes {
			reportBackendMissing(p, r).Severity = severity
		}
	}
}
