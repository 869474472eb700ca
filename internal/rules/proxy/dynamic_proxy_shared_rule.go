package proxy

import (
	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/lint"
	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/rules/kgw"
)

var DynamicProxySharedRule = lint.Rule{
	Descriptor: diag.Descriptor{
		ID:       "dynamic-proxy-shared-rule",
		Summary:  "a dynamic forward proxy shares a rule with other backends",
		Severity: diag.Info,
		OptIn:    true,
		Category: diag.Correctness,
		Since:    "2.1",
		Why: "In a rule with several backends, a random part of the requests goes to a fixed destination and the rest to the host that " +
			"the request names. The filter of the dynamic forward proxy runs before that choice, so it may also look up the host in DNS " +
			"for the other requests. Give the dynamic forward proxy its own rule.",
		Sources:  []string{"pkg/kgateway/extensions2/plugins/backend/plugin.go @ 2.4"},
		Inferred: true,
		Bad: `apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata:
  name: egress
spec:
  hostnames:
  - "*.example.com"
  rules:
  - backendRefs:
    - group: gateway.kgateway.dev
      kind: Backend
      name: egress
    - group: gateway.kgateway.dev
      kind: Backend
      name: web
` + kgw.DynamicProxyExample + kgw.DynamicProxyNeighbourExample,
		Good: `apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata:
  name: egress
spec:
  hostnames:
  - "*.example.com"
  rules:
  - backendRefs:
    - group: gateway.kgateway.dev
      kind: Backend
      name: egress
  - backendRefs:
    - group: gateway.kgateway.dev
      kind: Backend
      name: web
    matches:
    - path:
        value: /web
` + kgw.DynamicProxyExample + kgw.DynamicProxyNeighbourExample,
	},
	About:   []string{"dynamicForwardProxy"},
	Backend: checkDynamicProxySharedRule,
}

func checkDynamicProxySharedRule(p *lint.Pass, b *manifest.Document) {
	if !isDynamicProxy(b) {
		return
	}
	for _, r := range p.Set.To(b, lint.Route) {
		if refs := r.Rule.Field("backendRefs"); len(refs.Items()) > 1 {
			d := p.Report(r.Field("name"), "the dynamic forward proxy %q shares this rule with other backends: only some of the requests go to the host that they name", b.Name)
			d.Help = "give it its own rule"
			d.Related = append(d.Related, lint.At(b, "metadata", "name").Related("the Backend"))
		}
	}
}
