package rules

import (
	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/lint"
	"github.com/backendctl/backendctl/internal/manifest"
)

var authtokenIncomplete = lint.Rule{
	Descriptor: diag.Descriptor{
		ID:       "authtoken-incomplete",
		Summary:  "an authToken lacks what its kind needs",
		Severity: diag.Error,
		Category: diag.Correctness,
		Why: "The CRD does not tie the kind of an `authToken` to the field that belongs to it. With `kind: SecretRef` and " +
			"no `secretRef` the controller panics: it restarts over and over, and no Gateway gets new configuration. With " +
			"`kind: Inline` and no `inline` the provider gets no endpoint, and the Backend's status says Accepted.",
		Until:   "2.1",
		Sources: []string{"internal/kgateway/extensions2/plugins/backend/ai/ai_model_cluster.go @ 2.0"},
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
	Backend: checkAuthtokenIncomplete,
}

func checkAuthtokenIncomplete(p *lint.Pass, b *manifest.Document) {
	consequences := map[string]string{"SecretRef": "the controller panics", "Inline": "the provider gets no endpoint"}
	fields := map[string]string{"SecretRef": "secretRef", "Inline": "inline"}
	for _, token := range authTokens(p, b) {
		kind := token.At("kind")
		field := fields[kind.Word()]
		if field == "" || token.At(field).Exists() || token.Template() {
			continue
		}
		d := p.Report(kind, "kind %s has no %s: %s", kind.Word(), field, consequences[kind.Word()])
		d.Help = "add " + field
	}
}
