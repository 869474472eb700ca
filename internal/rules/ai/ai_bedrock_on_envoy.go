package ai

import (
	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/lint"
	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/rules/kgw"
)

var AIBedrockOnEnvoy = lint.Rule{
	Descriptor: diag.Descriptor{
		ID:       "ai-bedrock-on-envoy",
		Summary:  "a Bedrock Backend is used on a Gateway that Envoy serves",
		Severity: diag.Error,
		Category: diag.Compatibility,
		Since:    "2.1",
		Until:    "2.1",
		Why: "kgateway 2.1 supports Bedrock on agentgateway only. On Envoy a Backend with only Bedrock is accepted (`Accepted=True`), " +
			"its cluster has no endpoints, and requests get a 503. Together with providers of another kind the Backend is rejected, " +
			"because Envoy allows one kind only (multiple AI backend types found). Send the traffic through a Gateway of the " +
			"agentgateway class.",
		Sources: []string{aiClusterSource + " @ 2.1", aiBackendSource + " @ 2.1"},
		Bad: `apiVersion: gateway.kgateway.dev/v1alpha1
kind: Backend
metadata:
  name: chat
spec:
  type: AI
  ai:
    llm:
      bedrock:
        model: anthropic.claude-3-5-haiku-20241022-v1:0
        region: us-east-1
` + llmRouteExample,
		Good: `apiVersion: gateway.kgateway.dev/v1alpha1
kind: Backend
metadata:
  name: chat
spec:
  type: AI
  ai:
    llm:
      bedrock:
        model: anthropic.claude-3-5-haiku-20241022-v1:0
        region: us-east-1
` + agentgatewayRouteExample,
	},
	About:   []string{"ai"},
	Backend: checkAIBedrockOnEnvoy,
}

func checkAIBedrockOnEnvoy(p *lint.Pass, b *manifest.Document) {
	for _, l := range llms(b) {
		if l.Kind != "bedrock" {
			continue
		}
		// If the Gateway is unknown, the Backend is not reported: with Bedrock, it is probably meant for agentgateway.
		if found := kgw.Passages(p.Set, b, kgw.EnvoyPlane); len(found) > 0 {
			effect := "the Backend is accepted, and requests get a 503"
			if len(llmProviderKinds(llms(b))) > 1 {
				effect = "the Backend is rejected"
			}
			d := p.Report(l.Provider.Key(), "the Gateway %q is served by Envoy, which does not support Bedrock: %s", found[0].Gateway.Name, effect)
			d.Help = "use a Gateway of the class agentgateway"
			d.Related = append(d.Related, lint.At(found[0].Gateway, "spec", "gatewayClassName").Related("the Gateway is served by Envoy"),
				found[0].Field("name").Related("the reference to the Backend"))
		}
		return
	}
}
