package aws

import (
	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/lint"
	"github.com/backendctl/backendctl/internal/manifest"
)

var LambdaAsync = lint.Rule{
	Descriptor: diag.Descriptor{
		ID:       "lambda-async",
		Summary:  "a Lambda function is called without waiting for its answer",
		Severity: diag.Info,
		OptIn:    true,
		Category: diag.Correctness,
		Why: "With `invocationMode: Async` AWS queues the request and answers 202 with an empty body. The client never gets the " +
			"function's result or its errors, and AWS may retry the call. Use it for events, not for an API.",
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
      invocationMode: Async
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
      invocationMode: Sync
`,
	},
	About:   []string{"aws"},
	Backend: checkLambdaAsync,
}

func checkLambdaAsync(p *lint.Pass, b *manifest.Document) {
	mode := lint.At(b, "spec", "aws", "lambda", "invocationMode")
	if mode.Word() != "Async" {
		return
	}
	p.Report(mode, "clients get 202 with an empty body, whatever the function returns").Help = "use Sync if clients wait for an answer"
}
