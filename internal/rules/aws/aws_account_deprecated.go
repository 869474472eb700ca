package aws

import (
	"strings"

	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/lint"
	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/rules/kgw"
)

var AWSAccountDeprecated = lint.Rule{
	Descriptor: diag.Descriptor{
		ID:       "aws-account-deprecated",
		Summary:  "the account of a Lambda Backend is in a deprecated field",
		Severity: diag.Info,
		OptIn:    true,
		Category: diag.Compatibility,
		Why: "Since kgateway 2.4 the account belongs to the function: `aws.lambda.accountId`. The old field, `aws.accountId`, still " +
			"works for Lambda and is deprecated. Releases before 2.4 support only the old field, so move it when you no longer use them.",
		Since: "2.4",
		Sources: []string{
			"pkg/kgateway/extensions2/plugins/backend/aws.go @ 2.4",
			"install/helm/kgateway-crds/templates/gateway.kgateway.dev_backends.yaml @ 2.4",
		},
		Bad: `apiVersion: gateway.kgateway.dev/v1alpha1
kind: Backend
metadata:
  name: resize
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
spec:
  type: AWS
  aws:
    lambda:
      functionName: resize
      accountId: "123456789012"
`,
	},
	About:   []string{"aws"},
	Backend: checkAWSAccountDeprecated,
}

func checkAWSAccountDeprecated(p *lint.Pass, b *manifest.Document) {
	aws, lambda, ok := kgw.LambdaBackend(b)
	account := aws.Field("accountId")
	if !ok || !account.Exists() {
		return
	}
	d := p.Report(account.Key(), "aws.accountId is deprecated: the account belongs to aws.lambda")
	d.Help = "move it to aws.lambda, unless a release before 2.4 also uses this manifest"
	// The value is moved only if it is on one line, because several lines would need a new indentation.
	written := b.File.Slice(account.Span)
	if account.Word() != "" && lambda.Field("accountId").Node == nil && !strings.ContainsAny(written, "\r\n") {
		d.Fixes = lint.UnsafeFix("move it to lambda", account.Remove(), lambda.Field("functionName").AddBeside("accountId", written))
	}
}
