package aws

import (
	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/lint"
	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/rules/kgw"
)

var LambdaEndpointRegion = lint.Rule{
	Descriptor: diag.Descriptor{
		ID:       "lambda-endpoint-region",
		Summary:  "a Lambda endpoint and its Backend have different regions",
		Severity: diag.Warning,
		Category: diag.Correctness,
		Why: "Requests are signed for `aws.region` (default us-east-1), and the function's ARN contains that region. The endpoint is " +
			"only the address. An endpoint of another region rejects the signature, or does not know the function. Use the same region " +
			"for both.",
		Sources: []string{
			"internal/kgateway/extensions2/plugins/backend/aws.go @ 2.0",
			"pkg/kgateway/extensions2/plugins/backend/aws.go @ 2.4",
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
    lambda:
      functionName: resize
      endpointURL: https://lambda.eu-west-1.amazonaws.com:443
`,
		Good: `apiVersion: gateway.kgateway.dev/v1alpha1
kind: Backend
metadata:
  name: resize
spec:
  type: AWS
  aws:
    accountId: "123456789012"
    region: eu-west-1
    lambda:
      functionName: resize
      endpointURL: https://lambda.eu-west-1.amazonaws.com:443
`,
	},
	About:   []string{"aws"},
	Backend: checkLambdaEndpointRegion,
}

func checkLambdaEndpointRegion(p *lint.Pass, b *manifest.Document) {
	endpoint, ok := kgw.LambdaEndpointOf(b)
	if !ok {
		return
	}
	aws, _ := kgw.AWSBackend(b)
	host := kgw.AWSHostRegion(endpoint.URL.Hostname())
	region, known := kgw.AWSRegion(aws)
	if host == "" || !known || host == region || !kgw.IsAWSRegion(region) {
		return
	}
	d := p.Report(endpoint.Place, "the endpoint is in the region %q, but requests are signed for %q", host, region)
	d.Help = "set aws.region to " + host
	if written := aws.Field("region"); written.Exists() {
		d.Related = append(d.Related, written.Related("the region"))
		d.Fixes = lint.UnsafeFix("set the region to "+host, written.Replace(host))
	}
}
