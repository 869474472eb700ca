package aws

import (
	"fmt"
	"net/url"
	"strings"

	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/lint"
	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/rules/kgw"
)

var LambdaEndpointPath = lint.Rule{
	Descriptor: diag.Descriptor{
		ID:       "lambda-endpoint-path",
		Summary:  "a part of a Lambda endpointURL is dropped",
		Severity: diag.Warning,
		Category: diag.Correctness,
		Why: "kgateway uses only the scheme, the host and the port of the URL. It silently drops a path, a query or a user before an @: " +
			"requests go to the path of the Lambda API, with the credentials of `aws.auth`. So a stage of an API Gateway or the path of " +
			"a proxy does not work here. Remove those parts, or use a static Backend with a URLRewrite.",
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
      endpointURL: https://proxy.internal:8443/lambda
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
      endpointURL: https://proxy.internal:8443
`,
	},
	About:   []string{"aws"},
	Backend: checkLambdaEndpointPath,
}

func checkLambdaEndpointPath(p *lint.Pass, b *manifest.Document) {
	endpoint, ok := kgw.LambdaEndpointOf(b)
	if !ok {
		return
	}
	dropped := droppedParts(endpoint.URL)
	if len(dropped) == 0 {
		return
	}
	d := p.Report(endpoint.Place, "only scheme, host and port of the endpoint are used: %s dropped", listed(dropped))
	d.Help = "keep scheme, host and port only"
	d.Fixes = lint.SafeFix("keep scheme, host and port", endpoint.Replace(endpoint.URL.Scheme+"://"+endpoint.URL.Host))
}

// droppedParts returns descriptions of all parts of a URL except for scheme, host and port. A user is not quoted, because it may contain a
// password.
func droppedParts(u *url.URL) []string {
	var out []string
	if u.User != nil {
		out = append(out, "the user")
	}
	if u.Path != "" && u.Path != "/" {
		out = append(out, fmt.Sprintf("the path %q", u.Path))
	}
	if u.RawQuery != "" || u.ForceQuery {
		out = append(out, "the query")
	}
	if u.Fragment != "" {
		out = append(out, "the fragment")
	}
	return out
}

// listed joins words to the subject of a sentence, with its verb: "a, b and c are".
func listed(things []string) string {
	if len(things) == 1 {
		return things[0] + " is"
	}
	last := len(things) - 1
	return strings.Join(things[:last], ", ") + " and " + things[last] + " are"
}
