package rules

import (
	"slices"

	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/lint"
	"github.com/backendctl/backendctl/internal/manifest"
)

var dynamicProxyRewrite = lint.Rule{
	Descriptor: diag.Descriptor{
		ID:       "dynamic-proxy-rewrite",
		Summary:  "a host rewrite decides where a dynamic forward proxy connects to",
		Severity: diag.Info,
		OptIn:    true,
		Category: diag.Correctness,
		Since:    "2.1",
		Why: "A dynamic forward proxy connects to the host in the request as it leaves the route. A URLRewrite with a `hostname` changes that " +
			"host for all requests of the rule, so the proxy connects to one fixed host, which a static Backend does better: with health " +
			"checks and load balancing. Take the rewrite away, or refer to a static Backend.",
		Sources:  []string{dynamicProxySource},
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
` + dynamicProxyExample,
		Good: dynamicProxyRouteExample + dynamicProxyExample,
	},
	About:   []string{"dynamicForwardProxy"},
	Backend: checkDynamicProxyRewrite,
}

func checkDynamicProxyRewrite(p *lint.Pass, b *manifest.Document) {
	if !isDynamicProxy(b) {
		return
	}
	for _, r := range p.Set.To(b, lint.Route) {
		for _, filter := range slices.Concat(r.Rule.At("filters").Items(), r.At("filters").Items()) {
			hostname := filter.At("urlRewrite", "hostname")
			if hostname.Word() == "" {
				continue
			}
			d := p.Report(hostname, "the dynamic forward proxy %q connects to %q for every request of this rule", b.Name, hostname.Word())
			d.Help = "take the rewrite away, or refer to a static Backend with this host"
			d.Related = append(d.Related, r.At("name").Related("the reference to it"))
		}
	}
}
