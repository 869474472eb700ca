package routes

import (
	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/lint"
	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/rules/kgw"
)

var L7BackendOutsideRoute = lint.Rule{
	Descriptor: diag.Descriptor{
		ID:       "l7-backend-outside-route",
		Summary:  "a mirror, an extension or an access log refers to a Backend that works only in routes",
		Severity: diag.Error,
		Category: diag.References,
		Since:    "2.1",
		Why: "A dynamic forward proxy and a GCP Backend need an HTTP filter that kgateway adds to a listener when a route sends traffic " +
			"to the Backend. Mirrored requests and the calls of extensions and access logs do not pass through it: without it the proxy " +
			"has no host to connect to, and the GCP service gets no token and answers 401 or 403. No status reports it. Refer to a " +
			"static Backend or a Service instead.",
		Sources: []string{
			"internal/kgateway/extensions2/plugins/backend/plugin.go @ 2.1",
			"pkg/kgateway/extensions2/plugins/backend/plugin.go @ 2.4",
		},
		Bad: `apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata:
  name: web
spec:
  rules:
  - filters:
    - type: RequestMirror
      requestMirror:
        backendRef:
          group: gateway.kgateway.dev
          kind: Backend
          name: egress
    backendRefs:
    - group: gateway.kgateway.dev
      kind: Backend
      name: web
` + kgw.DynamicProxyExample + kgw.DynamicProxyNeighbourExample,
		Good: `apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata:
  name: web
spec:
  hostnames:
  - "*.example.com"
  rules:
  - backendRefs:
    - group: gateway.kgateway.dev
      kind: Backend
      name: egress
  - matches:
    - path:
        value: /web
    backendRefs:
    - group: gateway.kgateway.dev
      kind: Backend
      name: web
` + kgw.DynamicProxyExample + kgw.DynamicProxyNeighbourExample,
	},
	About:   []string{"dynamicForwardProxy", "gcp", "aws"},
	Backend: checkL7BackendOutsideRoute,
}

func checkL7BackendOutsideRoute(p *lint.Pass, b *manifest.Document) {
	form, ok := l7FormOf(b)
	if !ok || !form.Routed {
		return
	}
	for _, r := range p.Set.To(b, lint.Mirror, lint.Service) {
		subject := "a mirror"
		if r.Use == lint.Service {
			subject = r.Owner
		}
		d := p.Report(r.Field("name"), "%s cannot use %q: %s needs an HTTP filter, and only requests of routes pass through it", subject, b.Name, form.Name)
		d.Help = "refer to a static Backend or a Service"
		d.Related = append(d.Related, form.Key().Related("the Backend is "+form.Name))
	}
}
