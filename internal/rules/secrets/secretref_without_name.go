package secrets

import (
	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/lint"
	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/rules/kgw"
)

var SecretrefWithoutName = lint.Rule{
	Descriptor: diag.Descriptor{
		ID:       "secretref-without-name",
		Summary:  "a secretRef has no name",
		Severity: diag.Error,
		Category: diag.References,
		Why: "The CRD accepts `secretRef: {}` and an empty name. The controller then looks for a Secret without a name, which cannot " +
			"exist: the Backend is not accepted, and its traffic gets a 500. Write the name of a Secret in the Backend's namespace.",
		Sources: []string{
			"install/helm/kgateway-crds/templates/gateway.kgateway.dev_backends.yaml @ 2.4",
			"pkg/kgateway/extensions2/plugins/backend/plugin.go @ 2.4",
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
      secretRef: {}
    lambda:
      functionName: resize
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
apiVersion: v1
kind: Secret
metadata:
  name: aws
data:
  accessKey: QUtJQUlPU0ZPRE5ON0VYQU1QTEU=
  secretKey: d0phbHJYVXRuRkVNSS9LN01ERU5HL2JQeFJmaUNZRVhBTVBMRUtFWQ==
`,
	},
	About:   []string{"aws", "ai"},
	Backend: checkSecretrefWithoutName,
}

func checkSecretrefWithoutName(p *lint.Pass, b *manifest.Document) {
	for _, use := range kgw.SecretUses(p, b) {
		name, known := use.Name.Text()
		if use.Template() || use.Node.Kind != manifest.Mapping || use.Name.Exists() && (!known || name != "") {
			continue
		}
		at := use.Name
		if !at.Exists() {
			at = use.Key()
		}
		p.Report(at, "secretRef has no name: the Backend is not accepted").Help = "write the name of a Secret"
	}
}
