package routes

import (
	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/lint"
	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/rules/kgw"
)

var L7BackendOnL4Route = lint.Rule{
	Descriptor: diag.Descriptor{
		ID:       "l7-backend-on-l4-route",
		Summary:  "a TCP or TLS route refers to a Backend that needs HTTP",
		Severity: diag.Error,
		Category: diag.References,
		Why: "Lambda functions, GCP services and dynamic forward proxies depend on HTTP filters, which sign requests, add a token or " +
			"look up the host of a request. A TCPRoute or TLSRoute passes bytes on and has no such filters, so AWS and Google reject " +
			"the requests, and a dynamic forward proxy has no host to connect to. Use an HTTPRoute.",
		Sources: []string{
			"internal/kgateway/extensions2/plugins/backend/aws.go @ 2.0",
			"pkg/kgateway/extensions2/plugins/backend/plugin.go @ 2.4",
		},
		Bad: `apiVersion: gateway.networking.k8s.io/v1alpha2
kind: TCPRoute
metadata:
  name: egress
spec:
  rules:
  - backendRefs:
    - group: gateway.kgateway.dev
      kind: Backend
      name: egress
` + kgw.DynamicProxyExample,
		Good: kgw.DynamicProxyRouteExample + kgw.DynamicProxyExample,
	},
	About:   []string{"dynamicForwardProxy", "gcp", "aws"},
	Backend: checkL7BackendOnL4Route,
}

func checkL7BackendOnL4Route(p *lint.Pass, b *manifest.Document) {
	form, ok := l7FormOf(b)
	if !ok {
		return
	}
	for _, r := range p.Set.To(b, lint.Route) {
		if kgw.IsL7Route(r.Document) {
			continue
		}
		d := p.Report(r.Field("name"), "a %s has no HTTP filters, but %q is %s, which depends on them", r.Document.Kind, b.Name, form.Name)
		d.Help = "use an HTTPRoute"
		d.Related = append(d.Related, form.Key().Related("the Backend is "+form.Name))
	}
}
