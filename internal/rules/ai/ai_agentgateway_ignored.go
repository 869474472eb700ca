package ai

import (
	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/lint"
	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/rules/kgw"
)

var AIAgentgatewayIgnored = lint.Rule{
	Descriptor: diag.Descriptor{
		ID:       "ai-agentgateway-ignored",
		Summary:  "agentgateway ignores a field of an AI Backend",
		Severity: diag.Warning,
		Category: diag.Compatibility,
		Since:    "2.1",
		Until:    "2.1",
		Why: "In kgateway 2.1 the same AI Backend serves Envoy and agentgateway, but agentgateway supports fewer fields: it ignores " +
			"`authHeader`, treats Azure OpenAI as OpenAI without its endpoint, deployment and API version, and ignores `modelPath` of " +
			"Vertex AI and `apiVersion` of Anthropic. No status reports it. Remove the fields without effect; for Azure, use `openai` " +
			"with `host`, `port` and `path`.",
		Sources: []string{agentgatewaySource21},
		Bad: `apiVersion: gateway.kgateway.dev/v1alpha1
kind: Backend
metadata:
  name: chat
spec:
  type: AI
  ai:
    llm:
      authHeader:
        headerName: x-api-key
      openai:
        authToken:
          kind: Passthrough
` + agentgatewayRouteExample,
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
	Backend: checkAIAgentgatewayIgnored,
}

func checkAIAgentgatewayIgnored(p *lint.Pass, b *manifest.Document) {
	entries := llms(b)
	if len(entries) == 0 {
		return
	}
	found := kgw.Passages(p.Set, b, kgw.AgentgatewayPlane)
	if len(found) == 0 {
		return
	}
	for _, l := range entries {
		for _, at := range ignoredByAgentgateway(l) {
			d := p.Report(at.Key(), "agentgateway ignores %s", at.consequence)
			d.Help = "remove it, or use a Gateway of the class kgateway"
			d.Related = append(d.Related, lint.At(found[0].Gateway, "spec", "gatewayClassName").Related("the Gateway is served by agentgateway"))
		}
	}
}

type ignoredField struct {
	lint.Place
	consequence string
}

// ignoredByAgentgateway returns the fields of a provider that agentgateway ignores. It leaves out ignored fields that the CRD requires.
func ignoredByAgentgateway(l llm) []ignoredField {
	var out []ignoredField
	if header := l.Field("authHeader"); header.Exists() {
		out = append(out, ignoredField{header, "authHeader: the token goes into the usual header"})
	}
	switch l.Kind {
	case "azureopenai":
		out = append(out, ignoredField{l.Provider, "the endpoint, the deployment and the API version: Azure is treated as OpenAI"})
	case "vertexai":
		if path := l.Provider.Field("modelPath"); path.Exists() {
			out = append(out, ignoredField{path, "modelPath"})
		}
	case "anthropic":
		if version := l.Provider.Field("apiVersion"); version.Exists() {
			out = append(out, ignoredField{version, "apiVersion"})
		}
	}
	return out
}
