package secrets

import (
	"fmt"
	"strings"

	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/fuzzy"
	"github.com/backendctl/backendctl/internal/lint"
	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/rules/kgw"
)

var SecretMissing = lint.Rule{
	Descriptor: diag.Descriptor{
		ID:       "secret-missing",
		Summary:  "a Backend refers to a Secret that does not exist",
		Severity: diag.Warning,
		Complete: diag.Error,
		Category: diag.References,
		Why: "kgateway looks for a Secret in the Backend's own namespace, and a ReferenceGrant does not change that. Without the Secret " +
			"the Backend is not accepted, its cluster is dropped and its traffic gets a 500; an AI Backend on agentgateway (2.1) sends " +
			"its requests without a token instead. Objects that create Secrets count as Secrets: SealedSecrets, ExternalSecrets, " +
			"SecretProviderClasses, Kustomize's secretGenerator and others.",
		Sources: []string{
			"pkg/kgateway/extensions2/plugins/backend/plugin.go @ 2.4",
			"test/e2e/features/backends/testdata/backend-error.yaml @ 2.4",
			"pkg/krtcollections/secrets.go @ 2.4",
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
	Set: checkSecretMissing,
}

func checkSecretMissing(p *lint.Pass) {
	var all kgw.SecretIndex
	for _, b := range p.About("aws", "ai") {
		for _, use := range kgw.SecretUses(p, b) {
			if all == nil {
				all = kgw.SecretsIn(p.Set)
			}
			name, ok := use.Name.Text()
			severity, proved := all.Absent(p.Set, b.Namespace)
			if ok && name != "" && proved && all.Find(b.Namespace, name, b) == nil && !all.Unknown(b.Namespace) {
				reportMissingSecret(p, b, use, all).Severity = severity
			}
		}
	}
}

func reportMissingSecret(p *lint.Pass, b *manifest.Document, use kgw.SecretUse, all kgw.SecretIndex) *diag.Diagnostic {
	name := use.Name.Word()
	d := p.Report(use.Name, "there is no Secret %q%s", name, kgw.InNamespace(b.Namespace))
	d.Help = "add the Secret, with " + strings.Join(use.Needs, " and ")
	if twin := all.Elsewhere(name); twin != nil {
		d.Message += fmt.Sprintf(", only one in %q: the Secret must be in the Backend's namespace", twin.Home)
		d.Related = append(d.Related, twin.Name.Related("the Secret in another namespace"))
	} else if near, found := fuzzy.Nearest(name, all.Names(b.Namespace)); found {
		d.Help = "did you mean " + near + "?"
		d.Related = append(d.Related, all.Find(b.Namespace, near, b).Name.Related("the Secret of that name"))
		d.Fixes = lint.UnsafeFix("change it to "+near, use.Name.Replace(near))
	}
	return d
}
