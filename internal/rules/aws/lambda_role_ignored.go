package aws

import (
	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/lint"
	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/rules/kgw"
)

var LambdaRoleIgnored = lint.Rule{
	Descriptor: diag.Descriptor{
		ID:       "lambda-role-ignored",
		Summary:  "the role of a Lambda Backend is ignored",
		Severity: diag.Error,
		Category: diag.Security,
		Since:    "2.4.0",
		Until:    "2.4.4",
		Why: "From kgateway 2.4.0 to 2.4.4 a Lambda Backend with `auth.type: AssumeRole` does not assume the role: `roleArn` is ignored, " +
			"and the proxy's own credentials sign the requests. AWS rejects the requests, or accepts them with unintended rights. " +
			"kgateway 2.4.5 assumes the role. Until then, give the proxy's service account the role itself, or use `auth.type: " +
			"Secret`. EC2 Backends are not affected.",
		Sources: []string{
			"pkg/kgateway/extensions2/plugins/backend/aws.go @ 2.4",
			"kgateway-dev/kgateway issue 14632",
			"kgateway-dev/kgateway pull request 14649",
		},
		Bad: `apiVersion: gateway.kgateway.dev/v1alpha1
kind: Backend
metadata:
  name: resize
spec:
  type: AWS
  aws:
    auth:
      type: AssumeRole
      assumeRole:
        roleArn: arn:aws:iam::123456789012:role/resize
    lambda:
      accountId: "123456789012"
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
      accountId: "123456789012"
      functionName: resize
`,
	},
	About:   []string{"aws"},
	Backend: checkLambdaRoleIgnored,
}

func checkLambdaRoleIgnored(p *lint.Pass, b *manifest.Document) {
	auth := lint.At(b, "spec", "aws", "auth")
	role := auth.Field("assumeRole", "roleArn")
	if kgw.FormOf(b) != kgw.LambdaForm || !role.Exists() {
		return
	}
	d := p.Report(role, "this role is ignored: the proxy's own credentials sign the requests")
	d.Help = "use kgateway 2.4.5 or newer, or give the proxy's service account this role"
}
