package aws

import (
	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/fuzzy"
	"github.com/backendctl/backendctl/internal/lint"
	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/rules/kgw"
)

var AWSRegionUnknown = lint.Rule{
	Descriptor: diag.Descriptor{
		ID:       "aws-region-unknown",
		Summary:  "an AWS region is misspelt",
		Severity: diag.Warning,
		Category: diag.Correctness,
		Why: "The CRD accepts any word of lower-case letters, digits and hyphens as a region. The controller puts it into the host name " +
			"of Lambda and into the function's ARN, so a misspelt region gives a host that does not exist: every request gets a 503, " +
			"and the Backend's status is Accepted. A name with the form of a region is accepted, because AWS adds new regions.",
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
    region: us-esat-1
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
	Backend: checkAWSRegionUnknown,
}

func checkAWSRegionUnknown(p *lint.Pass, b *manifest.Document) {
	aws, ok := kgw.AWSBackend(b)
	if !ok {
		return
	}
	region := aws.Field("region")
	name := region.Word()
	_, zone := kgw.AWSRegionOfZone(name)
	if name == "" || zone || kgw.IsAWSRegion(name) {
		return
	}
	near, found := fuzzy.Nearest(name, kgw.AWSRegions)
	if _, other := kgw.AWSPartitionOf(name); other || !found {
		return
	}
	d := p.Report(region, "%q is not a valid AWS region: AWS has no host of that name", name)
	d.Help = "did you mean " + near + "?"
	d.Fixes = lint.UnsafeFix("change it to "+near, region.Replace(near))
}
