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
		Why: "kgateway uses credentials unchanged. A line break at the end, as written by `echo` without `-n` or a YAML `|` block, " +
			"becomes part of the key: AWS answers every request with 403, and the Backend's status is Accepted. Encode with `echo -n` " +
			"or `printf`, and write `|-` instead of `|`.",
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
			d := kgw.ReportOn(use, p.Report(v.Place, "the value of %s %s, which is sent as part of it", key, whereSpace(text)))
			d.Help = "remove the white space: use echo -n or printf, or a |- block in YAML"
			d.Fixes = lint.SafeFix("remove the white space", v.Replace(v.Write(trimmed)))
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
