package aws

import (
	"slices"
	"strings"

	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/lint"
	"github.com/backendctl/backendctl/internal/rules/kgw"
)

var AWSSecretTemporary = lint.Rule{
	Descriptor: diag.Descriptor{
		ID:       "aws-secret-temporary",
		Summary:  "a Secret has a temporary AWS key",
		Severity: diag.Warning,
		Category: diag.Correctness,
		Why: "An access key that begins with ASIA comes from STS and belongs to a session token. Without `sessionToken` AWS refuses " +
			"each request. With it the three values work until the session ends after some hours; then every request gets a 403 until " +
			"new values are written. Use the key of a user (AKIA), or omit `aws.auth` and give the proxy's service account a role.",
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
  accessKey: QVNJQUlPU0ZPRE5ON0VYQU1QTEU=
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
apiVersion: v1
kind: Secret
metadata:
  name: aws
data:
  accessKey: QUtJQUlPU0ZPRE5ON0VYQU1QTEU=
  secretKey: d0phbHJYVXRuRkVNSS9LN01ERU5HL2JQeFJmaUNZRVhBTVBMRUtFWQ==
`,
	},
	Set: checkAWSSecretTemporary,
}

func checkAWSSecretTemporary(p *lint.Pass) {
	kgw.EachUsedSecret(p, func(use kgw.SecretUse, s *kgw.Secret) {
		v := s.Values[kgw.AccessKey]
		text, known := v.Value()
		if !known || !slices.Contains(use.Needs, kgw.AccessKey) || !strings.HasPrefix(text, "ASIA") || !kgw.IsAccessKey(strings.TrimSpace(text)) {
			return
		}
		consequence := "without sessionToken AWS refuses it"
		if _, found := s.Values[kgw.SessionToken]; found {
			consequence = "it expires within hours"
		} else if s.Open {
			return
		}
		d := kgw.ReportOn(use, p.Report(v.Place, "the access key is temporary (ASIA): %s", consequence))
		d.Help = "use the key of a user, or a role of the proxy's service account"
	})
}
