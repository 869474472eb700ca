package rules

import (
	"net/url"

	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/lint"
	"github.com/backendctl/backendctl/internal/manifest"
)

var lambdaEndpointWithoutPort = lint.Rule{
	Descriptor: diag.Descriptor{
		ID:       "lambda-endpoint-without-port",
		Summary:  "a Lambda endpointURL has no port",
		Severity: diag.Error,
		Category: diag.Correctness,
		Why: "The controller takes the port from the URL and knows no default. Up to kgateway 2.3 it goes on with an endpoint that it does " +
			"not have and panics: the controller restarts over and over, and no Gateway gets new configuration. From 2.4 the Backend is " +
			"dropped (`Accepted=False`, failed to parse port). Write the port: 443 for https, 80 for http.",
		Sources: []string{
			"internal/kgateway/extensions2/plugins/backend/aws.go @ 2.0",
			"pkg/kgateway/extensions2/plugins/backend/aws.go @ 2.3",
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
      endpointURL: https://lambda.us-east-1.amazonaws.com
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
	Backend: checkLambdaEndpointWithoutPort,
}

func checkLambdaEndpointWithoutPort(p *lint.Pass, b *manifest.Document) {
	endpoint := lint.At(b, "spec", "aws", "lambda", "endpointURL")
	u, err := url.Parse(endpoint.Word())
	if err != nil || u.Host == "" || u.Port() != "" {
		return
	}
	port, known := map[string]string{"https": "443", "http": "80"}[u.Scheme]
	if !known {
		return
	}
	consequence := "the controller panics"
	if p.Since("2.4") {
		consequence = "the Backend is dropped"
	}
	d := p.Report(endpoint, "the endpoint has no port: %s", consequence)
	d.Help = "add :" + port
	u.Host += ":" + port
	d.Fixes = lint.SafeFix("add :"+port, endpoint.Replace(u.String()))
}
