package ai

import (
	"slices"

	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/lint"
	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/rules/kgw"
)

var AIPoolsEmpty = lint.Rule{
	Descriptor: diag.Descriptor{
		ID:       "ai-pools-empty",
		Summary:  "no group of an AI Backend has a provider",
		Severity: diag.Error,
		Category: diag.Correctness,
		Until:    "2.1",
		Why: "The CRD allows a group without providers. Without any provider kgateway does not accept the Backend, and the error on " +
			"Envoy is misleading: multiple types of AI backends found. Add a provider. " + kgw.AIReleasesText,
		Sources: []string{aiBackendSource + " @ 2.0", agentgatewaySource21},
		Bad: `apiVersion: gateway.kgateway.dev/v1alpha1
kind: Backend
metadata:
  name: chat
spec:
  type: AI
  ai:
    priorityGroups:
    - {}
`,
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
`,
	},
	About:   []string{"ai"},
	Backend: checkAIPoolsEmpty,
}

func checkAIPoolsEmpty(p *lint.Pass, b *manifest.Document) {
	pools := llmPools(b)
	if len(pools) == 0 || slices.ContainsFunc(pools, func(pool lint.Place) bool { return !isEmptyPool(pool) }) {
		return
	}
	d := p.Report(pools[0], "no group has a provider: the Backend is not accepted")
	d.Help = "add a provider"
}
