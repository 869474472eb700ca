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
		Why: "Lambda functions, GCP services and dynamic forward proxies are made by HTTP filters: they sign requests, add a token or look up " +
			"the host that a request names. A TCPRoute or TLSRoute passes bytes on and has no such filters, so AWS and Google refuse what " +
			"arrives, and a dynamic forward proxy never learns a host. Use an HTTPRoute.",
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
		d := p.Report(r.At("name"), "a %s has no HTTP filters, and %q is %s, which is made by them", r.Document.Kind, b.Name, form.Name)
		d.Help = "use an HTTPRoute"
		d.Related = append(d.Related, form.Key().Related("the Backend is "+form.Name))
	}
}
