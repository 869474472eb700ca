package ai

import (
	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/lint"
	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/rules/kgw"
)

var AISecretrefUnused = lint.Rule{
	Descriptor: diag.Descriptor{
		ID:       "ai-secretref-unused",
		Summary:  "an authToken refers to a Secret that its kind does not use",
		Severity: diag.Warning,
		Category: diag.Correctness,
		Until:    "2.1",
		Why: "With `kind: Inline` or `kind: Passthrough` the Secret's token is never sent, although the manifest suggests it. The Secret " +
			"is looked up anyway, and if it is missing the Backend fails (`Accepted=False`). Write `kind: SecretRef`, or remove the " +
			"reference. " + kgw.AIReleasesText,
		Sources: []string{"internal/kgateway/extensions2/plugins/backend/plugin.go @ 2.1"},
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
          secretRef:
            name: openai
` + llmSecretExample,
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
          kind: SecretRef
          secretRef:
            name: openai
` + llmSecretExample,
	},
	About:   []string{"ai"},
	Backend: checkAISecretrefUnused,
}

func checkAISecretrefUnused(p *lint.Pass, b *manifest.Document) {
	for _, l := range llms(b) {
		token := l.token()
		kind, ref := token.Field("kind"), token.Field("secretRef")
		if !ref.Exists() || lacksInline(token) || kind.Word() != "Inline" && kind.Word() != "Passthrough" {
			continue
		}
		d := p.Report(ref.Key(), "kind %s does not use this Secret, but the Backend fails if it is missing", kind.Word())
		d.Help = "write kind: SecretRef, or remove secretRef"
		d.Related = append(d.Related, kind.Related("this selects the token that is sent"))
		d.Fixes = lint.UnsafeFix("remove secretRef", ref.Remove())
	}
}
