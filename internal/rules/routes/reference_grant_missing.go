package routes

import (
	"fmt"

	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/lint"
)

var ReferenceGrantMissing = lint.Rule{
	Descriptor: diag.Descriptor{
		ID:       "reference-grant-missing",
		Summary:  "no ReferenceGrant allows a reference to a Backend in another namespace",
		Severity: diag.Warning,
		Complete: diag.Error,
		Category: diag.References,
		Why: "A reference into another namespace needs a ReferenceGrant there: in the Backend's namespace, from the kind and " +
			"the namespace of the object that refers to it, to `gateway.kgateway.dev` and Backend. Without one the route's share of " +
			"the requests gets a 500 (`ResolvedRefs=False`, RefNotPermitted), and a mirror is silently dropped. " +
			extensionEffectText + " The controller's setting `KGW_REFERENCE_GRANT_MODE` can turn the check off.",
		Sources: []string{
			"pkg/krtcollections/policy.go @ 2.4",
			"internal/kgateway/krtcollections/policy.go @ 2.0",
			extAuthSource20,
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
  - group: gateway.kgateway.dev
    kind: Backend
`,
	},
	Set: checkReferenceGrantMissing,
}

func checkReferenceGrantMissing(p *lint.Pass) {
	for _, r := range crossReferences(p) {
		severity, missing := isGrantMissing(p.Set, r)
		if !missing || len(nearGrants(p.Set, r)) > 0 {
			continue
		}
		d := p.Report(r.Field("namespace"), "no ReferenceGrant in %q allows references from the kind %s in %q to Backends: %s",
			r.Namespace, r.Document.Kind, r.Document.Namespace, unresolvedEffect(p, r))
		d.Severity = severity
		d.Help = fmt.Sprintf("add a ReferenceGrant to the namespace %q, from %s in %q to Backend of %s", r.Namespace, r.Document.Kind, r.Document.Namespace, lint.Kgateway)
		d.Related = append(d.Related, lint.At(p.Set.Referent(r), "metadata", "name").Related("the Backend"))
	}
}
