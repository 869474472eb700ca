package secrets

import (
	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/lint"
	"github.com/backendctl/backendctl/internal/rules/kgw"
)

var SecretInManifest = lint.Rule{
	Descriptor: diag.Descriptor{
		ID:       "secret-in-manifest",
		Summary:  "credentials of a Backend are written in a manifest",
		Severity: diag.Info,
		OptIn:    true,
		Category: diag.Security,
		Why: "Base64 is not encryption. A plain Secret in Git gives its credentials to everyone who can read the repository, now and in " +
			"its history. Encrypt it with SOPS or as a SealedSecret, or let External Secrets or the Secrets Store driver fetch it.",
		Sources: []string{
			"internal/kgateway/extensions2/plugins/backend/aws.go @ 2.0",
			"pkg/kgateway/extensions2/plugins/backend/aws.go @ 2.4",
		},
		Bad: `apiVersion: gateway.kgateway.dev/v1alpha1
kind: Backend
metadata:
  name: resize
spec:
  type: AWS
  aws:
    accountId: "123456789012"
    auth:
      type: Secret
      secretRef:
        name: aws
    lambda:
      functionName: resize
---
apiVersion: v1
kind: Secret
metadata:
  name: aws
data:
  accessKey: QUtJQUlPU0ZPRE5ON0VYQU1QTEU=
  secretKey: d0phbHJYVXRuRkVNSS9LN01ERU5HL2JQeFJmaUNZRVhBTVBMRUtFWQ==
`,
		Good: `apiVersion: gateway.kgateway.dev/v1alpha1
kind: Backend
metadata:
  name: resize
spec:
  type: AWS
  aws:
    accountId: "123456789012"
    auth:
      type: Secret
      secretRef:
        name: aws
    lambda:
      functionName: resize
---
apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata:
  name: aws
spec:
  secretStoreRef:
    kind: ClusterSecretStore
    name: vault
  data:
  - secretKey: accessKey
    remoteRef:
      key: lambda/accessKey
  - secretKey: secretKey
    remoteRef:
      key: lambda/secretKey
`,
	},
	Set: checkSecretInManifest,
}

func checkSecretInManifest(p *lint.Pass) {
	kgw.EachUsedSecret(p, func(use kgw.SecretUse, s *kgw.Secret) {
		if s.Written() {
			d := kgw.ReportOn(use, p.Report(s.Place(), "everyone who can read the file can read the credentials"))
			d.Help = "encrypt the Secret, or fetch it with a controller"
		}
	})
}
