package secrets

import (
	"slices"

	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/lint"
	"github.com/backendctl/backendctl/internal/rules/kgw"
)

var SecretValueNotBase64 = lint.Rule{
	Descriptor: diag.Descriptor{
		ID:       "secret-value-not-base64",
		Summary:  "a value in data is not valid base64 of a text",
		Severity: diag.Error,
		Category: diag.Correctness,
		Why: "The API server decodes every value of `data` and rejects a Secret with an invalid one. Some plain texts, such as an AWS " +
			"access key, are valid base64 by chance: they decode to bytes that are not text, and kgateway does not accept a Backend " +
			"with such a key. Write plain text in `stringData`, or encode it.",
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
  accessKey: AKIAIOSFODNN7EXAMPLE
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
	Set: checkSecretValueNotBase64,
}

func checkSecretValueNotBase64(p *lint.Pass) {
	kgw.EachUsedSecret(p, func(use kgw.SecretUse, s *kgw.Secret) {
		reads := append(slices.Clone(use.Needs), use.Reads...)
		for _, key := range kgw.SecretKeys(s) {
			v := s.Values[key]
			written, ok := v.Text()
			if !ok || !v.Encoded || v.Hidden || kgw.IsReferenceToValue(written) {
				continue
			}
			text, decoded := v.Value()
			if decoded && (kgw.IsText(text) || !slices.Contains(reads, key)) {
				continue
			}
			what := "not valid base64: the API server rejects the Secret"
			if decoded {
				what = "base64 of bytes that are not UTF-8 text: kgateway does not accept it"
			}
			d := kgw.ReportOn(use, p.Report(v.Place, "the value of %s is %s", key, what))
			d.Help = "encode it, or move it to stringData"
			d.Fixes = lint.UnsafeFix("encode it", v.Replace(v.Write(written)))
		}
	})
}
