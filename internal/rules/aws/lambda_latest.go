package aws

import (
	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/lint"
	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/rules/kgw"
)

var LambdaLatest = lint.Rule{
	Descriptor: diag.Descriptor{
		ID:       "lambda-latest",
		Summary:  "a Lambda function is called without a version",
		Severity: diag.Info,
		OptIn:    true,
		Category: diag.Style,
		Why: "Without a qualifier, or with `$LATEST`, the Backend calls the most recently uploaded code: a deployment of the function " +
			"reaches all traffic at once, and nothing in the cluster can roll it back. Publish a version, and set `qualifier` " +
			"to it or to an alias that points to it.",
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
    lambda:
      functionName: resize
      qualifier: live
`,
	},
	About:   []string{"aws"},
	Backend: checkLambdaLatest,
}

func checkLambdaLatest(p *lint.Pass, b *manifest.Document) {
	_, lambda, ok := kgw.LambdaBackend(b)
	qualifier := lambda.Field("qualifier")
	if !ok || qualifier.Exists() && qualifier.Word() != "$LATEST" || lambda.Template() {
		return
	}
	p.Report(qualifier, "no version is set: the most recently uploaded code is called").Help = "set qualifier to a version or an alias"
}
