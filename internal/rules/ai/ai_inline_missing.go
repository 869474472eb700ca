package ai

import (
	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/lint"
	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/rules/kgw"
)

var AIInlineMissing = lint.Rule{
	Descriptor: diag.Descriptor{
		ID:       "ai-inline-missing",
		Summary:  "an authToken of kind Inline has no token",
		Severity: diag.Error,
		Category: diag.Correctness,
		Until:    "2.1",
		Why: "The CRD does not require the field `inline` for `kind: Inline`. Without it, on Envoy the provider gets no endpoint and " +
			"requests get a 503; on agentgateway requests are sent without a token, and the provider answers 401. The Backend's status " +
			"is Accepted in both cases. Write the token, or better a Secret and `kind: SecretRef`. " + kgw.AIReleasesText,
		Sources: []string{aiClusterSource + " @ 2.1", agentgatewaySource21},
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
          kind: Inline
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
	Backend: checkAIInlineMissing,
}

func checkAIInlineMissing(p *lint.Pass, b *manifest.Document) {
	for _, l := range llms(b) {
		token := l.token()
		if !lacksInline(token) {
			continue
		}
		d := p.Report(token.Field("kind"), "kind Inline needs the field inline: without it requests get a 503 on Envoy, and have no token on agentgateway")
		d.Help = "refer to a Secret with kind SecretRef, or add inline"
		if token.Field("secretRef", "name").Word() != "" {
			d.Help = "write kind: SecretRef to use the Secret in secretRef"
			d.Fixes = lint.UnsafeFix("write kind: SecretRef", token.Field("kind").Replace("SecretRef"))
		}
	}
}
