package aws

import (
	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/lint"
	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/rules/kgw"
)

var AWSAuthAbsent = lint.Rule{
	Descriptor: diag.Descriptor{
		ID:       "aws-auth-absent",
		Summary:  "an AWS Backend relies on credentials from the environment",
		Severity: diag.Info,
		OptIn:    true,
		Category: diag.Security,
		Why: "Without `aws.auth` the manifests do not show whose credentials are used. The gateway proxy calls Lambda with the " +
			"credentials of its environment: variables, IRSA, pod identity, or the node's role, which every pod of the node may use. " +
			"For EC2 discovery the controller uses its own credentials. Without permission AWS answers 403, and the Backend's status " +
			"is Accepted. Give the service account a role and mention it in a comment, or refer to a Secret.",
		Sources: []string{
			"internal/kgateway/extensions2/plugins/backend/aws.go @ 2.0",
			"pkg/kgateway/extensions2/plugins/backend/aws.go @ 2.4",
			"pkg/kgateway/extensions2/plugins/backend/ec2.go @ 2.4",
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
	About:   []string{"aws"},
	Backend: checkAWSAuthAbsent,
}

func checkAWSAuthAbsent(p *lint.Pass, b *manifest.Document) {
	aws, ok := kgw.AWSBackend(b)
	if !ok || aws.Field("auth").Exists() || aws.Template() {
		return
	}
	who := "the gateway proxy"
	if aws.Field("ec2").Exists() {
		who = "the controller"
	}
	d := p.Report(aws.Field("auth"), "no auth is set: %s calls AWS with the credentials of its environment", who)
	d.Help = "give its service account a role, or refer to a Secret"
}
