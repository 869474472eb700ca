package aws

import (
	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/lint"
	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/rules/kgw"
)

var AWSAccountIgnored = lint.Rule{
	Descriptor: diag.Descriptor{
		ID:       "aws-account-ignored",
		Summary:  "an EC2 Backend sets accountId, which EC2 discovery ignores",
		Severity: diag.Warning,
		Category: diag.Correctness,
		Why: "EC2 instances are listed in the account of the credentials: the controller's own, those of the Secret, or the role of " +
			"`auth.assumeRole`. `aws.accountId` is for Lambda and has no effect here, so a Backend for another account lists the " +
			"instances of the wrong one. Remove it, or assume a role in that account.",
		Since:   "2.4",
		Sources: []string{"pkg/kgateway/extensions2/plugins/backend/ec2.go @ 2.4"},
		Bad: `apiVersion: gateway.kgateway.dev/v1alpha1
kind: Backend
metadata:
  name: workers
spec:
  type: AWS
  aws:
    accountId: "123456789012"
    ec2:
      filters:
      - keyValue:
          key: app
          value: workers
`,
		Good: `apiVersion: gateway.kgateway.dev/v1alpha1
kind: Backend
metadata:
  name: workers
spec:
  type: AWS
  aws:
    ec2:
      filters:
      - keyValue:
          key: app
          value: workers
`,
	},
	About:   []string{"aws"},
	Backend: checkAWSAccountIgnored,
}

func checkAWSAccountIgnored(p *lint.Pass, b *manifest.Document) {
	aws, _, ok := kgw.EC2Backend(b)
	account := aws.Field("accountId")
	if !ok || !account.Exists() {
		return
	}
	d := p.Report(account.Key(), "EC2 discovery ignores accountId: the credentials determine the account")
	d.Help = "remove it, or assume a role in that account"
	d.Fixes = lint.UnsafeFix("remove accountId", account.Remove())
}
