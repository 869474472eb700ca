package aws

import (
	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/lint"
	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/rules/kgw"
)

var AWSRegionIsZone = lint.Rule{
	Descriptor: diag.Descriptor{
		ID:       "aws-region-is-zone",
		Summary:  "the region of an AWS Backend is an availability zone",
		Severity: diag.Error,
		Category: diag.Correctness,
		Why: "The CRD accepts any word of lower-case letters, digits and hyphens as a region. The controller puts it into the host name " +
			"of Lambda and into the function's ARN, and a host such as `lambda.us-east-1a.amazonaws.com` does not exist: every request " +
			"gets a 503, and the Backend's status is Accepted. For EC2, listing the instances fails. Write the region of the zone.",
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
    region: us-east-1a
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
	Backend: checkAWSRegionIsZone,
}

func checkAWSRegionIsZone(p *lint.Pass, b *manifest.Document) {
	aws, ok := kgw.AWSBackend(b)
	if !ok {
		return
	}
	zone := aws.Field("region")
	region, found := kgw.AWSRegionOfZone(zone.Word())
	if !found {
		return
	}
	d := p.Report(zone, "%q is a zone, not a region: AWS has no host of that name", zone.Word())
	d.Help = "the region is " + region
	d.Fixes = lint.SafeFix("write the region", zone.Replace(region))
}
