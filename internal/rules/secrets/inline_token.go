package secrets

import (
	"github.com/backendctl/backendctl/internal/credential"
	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/lint"
	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/rules/kgw"
)

var InlineToken = lint.Rule{
	Descriptor: diag.Descriptor{
		ID:       "inline-token",
		Summary:  "an API token is written in a Backend",
		Severity: diag.Warning,
		Category: diag.Security,
		Why: "Everyone who can read the manifest, or Backends in the cluster, can read an inline token. Usually these are more people " +
			"than those who can read Secrets. Put the token into a Secret under the key `Authorization`, and refer to the Secret with " +
			"`kind: SecretRef`. " + kgw.AIReleasesText,
		Until: "2.1",
		Sources: []string{
			"install/helm/kgateway-crds/templates/gateway.kgateway.dev_backends.yaml @ 2.1",
			"internal/kgateway/extensions2/plugins/backend/ai/ai_model_cluster.go @ 2.1",
		},
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
          inline: not-a-real-token
        model: gpt-4o
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
        model: gpt-4o
---
apiVersion: v1
kind: Secret
metadata:
  name: openai
stringData:
  Authorization: not-a-real-token
`,
	},
	Backend: checkInlineToken,
}

func checkInlineToken(p *lint.Pass, b *manifest.Document) {
	for _, token := range kgw.AuthTokens(p, b) {
		inline := token.Field("inline")
		text := inline.Word()
		if text == "" || kgw.IsPlaceholder(text) || len(credential.Find(text)) > 0 {
			continue // the rule leaked-credential reports tokens with a well-known form
		}
		p.Report(inline, "everyone who can read Backends can read the token").Help = "put it into a Secret, and refer to the Secret with kind SecretRef"
	}
}
