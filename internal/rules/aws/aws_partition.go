package aws

import (
	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/lint"
	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/rules/kgw"
)

var AWSPartition = lint.Rule{
	Descriptor: diag.Descriptor{
		ID:       "aws-partition",
		Summary:  "a Lambda Backend is in a partition that kgateway cannot reach",
		Severity: diag.Error,
		Category: diag.Correctness,
		Why: "kgateway builds the function's ARN with `arn:aws` and the host with `.amazonaws.com`. China (`cn-`), GovCloud " +
			"(`us-gov-`), the isolated regions and the European sovereign cloud have other ARNs and mostly other hosts, so the function " +
			"is not found, and the Backend's status is Accepted. An `endpointURL` changes the host but not the ARN. Use the function " +
			"URL or an API Gateway with a static Backend.",
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
    region: cn-north-1
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
    region: ap-east-1
    lambda:
      functionName: resize
`,
	},
	About:   []string{"aws"},
	Backend: checkAWSPartition,
}

func checkAWSPartition(p *lint.Pass, b *manifest.Document) {
	aws, _, ok := kgw.LambdaBackend(b)
	if !ok {
		return
	}
	region := aws.Field("region")
	partition, other := kgw.AWSPartitionOf(region.Word())
	if !other {
		return
	}
	d := p.Report(region, "%q is in the partition %s, but kgateway builds ARNs for the partition aws only: the function is not found", region.Word(), partition)
	d.Help = "call the function by its URL with a static Backend, or use a region of the partition aws"
}
