package aws

import (
	"net/url"
	"strconv"
	"strings"

	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/lint"
	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/rules/kgw"
)

var LambdaEndpointAddress = lint.Rule{
	Descriptor: diag.Descriptor{
		ID:       "lambda-endpoint-address",
		Summary:  "a Lambda endpointURL has no host, or a port that is out of range",
		Severity: diag.Error,
		Category: diag.Correctness,
		Why: "The CRD accepts any text after `https://`. Without a host and a port, or with a port beyond 2147483647, the controller " +
			"cannot parse the endpoint. Up to kgateway 2.3 it panics and restarts repeatedly, and no Gateway gets new configuration. " +
			"From 2.4 on the Backend is rejected (`Accepted=False`). A port of 0 or above 65535, or a port without a host, is passed to " +
			"Envoy, which rejects the cluster while the status is Accepted. Write a host and a port from 1 to 65535.",
		Sources: []string{
			"internal/kgateway/extensions2/plugins/backend/aws.go @ 2.0",
			"pkg/kgateway/extensions2/plugins/backend/aws.go @ 2.3",
			"pkg/kgateway/extensions2/plugins/backend/aws.go @ 2.4",
			"envoyproxy/envoy api/envoy/config/core/v3/address.proto",
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
      endpointURL: https://lambda.us-east-1.amazonaws.com:70000
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
	Backend: checkLambdaEndpointAddress,
}

func checkLambdaEndpointAddress(p *lint.Pass, b *manifest.Document) {
	endpoint := lint.At(b, "spec", "aws", "lambda", "endpointURL")
	text, ok := endpoint.Text()
	u, err := url.Parse(text)
	if !ok || err != nil || !strings.Contains(text, "://") {
		return
	}
	if fact, effect := endpointFault(p, u); fact != "" {
		d := p.Report(endpoint, "the endpoint has %s: %s", fact, effect)
		d.Help = "write https://, the host and a port from 1 to 65535"
	}
}

// endpointFault returns a description of the missing or invalid host or port of an endpoint, and its effect, for a message. Both are "" if
// the host and the port are valid. A host without a port is left to the rule lambda-endpoint-without-port.
func endpointFault(p *lint.Pass, u *url.URL) (fact, effect string) {
	const rejected = "Envoy rejects the Backend, and its status does not report it"
	text := u.Port()
	port, err := strconv.ParseInt(text, 10, 32)
	switch {
	case u.Hostname() == "" && text == "":
		return "no host and no port", kgw.WithoutEndpoint(p)
	case text != "" && err != nil:
		return "port " + text + ", which is out of range", kgw.WithoutEndpoint(p)
	case u.Hostname() == "":
		return "no host", rejected
	case text != "" && (port < 1 || port > 65535):
		return "port " + text + ", which is out of range", rejected
	}
	return "", ""
}
