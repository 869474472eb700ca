package secrets

import (
	"slices"
	"strings"

	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/lint"
	"github.com/backendctl/backendctl/internal/rules/kgw"
)

var SecretKeyMissing = lint.Rule{
	Descriptor: diag.Descriptor{
		ID:       "secret-key-missing",
		Summary:  "a Secret lacks a key that a Backend needs",
		Severity: diag.Error,
		Category: diag.References,
		Why: "For AWS kgateway reads the keys `accessKey`, `secretKey` and, if present, `sessionToken`; for AI providers it reads " +
			"`Authorization`. The key names of AWS's own tools do not work, and keys are case-sensitive. Without these keys a Lambda " +
			"Backend is not accepted and EC2 discovery finds nothing. With a Secret without any data the Lambda Backend is rejected " +
			"from 2.4 on (`Accepted=False`). Up to 2.3 kgateway ignores such a Secret, and the proxy's own credentials sign the " +
			"requests.",
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
  AWS_ACCESS_KEY_ID: QUtJQUlPU0ZPRE5ON0VYQU1QTEU=
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
	Set: checkSecretKeyMissing,
}

func checkSecretKeyMissing(p *lint.Pass) {
	kgw.EachUsedSecret(p, func(use kgw.SecretUse, s *kgw.Secret) {
		if s.Open {
			return
		}
		var missing []string
		for _, key := range use.Needs {
			v, found := s.Values[key]
			text, known := v.Value()
			switch near := kgw.NearSecretKey(s, key); {
			case found && known && text == "":
				kgw.ReportOn(use, p.Report(v.Place, "%s is empty: AWS and AI providers reject it", key)).Help = "set a value"
			case found:
			case near != "":
				reportMisnamedKey(p, use, s.Values[near], near, key)
			default:
				missing = append(missing, key)
			}
		}
		reportMissingKeys(p, use, s, missing)
	})
}

func reportMisnamedKey(p *lint.Pass, use kgw.SecretUse, v kgw.SecretValue, near, key string) {
	d := kgw.ReportOn(use, p.Report(v.Key(), "kgateway does not read %q: the key must be %q", near, key))
	d.Help = "rename it to " + key
	if !v.Hidden {
		d.Fixes = lint.UnsafeFix("rename it to "+key, v.Rename(key))
	}
}

func reportMissingKeys(p *lint.Pass, use kgw.SecretUse, s *kgw.Secret, missing []string) {
	if len(missing) == 0 {
		return
	}
	effect := "which the Backend needs"
	if len(s.Values) == 0 && lint.At(use.Document, "spec", "aws", "lambda").Exists() {
		effect = emptySecretEffect(p)
	}
	d := kgw.ReportOn(use, p.Report(s.Place(), "%s has no %s, %s", s.Title(), strings.Join(missing, " and no "), effect))
	if len(s.Values) == 0 {
		d.Severity = diag.Warning // a controller may add the missing keys
	}
	d.Help = "kgateway reads " + strings.Join(append(slices.Clone(use.Needs), use.Reads...), ", ")
}

// emptySecretEffect returns the effect of a Secret without data on a Lambda Backend, for a message.
func emptySecretEffect(p *lint.Pass) string {
	if kgw.IsBefore(p, "2.4") {
		return "so the proxy's own credentials sign the requests"
	}
	return "so the Backend is rejected"
}
