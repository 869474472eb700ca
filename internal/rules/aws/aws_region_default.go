package aws

import (
	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/lint"
	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/rules/kgw"
)

var AWSRegionDefault = lint.Rule{
	Descriptor: diag.Descriptor{
		ID:       "aws-region-default",
		Summary:  "an AWS Backend sets no region",
		Severity: diag.Info,
		OptIn:    true,
		Category: diag.Style,
		Why: "Without `aws.region` kgateway uses us-east-1, whatever region the cluster runs in: it looks for the Lambda function and " +
			"lists EC2 instances there. Readers of the manifest do not see that. Write the region, even if it is us-east-1.",
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
    region: us-east-1
    lambda:
      functionName: resize
`,
	},
	About:   []string{"aws"},
	Backend: checkAWSRegionDefault,
}

func checkAWSRegionDefault(p *lint.Pass, b *manifest.Document) {
	aws, ok := kgw.AWSBackend(b)
	if !ok || aws.Field("region").Exists() || aws.Template() {
		return
	}
	p.Report(aws.Field("region"), "no region is set: the default is %s", kgw.DefaultAWSRegion).Help = "write the region"
}
