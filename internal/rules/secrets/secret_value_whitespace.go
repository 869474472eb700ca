package secrets

import (
	"slices"
	"strings"

	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/lint"
	"github.com/backendctl/backendctl/internal/rules/kgw"
)

var SecretValueWhitespace = lint.Rule{
	Descriptor: diag.Descriptor{
		ID:       "secret-value-whitespace",
		Summary:  "a value of a Secret begins or ends with white space",
		Severity: diag.Warning,
		Category: diag.Correctness,
		Why: "kgateway takes credentials as they are. A line break at the end, as `echo` without `-n` and a `|` block of " +
			"YAML leave one, becomes a part of the key: AWS answers every request with 403, and the Backend's status says " +
			"Accepted. Encode with `echo -n` or `printf`, and write `|-` instead of `|`.",
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
  accessKey: QUtJQUlPU0ZPRE5ON0VYQU1QTEUK
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
	Set: checkSecretValueWhitespace,
}

func checkSecretValueWhitespace(p *lint.Pass) {
	kgw.EachUsedSecret(p, func(use kgw.SecretUse, s *kgw.Secret) {
		for _, key := range append(slices.Clone(use.Needs), use.Reads...) {
			v := s.Values[key]
			text, known := v.Value()
			trimmed := strings.TrimSpace(text)
			if !known || !use.Verbatim || !kgw.IsText(text) || trimmed == "" || trimmed == text {
				continue
			}
			d := kgw.ReportOn(use, p.Report(v.Place, "the value of %s %s, which is sent as a part of it", key, whereSpace(text)))
			d.Help = "leave it out: echo -n and printf add none, and a |- block of YAML keeps none"
			d.Fixes = lint.SafeFix("take the white space out", v.Replace(v.Write(trimmed)))
		}
	})
}

func whereSpace(s string) string {
	switch {
	case strings.HasSuffix(s, "\n"):
		return "ends with a line break"
	case strings.TrimRight(s, " \t\r") != s:
		return "ends with white space"
	}
	return "begins with white space"
}
