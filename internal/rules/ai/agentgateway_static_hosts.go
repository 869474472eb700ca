package ai

import (
	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/lint"
	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/rules/kgw"
)

var AgentgatewayStaticHosts = lint.Rule{
	Descriptor: diag.Descriptor{
		ID:       "agentgateway-static-hosts",
		Summary:  "a static Backend with several hosts is used on agentgateway",
		Severity: diag.Error,
		Category: diag.Compatibility,
		Since:    "2.1",
		Until:    "2.1",
		Why: "In kgateway 2.1 agentgateway supports one host in a static Backend and refuses more: the Backend is not translated and " +
			"requests fail, while the same Backend works on Envoy. Use one Backend per host, and weights in the route.",
		Sources: []string{agentgatewaySource21},
		Bad: `apiVersion: gateway.kgateway.dev/v1alpha1
kind: Backend
metadata:
  name: chat
spec:
  type: Static
  static:
    hosts:
    - host: 192.0.2.10
      port: 8080
    - host: 192.0.2.20
      port: 8080
` + agentgatewayRouteExample,
		Good: `apiVersion: gateway.kgateway.dev/v1alpha1
kind: Backend
metadata:
  name: chat
spec:
  type: Static
  static:
    hosts:
    - host: 192.0.2.10
      port: 8080
` + agentgatewayRouteExample,
	},
	Backend: checkAgentgatewayStaticHosts,
}

func checkAgentgatewayStaticHosts(p *lint.Pass, b *manifest.Document) {
	hosts := lint.At(b, "spec", "static", "hosts")
	if len(hosts.Items()) < 2 {
		return
	}
	if found := kgw.Passages(p.Set, b, kgw.AgentgatewayPlane); len(found) > 0 {
		d := p.Report(hosts.Key(), "agentgateway supports only one host in a static Backend, got %d: requests fail", len(hosts.Items()))
		d.Help = "use one Backend per host, and weights in the route"
		d.Related = append(d.Related, found[0].Field("name").Related("the reference to the Backend"),
			lint.At(found[0].Gateway, "spec", "gatewayClassName").Related("the Gateway is served by agentgateway"))
	}
}
