package aws

import (
	"strings"

	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/lint"
	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/rules/kgw"
)

var LambdaEndpointPlaintext = lint.Rule{
	Descriptor: diag.Descriptor{
		ID:       "lambda-endpoint-plaintext",
		Summary:  "requests to a Lambda endpoint are sent in plaintext",
		Severity: diag.Warning,
		Category: diag.Security,
		Why: "With `http://` kgateway turns TLS off for the Backend. Requests carry AWS signatures, session tokens and the callers' " +
			"data, and anyone on the network path can read and replay them; AWS itself accepts https only. Addresses of private " +
			"networks and of substitutes such as LocalStack are not reported. Write `https://` and port 443.",
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
      endpointURL: http://lambda.us-east-1.amazonaws.com:80
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
	Backend: checkLambdaEndpointPlaintext,
}

func checkLambdaEndpointPlaintext(p *lint.Pass, b *manifest.Document) {
	endpoint, ok := kgw.LambdaEndpointOf(b)
	if !ok || endpoint.URL.Scheme != "http" || kgw.IsLocalEndpoint(endpoint.URL.Hostname()) {
		return
	}
	d := p.Report(endpoint.Place, "http turns TLS off: signed requests go to %q in plaintext", endpoint.URL.Hostname())
	d.Help = "use https and port 443"
	secure := "https" + strings.TrimPrefix(endpoint.Word(), "http")
	if endpoint.URL.Port() == "80" {
		secure = strings.Replace(secure, ":80", ":443", 1)
	}
	d.Fixes = lint.UnsafeFix("use https", endpoint.Replace(secure))
}
