package aws

import (
	"errors"
	"net/url"
	"strings"

	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/lint"
	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/rules/kgw"
)

var LambdaEndpointBroken = lint.Rule{
	Descriptor: diag.Descriptor{
		ID:       "lambda-endpoint-broken",
		Summary:  "a Lambda endpointURL is not a valid URL",
		Severity: diag.Error,
		Category: diag.Correctness,
		Why: "The pattern of the CRD allows URLs that the controller cannot parse, such as one with a word as the port or a stray `%` " +
			"in the host. Up to kgateway 2.3 the controller then uses a nil endpoint and panics: it restarts repeatedly, and no Gateway " +
			"gets new configuration. From 2.4 on the Backend is dropped (`Accepted=False`, failed to parse endpoint URL). Write a " +
			"scheme, a host and a port in digits.",
		Sources: []string{
			"internal/kgateway/extensions2/plugins/backend/aws.go @ 2.0",
			"pkg/kgateway/extensions2/plugins/backend/aws.go @ 2.4",
			"pkg/kgateway/extensions2/plugins/backend/plugin.go @ 2.4",
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
      endpointURL: https://lambda.us-east-1.amazonaws.com:https
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
      endpointURL: https://lambda.us-east-1.amazonaws.com:443
`,
	},
	About:   []string{"aws"},
	Backend: checkLambdaEndpointBroken,
}

func checkLambdaEndpointBroken(p *lint.Pass, b *manifest.Document) {
	endpoint := lint.At(b, "spec", "aws", "lambda", "endpointURL")
	text, ok := endpoint.Text()
	if !ok || !strings.Contains(text, "://") {
		return
	}
	_, err := url.Parse(text)
	var reason *url.Error
	// A host with several colons is not reported: some versions of Go parse it, and the controller may be built with one of them.
	if !errors.As(err, &reason) || strings.Count(text, ":") > 2 {
		return
	}
	d := p.Report(endpoint, "the endpoint is not a valid URL (%s): %s", reason.Err, kgw.WithoutEndpoint(p))
	d.Help = "write https://, the host and a port in digits"
}
