package ai

import (
	"slices"
	"strings"

	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/lint"
	"github.com/backendctl/backendctl/internal/manifest"
)

var AIMixedProviders = lint.Rule{
	Descriptor: diag.Descriptor{
		ID:       "ai-mixed-providers",
		Summary:  "an AI Backend on Envoy has providers of several kinds",
		Severity: diag.Error,
		Category: diag.Correctness,
		Until:    "2.1",
		Why: "On Envoy all providers of a Backend must be of one kind, because requests are rewritten for that kind before a provider " +
			"is chosen. With two kinds the Backend is not accepted (multiple AI backend types found) and clients get 500 or 503. Use " +
			"models of one provider as the fallback, one Backend per kind, or from 2.1 a Gateway of the agentgateway class, which " +
			"supports several kinds.",
		Sources: []string{aiBackendSource + " @ 2.0", "internal/kgateway/extensions2/plugins/backend/ai/ai_backend_test.go @ 2.0"},
		Bad: `apiVersion: gateway.kgateway.dev/v1alpha1
kind: Backend
metadata:
  name: chat
spec:
  type: AI
  ai:
    priorityGroups:
    - providers:
      - name: openai
        openai:
          authToken:
            kind: Passthrough
    - providers:
      - name: anthropic
        anthropic:
          authToken:
            kind: Passthrough
` + llmRouteExample,
		Good: `apiVersion: gateway.kgateway.dev/v1alpha1
kind: Backend
metadata:
  name: chat
spec:
  type: AI
  ai:
    priorityGroups:
    - providers:
      - name: openai
        openai:
          authToken:
            kind: Passthrough
    - providers:
      - name: spare
        openai:
          authToken:
            kind: Passthrough
          model: gpt-4o-mini
` + llmRouteExample,
	},
	About:   []string{"ai"},
	Backend: checkAIMixedProviders,
}

func checkAIMixedProviders(p *lint.Pass, b *manifest.Document) {
	entries := slices.DeleteFunc(llms(b), func(l llm) bool { return l.Kind == "" })
	kinds := llmProviderKinds(entries)
	if len(kinds) < 2 {
		return
	}
	gateway, envoy := runsOnEnvoy(p, b)
	if !envoy {
		return
	}
	for _, l := range entries {
		if l.Kind == kinds[1] {
			d := p.Report(l.Provider.Key(), "Envoy supports providers of one kind only, got %s: the Backend is not accepted", strings.Join(kinds, ", "))
			d.Help = "use one kind of provider per Backend"
			d.Related = append(d.Related, entries[0].Provider.Key().Related("the first kind"))
			if gateway != nil {
				d.Related = append(d.Related, lint.At(gateway, "spec", "gatewayClassName").Related("the Gateway is served by Envoy"))
			}
			return
		}
	}
}
