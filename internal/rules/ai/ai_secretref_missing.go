package ai

import (
	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/lint"
	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/rules/kgw"
)

var AISecretrefMissing = lint.Rule{
	Descriptor: diag.Descriptor{
		ID:       "ai-secretref-missing",
		Summary:  "an authToken of kind SecretRef does not refer to a Secret",
		Severity: diag.Error,
		Category: diag.Correctness,
		Until:    "2.1",
		Why: "The CRD does not require the field `secretRef` for `kind: SecretRef`. The controller reads it without checking that it " +
			"exists: it panics as soon as an Envoy proxy requests its configuration, restarts, and panics again, so that no Gateway " +
			"gets new configuration. Refer to a Secret with the key `Authorization`. " + kgw.AIReleasesText,
		Sources: []string{aiClusterSource + " @ 2.0", aiClusterSource + " @ 2.1"},
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
          kind: SecretRef
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
          kind: SecretRef
          secretRef:
            name: openai
` + llmSecretExample,
	},
	About:   []string{"ai"},
	Backend: checkAISecretrefMissing,
}

func checkAISecretrefMissing(p *lint.Pass, b *manifest.Document) {
	for _, l := range llms(b) {
		token := l.token()
		if token.Field("kind").Word() != "SecretRef" || token.Field("secretRef").Exists() || token.Template() {
			continue
		}
		d := p.Report(token.Field("kind"), "kind SecretRef has no secretRef: the controller panics")
		d.Help = "add secretRef with the name of a Secret that has the key Authorization"
		if token.Field("inline").Exists() {
			d.Help = "write kind: Inline to use the token here, or refer to a Secret instead"
			d.Fixes = lint.UnsafeFix("write kind: Inline", token.Field("kind").Replace("Inline"))
		}
	}
}
