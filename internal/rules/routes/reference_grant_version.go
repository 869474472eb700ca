package routes

import (
	"slices"

	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/lint"
	"github.com/backendctl/backendctl/internal/rules/kgw"
)

var ReferenceGrantVersion = lint.Rule{
	Descriptor: diag.Descriptor{
		ID:       "reference-grant-version",
		Summary:  "a ReferenceGrant has a version that not every cluster serves",
		Severity: diag.Info,
		OptIn:    true,
		Category: diag.Compatibility,
		Why: "kgateway watches ReferenceGrants as `v1beta1`, which all supported versions of the Gateway API serve. `v1` was added " +
			"later: with older CRDs the API server answers `no matches for kind`, the grant is not created and the references that need " +
			"it fail. Both versions are the same object, so `v1beta1` works everywhere.",
		Sources:  []string{"pkg/krtcollections/policy.go @ 2.4"},
		Inferred: true,
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
apiVersion: gateway.networking.k8s.io/v1
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
	Set: checkReferenceGrantVersion,
}

func checkReferenceGrantVersion(p *lint.Pass) {
	for _, grant := range p.Set.Kind(lint.GatewayAPI, referenceGrant) {
		at := lint.At(grant, "apiVersion")
		if at.Word() != lint.GatewayAPI+"/v1" || !slices.ContainsFunc(lint.At(grant, "spec", "to").Items(), kgw.IsBackendTarget) {
			continue
		}
		d := p.Report(at, "older versions of the Gateway API have ReferenceGrants only as v1beta1, the version that kgateway reads")
		d.Help = "write " + lint.GatewayAPI + "/v1beta1"
		d.Fixes = lint.SafeFix("write v1beta1", at.Replace(lint.GatewayAPI+"/v1beta1"))
	}
}
