package ai

import (
	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/lint"
	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/rules/kgw"
)

var MCPOnEnvoy = lint.Rule{
	Descriptor: diag.Descriptor{
		ID:       "mcp-on-envoy",
		Summary:  "an MCP Backend is used on a Gateway that Envoy serves",
		Severity: diag.Error,
		Category: diag.References,
		Since:    "2.1",
		Until:    "2.1",
		Why: "MCP Backends are for agentgateway. A Gateway of the class kgateway accepts one and turns it into a cluster without " +
			"endpoints: every request gets a 503, and no status explains it. Attach the route to a Gateway of the class agentgateway. " + mcpReleasesText,
		Sources: []string{"internal/kgateway/extensions2/plugins/backend/plugin.go @ 2.1", agentgatewaySource21},
		Bad:     mcpExample + llmRouteExample,
		Good:    mcpExample + agentgatewayRouteExample,
	},
	About:   []string{"mcp"},
	Backend: checkMCPOnEnvoy,
}

const mcpExample = `apiVersion: gateway.kgateway.dev/v1alpha1
kind: Backend
metadata:
  name: chat
spec:
  type: MCP
  mcp:
    targets:
    - name: tools
      static:
        host: 192.0.2.10
        port: 8080
`

func checkMCPOnEnvoy(p *lint.Pass, b *manifest.Document) {
	mcp := lint.At(b, "spec", "mcp")
	if !mcp.Exists() {
		return
	}
	for _, passage := range kgw.Passages(p.Set, b, kgw.EnvoyPlane) {
		d := p.Report(passage.Field("name"), "%q is an MCP Backend, which has no endpoints on Envoy", b.Name)
		d.Help = "attach the route to a Gateway of the class agentgateway"
		d.Related = append(d.Related, mcp.Key().Related("the Backend is of type MCP"),
			lint.At(passage.Gateway, "spec", "gatewayClassName").Related("the Gateway is served by Envoy"))
	}
}
