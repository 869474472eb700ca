package proxy

import (
	"slices"

	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/lint"
	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/rules/kgw"
)

var DynamicProxyRewrite = lint.Rule{
	Descriptor: diag.Descriptor{
		ID:       "dynamic-proxy-rewrite",
		Summary:  "a host rewrite does not change the destination of a dynamic forward proxy",
		Severity: diag.Info,
		OptIn:    true,
		Category: diag.Correctness,
		Since:    "2.1",
		Why: "Envoy picks the host to connect to before it applies the rewrite. With a URLRewrite that has a `hostname`, a dynamic " +
			"forward proxy still connects to the host that the client named, and only the forwarded Host header changes. So a rewrite " +
			"does not pin the destination. Remove it, or refer to a static Backend to send requests to one fixed host.",
		Sources:  []string{dynamicProxySource, "envoyproxy/envoy source/common/router/router.cc"},
		Inferred: true,
		Bad: `apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata:
  name: egress
spec:
  hostnames:
  - "*.example.com"
  rules:
  - filters:
    - type: URLRewrite
      urlRewrite:
        hostname: api.example.org
    backendRefs:
    - group: gateway.kgateway.dev
      kind: Backend
      name: egress
` + kgw.DynamicProxyExample,
		Good: kgw.DynamicProxyRouteExample + kgw.DynamicProxyExample,
	},
	About:   []string{"dynamicForwardProxy"},
	Backend: checkDynamicProxyRewrite,
}

func checkDynamicProxyRewrite(p *lint.Pass, b *manifest.Document) {
	if !isDynamicProxy(b) {
		return
	}
	for _, r := range p.Set.To(b, lint.Route) {
		for _, filter := range slices.Concat(r.Rule.Field("filters").Items(), r.Field("filters").Items()) {
			hostname := filter.Field("urlRewrite", "hostname")
			if hostname.Word() == "" {
				continue
			}
			d := p.Report(hostname, "the dynamic forward proxy %q connects to the host of the request: this rewrite changes only the forwarded Host header", b.Name)
			d.Help = "remove the rewrite, or refer to a static Backend with this host"
			d.Related = append(d.Related, r.Field("name").Related("the reference to the Backend"))
		}
	}
}
