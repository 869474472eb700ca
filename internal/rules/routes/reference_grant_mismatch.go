package routes

import (
	"strconv"

	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/lint"
)

var ReferenceGrantMismatch = lint.Rule{
	Descriptor: diag.Descriptor{
		ID:       "reference-grant-mismatch",
		Summary:  "a ReferenceGrant does not match its reference",
		Severity: diag.Warning,
		Category: diag.References,
		Why: "A ReferenceGrant must be in the namespace of the Backend, not in that of the route, and its fields must match exactly: " +
			"`from` is the group, the kind and the namespace of the object that refers, and `to` is `gateway.kgateway.dev` and Backend, " +
			"while many examples have the empty group and Service. A grant that nearly matches grants nothing and has no status that " +
			"reports it; the route's requests get a 500.",
		Sources: []string{
			"pkg/krtcollections/policy.go @ 2.4",
			"internal/kgateway/krtcollections/policy.go @ 2.0",
			"pkg/krtcollections/builtin.go @ 2.4",
		},
		Bad: `apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata:
  name: web
  namespace: web
spec:
  rules:
  - backendRefs:
    - group: gateway.kgateway.dev
      kind: Backend
      name: web
      namespace: shop
---
apiVersion: gateway.kgateway.dev/v1alpha1
kind: Backend
metadata:
  name: web
  namespace: shop
spec:
  type: Static
  static:
    hosts:
    - host: 192.0.2.10
      port: 8080
---
apiVersion: gateway.networking.k8s.io/v1beta1
kind: ReferenceGrant
metadata:
  name: web
  namespace: shop
spec:
  from:
  - group: gateway.networking.k8s.io
    kind: HTTPRoute
    namespace: web
  to:
  - group: ""
    kind: Service
`,
		Good: `apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata:
  name: web
  namespace: web
spec:
  rules:
  - backendRefs:
    - group: gateway.kgateway.dev
      kind: Backend
      name: web
      namespace: shop
---
apiVersion: gateway.kgateway.dev/v1alpha1
kind: Backend
metadata:
  name: web
  namespace: shop
spec:
  type: Static
  static:
    hosts:
    - host: 192.0.2.10
      port: 8080
---
apiVersion: gateway.networking.k8s.io/v1beta1
kind: ReferenceGrant
metadata:
  name: web
  namespace: shop
spec:
  from:
  - group: gateway.networking.k8s.io
    kind: HTTPRoute
    namespace: web
  to:
  - group: "gateway.kgateway.dev"
    kind: Backend
`,
	},
	Set: checkReferenceGrantMismatch,
}

func checkReferenceGrantMismatch(p *lint.Pass) {
	seen := map[string]bool{}
	for _, r := range crossReferences(p) {
		if isGranted(p.Set, r) {
			continue
		}
		for _, m := range nearGrants(p.Set, r) {
			key := m.at.Document.File.Name() + m.message + strconv.Itoa(m.at.Span.Start)
			if seen[key] {
				continue // several references may need the same grant
			}
			seen[key] = true
			d := p.Report(m.at, "%s: %s", m.message, unresolvedEffect(p, r))
			d.Help = m.help
			d.Fixes = m.fixes
			d.Related = append(d.Related, r.Field("name").Related("the reference"))
		}
	}
}
