package ai

import (
	"slices"

	"github.com/backendctl/backendctl/internal/lint"
	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/rules/kgw"
)

const (
	aiClusterSource      = "internal/kgateway/extensions2/plugins/backend/ai/ai_model_cluster.go"
	aiBackendSource      = "internal/kgateway/extensions2/plugins/backend/ai/ai_backend.go"
	agentgatewaySource21 = "internal/kgateway/extensions2/plugins/backend/agentgateway/translate.go @ 2.1"
)

// mcpReleasesText is the sentence on pages of rules that states which releases have MCP Backends.
const mcpReleasesText = "kgateway has MCP Backends in 2.1 only; from 2.2 on agentgateway has its own kind."

// llmSecretExample is the Secret that the examples of AI Backends refer to.
const llmSecretExample = `---
apiVersion: v1
kind: Secret
metadata:
  name: openai
stringData:
  Authorization: not-a-real-token
`

// An llm is one entry of an AI Backend: a provider of models, with its address and credentials. In kgateway 2.0 an entry has the provider
// in its field provider and the host in its field hostOverride. In 2.1 both are fields of the entry itself.
type llm struct {
	lint.Place            // the place of the entry
	Kind       string     // the name of the provider, such as openai; "" if it is unknown
	Provider   lint.Place // the provider's settings
	Override   lint.Place // the mapping that contains host and port
}

var llmKinds = []string{"openai", "anthropic", "azureopenai", "gemini", "vertexai", "bedrock"}

// llmPools returns the places of the lists of providers, in the order of their priority. It returns nil for a Backend with a single
// provider.
func llmPools(b *manifest.Document) []lint.Place {
	ai := lint.At(b, "spec", "ai")
	var out []lint.Place
	for _, priority := range ai.Field("multipool", "priorities").Items() {
		out = append(out, priority.Field("pool"))
	}
	for _, group := range ai.Field("priorityGroups").Items() {
		out = append(out, group.Field("providers"))
	}
	return out
}

// llms returns the entries of all providers of an AI Backend.
func llms(b *manifest.Document) []llm {
	ai := lint.At(b, "spec", "ai")
	if !ai.Exists() {
		return nil
	}
	var out []llm
	if single := ai.Field("llm"); single.Exists() {
		out = append(out, newLLM(single))
	}
	for _, pool := range llmPools(b) {
		for _, entry := range pool.Items() {
			out = append(out, newLLM(entry))
		}
	}
	return out
}

func newLLM(entry lint.Place) llm {
	l := llm{Place: entry, Override: entry}
	providers := entry
	if provider := entry.Field("provider"); provider.Exists() {
		providers, l.Override = provider, entry.Field("hostOverride")
	}
	for _, kind := range llmKinds {
		if at := providers.Field(kind); at.Exists() {
			l.Kind, l.Provider = kind, at
			return l
		}
	}
	return l
}

// token returns the place of the credentials for the provider. For Bedrock, whose credentials are not in authToken, the place is empty.
func (l llm) token() lint.Place { return l.Provider.Field("authToken") }

// lacksInline reports whether the kind of a token is Inline, but the field inline is missing.
func lacksInline(token lint.Place) bool {
	return token.Field("kind").Word() == "Inline" && !token.Field("inline").Exists() && !token.Template()
}

// llmProviderKinds returns the names of the providers in the entries, each once.
func llmProviderKinds(entries []llm) []string {
	var out []string
	for _, l := range entries {
		if l.Kind != "" && !slices.Contains(out, l.Kind) {
			out = append(out, l.Kind)
		}
	}
	return out
}

// runsOnEnvoy reports whether Envoy certainly serves an AI Backend. It also returns the Gateway, or nil if the Gateway is unknown. In
// kgateway 2.0 only Envoy can serve AI Backends; in later releases the class of the Gateway decides.
func runsOnEnvoy(p *lint.Pass, b *manifest.Document) (gateway *manifest.Document, yes bool) {
	if found := kgw.Passages(p.Set, b, kgw.EnvoyPlane); len(found) > 0 {
		return found[0].Gateway, true
	}
	return nil, !p.Since("2.1")
}

// isEmptyPool reports whether a list of providers is certainly empty or missing.
func isEmptyPool(pool lint.Place) bool { return !pool.Template() && len(pool.Items()) == 0 }
