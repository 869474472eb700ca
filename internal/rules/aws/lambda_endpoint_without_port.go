package aws

import (
	"strings"

	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/lint"
	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/rules/kgw"
)

var LambdaEndpointWithoutPort = lint.Rule{
	Descriptor: diag.Descriptor{
		ID:       "lambda-endpoint-without-port",
		Summary:  "a Lambda endpointURL has no port",
		Severity: diag.Error,
		Category: diag.Correctness,
		Why: "The controller takes the port from the URL and has no default. Up to kgateway 2.3 it then uses a nil endpoint and panics: " +
			"the controller restarts repeatedly, and no Gateway gets new configuration. From 2.4 on the Backend is dropped " +
			"(`Accepted=False`, failed to parse port). Write the port: 443 for https, 80 for http.",
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
	About:   []string{"aws"},
	Backend: checkLambdaEndpointWithoutPort,
}

func checkLambdaEndpointWithoutPort(p *lint.Pass, b *manifest.Document) {
	endpoint, ok := kgw.LambdaEndpointOf(b)
	if !ok || endpoint.URL.Hostname() == "" || endpoint.URL.Port() != "" {
		return
	}
	port, known := map[string]string{"https": "443", "http": "80"}[endpoint.URL.Scheme]
	if !known {
		return
	}
	d := p.Report(endpoint.Place, "the endpoint has no port: %s", kgw.WithoutEndpoint(p))
	d.Help = "add :" + port
	d.Fixes = lint.SafeFix("add :"+port, endpoint.Replace(withPort(endpoint.Word(), port)))
}

// withPort inserts a port after the host of a URL. The rest of the URL is not changed.
func withPort(text, port string) string {
	scheme, rest, _ := strings.Cut(text, "://")
	end := strings.IndexAny(rest, "/?#")
	if end < 0 {
		end = len(rest)
	}
	return scheme + "://" + strings.TrimSuffix(rest[:end], ":") + ":" + port + rest[end:]
}
