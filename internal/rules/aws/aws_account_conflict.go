package aws

import (
	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/lint"
	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/rules/kgw"
)

var AWSAccountConflict = lint.Rule{
	Descriptor: diag.Descriptor{
		ID:       "aws-account-conflict",
		Summary:  "a Lambda Backend has two different accounts",
		Severity: diag.Warning,
		Category: diag.Correctness,
		Why: "`aws.lambda.accountId` silently takes precedence over `aws.accountId`, so the function is looked up in one account only, " +
			"and changes to `aws.accountId` have no effect. Keep `aws.lambda.accountId`; releases before 2.4 support only " +
			"`aws.accountId`.",
		Since:   "2.4",
		Sources: []string{"pkg/kgateway/extensions2/plugins/backend/aws.go @ 2.4"},
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
      accountId: "210987654321"
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
      accountId: "210987654321"
`,
	},
	About:   []string{"aws"},
	Backend: checkAWSAccountConflict,
}

func checkAWSAccountConflict(p *lint.Pass, b *manifest.Document) {
	aws, lambda, ok := kgw.LambdaBackend(b)
	if !ok {
		return
	}
	ignored, used := aws.Field("accountId"), lambda.Field("accountId")
	if ignored.Word() == "" || used.Word() == "" || ignored.Word() == used.Word() {
		return
	}
	d := p.Report(ignored, "account %q is ignored: aws.lambda.accountId is set to %q", ignored.Word(), used.Word())
	d.Help = "keep one of them"
	d.Related = append(d.Related, used.Related("this one is used"))
	d.Fixes = lint.UnsafeFix("remove the ignored account", ignored.Remove())
}
