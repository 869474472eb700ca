package aws

import (
	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/lint"
	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/rules/kgw"
)

var AWSRoleAccount = lint.Rule{
	Descriptor: diag.Descriptor{
		ID:       "aws-role-account",
		Summary:  "a Lambda Backend uses a role of another account",
		Severity: diag.Info,
		OptIn:    true,
		Category: diag.Correctness,
		Why: "The role that the proxy assumes belongs to one account and the function to another. That works if the function has a " +
			"resource policy that lets the role's account call it; otherwise requests get a 403. Check that policy, or correct the " +
			"account.",
		Since: "2.4",
		Sources: []string{
			"pkg/kgateway/extensions2/plugins/backend/aws.go @ 2.4",
			"install/helm/kgateway-crds/templates/gateway.kgateway.dev_backends.yaml @ 2.4",
		},
		Inferred: true,
		Bad: `apiVersion: gateway.kgateway.dev/v1alpha1
kind: Backend
metadata:
  name: resize
spec:
  type: AWS
  aws:
    accountId: "123456789012"
    auth:
      type: AssumeRole
      assumeRole:
        roleArn: arn:aws:iam::210987654321:role/gateway
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
      type: AssumeRole
      assumeRole:
        roleArn: arn:aws:iam::123456789012:role/gateway
    lambda:
      functionName: resize
`,
	},
	About:   []string{"aws"},
	Backend: checkAWSRoleAccount,
}

func checkAWSRoleAccount(p *lint.Pass, b *manifest.Document) {
	aws, _, ok := kgw.LambdaBackend(b)
	role := aws.Field("auth", "assumeRole", "roleArn")
	if !ok || !role.Exists() {
		return
	}
	account := kgw.LambdaAccount(aws)
	of := kgw.AccountOfARN(role.Word())
	if of == "" || account.Word() == "" || of == account.Word() {
		return
	}
	d := p.Report(role, "the role belongs to account %q, the function to %q", of, account.Word())
	d.Help = "the function needs a resource policy that lets the role call it"
	d.Related = append(d.Related, account.Related("the function's account"))
}
