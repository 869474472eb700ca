package aws

import (
	"strings"

	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/lint"
	"github.com/backendctl/backendctl/internal/manifest"
)

var LambdaQualifierExpanded = lint.Rule{
	Descriptor: diag.Descriptor{
		ID:       "lambda-qualifier-expanded",
		Summary:  "a Lambda qualifier looks like $LATEST without its $",
		Severity: diag.Warning,
		Category: diag.Correctness,
		Why: "The qualifier of a function's newest code is `$LATEST`, with a dollar sign and in capitals. The CRD accepts the word " +
			"without the dollar sign as the name of an alias, and Lambda answers 404 if the function has no such alias. Write " +
			"`$LATEST`. In a shell's heredoc, quote the end marker, because the shell expands `$LATEST` otherwise.",
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
      qualifier: LATEST
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
      qualifier: $LATEST
`,
	},
	About:   []string{"aws"},
	Backend: checkLambdaQualifierExpanded,
}

func checkLambdaQualifierExpanded(p *lint.Pass, b *manifest.Document) {
	qualifier := lint.At(b, "spec", "aws", "lambda", "qualifier")
	if !strings.EqualFold(qualifier.Word(), "latest") {
		return
	}
	d := p.Report(qualifier, "%q is the name of an alias: the newest code is $LATEST", qualifier.Word())
	d.Help = "did you mean $LATEST?"
	d.Fixes = lint.UnsafeFix("change it to $LATEST", qualifier.Replace("$LATEST"))
}
