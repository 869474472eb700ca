package ai

import (
	"slices"

	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/lint"
	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/rules/kgw"
)

var AIFirstPoolEmpty = lint.Rule{
	Descriptor: diag.Descriptor{
		ID:       "ai-first-pool-empty",
		Summary:  "the first group of providers is empty, but a later one is not",
		Severity: diag.Error,
		Category: diag.Correctness,
		Until:    "2.1",
		Why: "The CRD allows a group without providers. The controller reads the first provider of the first group without checking " +
			"that it exists, and panics: it restarts repeatedly, and no Gateway gets new configuration. Remove the empty group. " + kgw.AIReleasesText,
		Sources: []string{aiClusterSource + " @ 2.0", aiClusterSource + " @ 2.1"},
		Bad: `apiVersion: gateway.kgateway.dev/v1alpha1
kind: Backend
metadata:
  name: chat
spec:
  type: AI
  ai:
    priorityGroups:
    - {}
    - providers:
      - name: openai
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
    priorityGroups:
    - providers:
      - name: openai
        openai:
          authToken:
            kind: Passthrough
`,
	},
	About:   []string{"ai"},
	Backend: checkAIFirstPoolEmpty,
}

func checkAIFirstPoolEmpty(p *lint.Pass, b *manifest.Document) {
	pools := llmPools(b)
	// If the providers are of several kinds, the controller returns an error before it can panic.
	if len(pools) < 2 || !isEmptyPool(pools[0]) || len(llmProviderKinds(llms(b))) != 1 {
		return
	}
	at := pools[0]
	if i := slices.IndexFunc(pools, func(pool lint.Place) bool { return !isEmptyPool(pool) }); i > 0 {
		d := p.Report(at, "the first group has no providers: the controller panics")
		d.Help = "remove the empty group"
		d.Related = append(d.Related, pools[i].Key().Related("the first group with providers"))
	}
}
