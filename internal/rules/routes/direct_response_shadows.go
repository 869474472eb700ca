package routes

import (
	"slices"

	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/lint"
	"github.com/backendctl/backendctl/internal/rules/kgw"
)

var DirectResponseShadows = lint.Rule{
	Descriptor: diag.Descriptor{
		ID:       "direct-response-shadows",
		Summary:  "a rule has a DirectResponse and backendRefs",
		Severity: diag.Error,
		Category: diag.References,
		Why: "A rule either answers itself or sends requests to backends. kgateway treats a DirectResponse on a rule with backendRefs " +
			"as an error and answers every request of the rule with 500: neither the response nor the Backend is used. kgateway 2.0 " +
			"drops the rule instead: its requests get a 404, or match another rule. Remove the filter or the backendRefs.",
		Sources: []string{
			"pkg/kgateway/extensions2/plugins/directresponse/direct_response_plugin.go @ 2.4",
			"internal/kgateway/extensions2/plugins/directresponse/direct_response_plugin.go @ 2.0",
		},
		Bad: `apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata:
  name: shop
spec:
  rules:
  - filters:
    - type: ExtensionRef
      extensionRef:
        group: gateway.kgateway.dev
        kind: DirectResponse
        name: closed
    backendRefs:
    - group: gateway.kgateway.dev
      kind: Backend
      name: shop
` + directResponseExample,
		Good: `apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata:
  name: shop
spec:
  rules:
  - matches:
    - path:
        value: /closed
    filters:
    - type: ExtensionRef
      extensionRef:
        group: gateway.kgateway.dev
        kind: DirectResponse
        name: closed
  - backendRefs:
    - group: gateway.kgateway.dev
      kind: Backend
      name: shop
` + directResponseExample,
	},
	Set: checkDirectResponseShadows,
}

const directResponseExample = `---
apiVersion: gateway.kgateway.dev/v1alpha1
kind: DirectResponse
metadata:
  name: closed
spec:
  status: 503
---
apiVersion: gateway.kgateway.dev/v1alpha1
kind: Backend
metadata:
  name: shop
spec:
  type: Static
  static:
    hosts:
    - host: 192.0.2.10
      port: 8080
`

func checkDirectResponseShadows(p *lint.Pass) {
	for _, rule := range kgw.BackendRules(p, "HTTPRoute") {
		response, ok := kgw.RouteFilter(rule.Place, "DirectResponse")
		if !ok {
			continue
		}
		i := slices.IndexFunc(rule.Refs, func(r *lint.Reference) bool { return r.IsBackend() })
		effect := "every request gets a 500"
		if kgw.IsBefore(p, "2.1") {
			effect = "the rule is dropped, and its requests get a 404 or match another rule"
		}
		d := p.Report(response.Field("kind"), "this rule has a DirectResponse and backendRefs: %s", effect)
		d.Help = "remove the filter or the backendRefs"
		d.Related = append(d.Related, rule.Refs[i].Field("name").Related("a backendRef of the same rule"))
	}
}
