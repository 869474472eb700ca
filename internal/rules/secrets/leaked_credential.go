package secrets

import (
	"github.com/backendctl/backendctl/internal/credential"
	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/lint"
	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/source"
)

var LeakedCredential = lint.Rule{
	Descriptor: diag.Descriptor{
		ID:       "leaked-credential",
		Summary:  "a credential is written in a Backend",
		Severity: diag.Error,
		Category: diag.Security,
		Why: "A value, an annotation or a comment of the Backend has the form of a credential: an AWS access key, a private key, or a " +
			"token of GitHub, OpenAI, Anthropic or Google. Everyone who can read Backends or the manifest can read it, and it stays in " +
			"Git's history. Revoke it where it was issued, then remove it here; kgateway reads credentials from Secrets.",
		Sources: []string{"install/helm/kgateway-crds/templates/gateway.kgateway.dev_backends.yaml @ 2.4"},
		Bad: `apiVersion: gateway.kgateway.dev/v1alpha1
kind: Backend
metadata:
  name: resize
  annotations:
    team.example.com/key: AKIAABCDEFGHIJKLMNOP
spec:
  type: AWS
  aws:
    accountId: "123456789012"
    lambda:
      functionName: resize
`,
		Good: `apiVersion: gateway.kgateway.dev/v1alpha1
kind: Backend
metadata:
  name: resize
  annotations:
    team.example.com/key: in the vault
spec:
  type: AWS
  aws:
    accountId: "123456789012"
    lambda:
      functionName: resize
`,
	},
	Backend: checkLeakedCredential,
}

func checkLeakedCredential(p *lint.Pass, b *manifest.Document) {
	for _, found := range credential.Find(b.File.Slice(b.Span)) {
		at := lint.At(b)
		at.Span = source.Span{Start: b.Span.Start + found.Span.Start, End: b.Span.Start + found.Span.End}
		p.Report(at, "%s is readable by everyone who can read the Backend", found.Name).Help = "revoke it, and put the new one into a Secret"
	}
}
