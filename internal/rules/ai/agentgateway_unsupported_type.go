package ai

import (
	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/lint"
	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/rules/kgw"
)

var AgentgatewayUnsupportedType = lint.Rule{
	Descriptor: diag.Descriptor{
		ID:       "agentgateway-unsupported-type",
		Summary:  "a Backend is used on agentgateway, which does not support its type",
		Severity: diag.Error,
		Category: diag.Compatibility,
		Since:    "2.1",
		Until:    "2.1",
		Why: "In kgateway 2.1 agentgateway supports Backends of the types Static, AI and MCP. It rejects the types AWS and " +
			"DynamicForwardProxy as unsupported, and requests fail, while the same Backend works on Envoy. Attach the route to a " +
			"Gateway of the class kgateway.",
		Sources: []string{agentgatewaySource21},
		Bad:     agentgatewayDynamicExample + agentgatewayRouteExample,
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
	Backend: checkAgentgatewayUnsupportedType,
}

const agentgatewayDynamicExample = `apiVersion: gateway.kgateway.dev/v1alpha1
kind: Backend
metadata:
  name: chat
spec:
  type: AWS
  aws:
    accountId: "123456789012"
    lambda:
      functionName: chat
`

func checkAgentgatewayUnsupportedType(p *lint.Pass, b *manifest.Document) {
	form, name := kgw.OtherForm(b)
	if name == "" || lint.At(b, "spec", "ai").Exists() || lint.At(b, "spec", "mcp").Exists() {
		return
	}
	for _, passage := range kgw.Passages(p.Set, b, kgw.AgentgatewayPlane) {
		d := p.Report(passage.Field("name"), "%q is %s, which agentgateway does not support: requests fail", b.Name, name)
		d.Help = "attach the route to a Gateway of the class kgateway"
		d.Related = append(d.Related, form.Key().Related("the Backend is "+name),
			lint.At(passage.Gateway, "spec", "gatewayClassName").Related("the Gateway is served by agentgateway"))
	}
}
