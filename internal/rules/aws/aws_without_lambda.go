package aws

import (
	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/lint"
	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/rules/kgw"
)

var AWSWithoutLambda = lint.Rule{
	Descriptor: diag.Descriptor{
		ID:       "aws-without-lambda",
		Summary:  "an AWS Backend has no field lambda",
		Severity: diag.Error,
		Category: diag.Correctness,
		Why: "In kgateway 2.0 the CRD does not require `aws.lambda`, but the controller reads it anyway: it panics and restarts " +
			"repeatedly, and no Gateway gets new configuration. From 2.1 on the API server rejects such a Backend. Add `lambda` with " +
			"the `functionName`.",
		Until: "2.0",
		Sources: []string{
			"internal/kgateway/extensions2/plugins/backend/aws.go @ 2.0",
			"install/helm/kgateway-crds/templates/gateway.kgateway.dev_backends.yaml @ 2.0",
		},
		Bad: `apiVersion: gateway.kgateway.dev/v1alpha1
kind: Backend
metadata:
  name: resize
spec:
  type: AWS
  aws:
    accountId: "123456789012"
`,
		Good: `apiVersion: gateway.kgateway.dev/v1alpha1
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
	},
	About:   []string{"aws"},
	Backend: checkAWSWithoutLambda,
}

func checkAWSWithoutLambda(p *lint.Pass, b *manifest.Document) {
	aws, ok := kgw.AWSBackend(b)
	if !ok || aws.Field("lambda").Exists() || aws.Template() {
		return
	}
	p.Report(aws.Key(), "spec.aws has no field lambda: the controller panics").Help = "add lambda with a functionName"
}
