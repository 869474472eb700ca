package ai

import (
	"strings"

	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/lint"
	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/rules/kgw"
)

var AIAzureEndpointScheme = lint.Rule{
	Descriptor: diag.Descriptor{
		ID:       "ai-azure-endpoint-scheme",
		Summary:  "an Azure OpenAI endpoint is a URL instead of a host name",
		Severity: diag.Warning,
		Category: diag.Correctness,
		Until:    "2.1",
		Why: "Azure shows the endpoint as a URL, and kgateway's documentation says that the scheme is removed. The code does not remove " +
			"it: Envoy looks up the whole text as a DNS name, which fails, and every request gets a 503 while the status is Accepted. " +
			"Write the bare host; the port is 443. " + kgw.AIReleasesText,
		Sources: []string{aiClusterSource + " @ 2.0", aiClusterSource + " @ 2.1"},
		Bad: `apiVersion: gateway.kgateway.dev/v1alpha1
kind: Backend
metadata:
  name: chat
spec:
  type: AI
  ai:
    llm:
      azureopenai:
        endpoint: https://chat.openai.azure.com/
        deploymentName: gpt-4o
        apiVersion: "2024-10-21"
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
      azureopenai:
        endpoint: chat.openai.azure.com
        deploymentName: gpt-4o
        apiVersion: "2024-10-21"
        authToken:
          kind: Passthrough
`,
	},
	About:   []string{"ai"},
	Backend: checkAIAzureEndpointScheme,
}

func checkAIAzureEndpointScheme(p *lint.Pass, b *manifest.Document) {
	for _, l := range llms(b) {
		endpoint := l.Provider.Field("endpoint")
		text := endpoint.Word()
		if l.Kind != "azureopenai" || !strings.Contains(text, "/") || l.Override.Field("host").Exists() {
			continue
		}
		if kgw.IsServedOnlyBy(p.Set, b, kgw.AgentgatewayPlane) {
			return // agentgateway ignores the endpoint, which the rule ai-agentgateway-ignored reports
		}
		d := p.Report(endpoint, "%q is not a valid host: Envoy looks it up as a DNS name, which fails", text)
		d.Help = "write the bare host"
		scheme, bare, found := strings.Cut(text, "://")
		if !found {
			scheme, bare = "https", text
		}
		switch bare = strings.TrimSuffix(bare, "/"); {
		case !kgw.IsHost(bare):
		case strings.EqualFold(scheme, "https"):
			d.Fixes = lint.SafeFix("keep the host only", endpoint.Replace(bare))
		default: // with another scheme the author may have meant another port than 443
			d.Fixes = lint.UnsafeFix("keep the host only", endpoint.Replace(bare))
		}
	}
}
