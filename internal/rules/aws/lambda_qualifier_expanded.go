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
		Why: "`$LATEST` is the name of a function's newest code. A shell, `envsubst` or a heredoc without quotes expands `$LATEST`, and " +
			"what remains is a word that the CRD accepts as the name of an alias. A function without such an alias answers 404. Quote " +
			"the heredoc's end marker, and write `$LATEST`.",
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
	d := p.Report(qualifier, "%q is the name of an alias, not the newest code, which is $LATEST", qualifier.Word())
	d.Help = "did you mean $LATEST?"
	d.Fixes = lint.UnsafeFix("change it to $LATEST", qualifier.Replace("$LATEST"))
}
