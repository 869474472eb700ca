package secrets

import (
	"encoding/base64"
	"slices"
	"strings"

	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/lint"
	"github.com/backendctl/backendctl/internal/rules/kgw"
)

var SecretValueEncodedTwice = lint.Rule{
	Descriptor: diag.Descriptor{
		ID:       "secret-value-encoded-twice",
		Summary:  "a value of a Secret is base64-encoded one time too many",
		Severity: diag.Warning,
		Category: diag.Correctness,
		Why: "Values of `data` are base64-encoded once, and those of `stringData` not at all. With one more encoding, for example after " +
			"copying a value from another Secret into `stringData`, AWS or the provider does not recognize the key: requests get 401 or " +
			"403, and the Backend's status is Accepted.",
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
  accessKey: UVV0SlFVbFBVMFpQUkU1T04wVllRVTFRVEVVPQ==
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
	Set: checkSecretValueEncodedTwice,
}

func checkSecretValueEncodedTwice(p *lint.Pass) {
	kgw.EachUsedSecret(p, func(use kgw.SecretUse, s *kgw.Secret) {
		for _, key := range append(slices.Clone(use.Needs), use.Reads...) {
			v := s.Values[key]
			text, known := v.Value()
			inner, twice := encodedCredential(key, text)
			if !known || !twice {
				continue
			}
			where, fix := "stringData must be plain text", lint.UnsafeFix
			if v.Encoded {
				where, fix = "data must be base64 of the plain text", lint.SafeFix
			}
			d := kgw.ReportOn(use, p.Report(v.Place, "the value of %s is base64-encoded once too often: %s", key, where))
			d.Help = "decode it once"
			d.Fixes = fix("decode it once", v.Replace(v.Write(inner)))
		}
	})
}

// encodedCredential decodes a value that should be plain text. It returns false if the value is plain text, or does not decode to a
// credential. An AWS secret key has only characters of base64, but an encoded AWS secret key is longer.
func encodedCredential(key, value string) (string, bool) {
	raw, err := base64.StdEncoding.DecodeString(strings.TrimSpace(value))
	inner := strings.TrimSpace(string(raw))
	if err != nil || !kgw.IsText(inner) {
		return "", false
	}
	switch key {
	case kgw.AccessKey:
		return inner, kgw.IsAccessKey(inner)
	case kgw.SecretKey:
		return inner, len(inner) == 40 && strings.Trim(inner, base64Letters) == ""
	case kgw.AuthorizationKey:
		return inner, strings.HasPrefix(inner, "Bearer ") || strings.HasPrefix(inner, "sk-") || strings.HasPrefix(inner, "AIza")
	}
	return "", false
}

const base64Letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
