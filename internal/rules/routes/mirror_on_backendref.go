package routes

import (
	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/lint"
	"github.com/backendctl/backendctl/internal/rules/kgw"
)

var MirrorOnBackendref = lint.Rule{
	Descriptor: diag.Descriptor{
		ID:       "mirror-on-backendref",
		Summary:  "a mirror is on a single backendRef, where kgateway does not apply it",
		Severity: diag.Error,
		Category: diag.References,
		Why: "The Gateway API allows filters on a rule and on each of its backendRefs. On a backendRef of an HTTPRoute kgateway applies " +
			"filters that change headers and, from 2.1 on, CORS. It skips a RequestMirror there, with a line in the controller's log " +
			"and none in the route's status. kgateway 2.0 applies no filters of a backendRef and logs nothing, and filters on the " +
			"backendRefs of a GRPCRoute are never read. The requests reach their destination, but no copies are sent. Move the filter " +
			"to the rule. To mirror only one of several destinations, give it its own rule.",
		Sources: []string{
			"pkg/krtcollections/builtin.go @ 2.4",
			"pkg/krtcollections/grpc_route.go @ 2.4",
			"internal/kgateway/krtcollections/builtin.go @ 2.0",
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
	Set: checkMirrorOnBackendref,
}

func checkMirrorOnBackendref(p *lint.Pass) {
	for _, r := range kgw.BackendReferences(p, lint.Route) {
		for _, filter := range r.Field("filters").Items() {
			mirror := filter.Field("requestMirror")
			if !mirror.Exists() || filter.Template() || !r.IsBackend() && mirror.Field("backendRef", "group").Word() != lint.Kgateway {
				continue // neither reference is to a Backend of kgateway, so another product may serve the route
			}
			d := p.Report(mirror.Key(), "a mirror on a backendRef is ignored: no copies are sent")
			d.Help = "move the filter to the rule"
			d.Related = append(d.Related, r.Rule.Related("the rule"))
		}
	}
}
