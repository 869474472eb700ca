package ai

import (
	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/lint"
	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/rules/kgw"
)

var AIDeprecated = lint.Rule{
	Descriptor: diag.Descriptor{
		ID:       "ai-deprecated",
		Summary:  "kgateway 2.2 removes AI Backends on Envoy",
		Severity: diag.Info,
		OptIn:    true,
		Category: diag.Compatibility,
		Since:    "2.1",
		Until:    "2.1",
		Why: "kgateway 2.1 deprecates AI Backends on Envoy, and 2.2 removes them. Move the routes to a Gateway of the agentgateway class, " +
			"which supports the same Backend in 2.1. For 2.2, replace the Backend by an AgentgatewayBackend. A Backend that only " +
			"Gateways of that class use is not reported.",
		Sources: []string{
			"internal/kgateway/deployer/gateway_parameters.go @ 2.1",
			"install/helm/kgateway-crds/templates/gateway.kgateway.dev_backends.yaml @ 2.2",
		},
		Bad: `apiVersion: gateway.kgateway.dev/v1alpha1
kind: Backend
metadata:
  name: chat
spec:
  type: AI
  ai:
    llm:
      openai:
        authToken:
          kind: Passthrough
`,
		Good: `apiVersion: gateway.kgateway.dev/v1alpha1
kind: Backend
metadata:
  name: chat
spec:
  type: AI
  ai:
    llm:
      openai:
        authToken:
          kind: Passthrough
` + agentgatewayRouteExample,
	},
	About:   []string{"ai"},
	Backend: checkAIDeprecated,
}

func checkAIDeprecated(p *lint.Pass, b *manifest.Document) {
	ai := lint.At(b, "spec", "ai")
	if !ai.Exists() || kgw.IsServedOnlyBy(p.Set, b, kgw.AgentgatewayPlane) {
		return
	}
	d := p.Report(ai.Key(), "AI Backends on Envoy are deprecated, and removed in kgateway 2.2")
	d.Help = "move the routes to a Gateway of the class agentgateway"
}
