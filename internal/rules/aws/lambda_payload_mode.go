package aws

import (
	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/lint"
	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/rules/kgw"
)

var LambdaPayloadMode = lint.Rule{
	Descriptor: diag.Descriptor{
		ID:       "lambda-payload-mode",
		Summary:  "a Lambda Backend does not set the format of its requests",
		Severity: diag.Info,
		OptIn:    true,
		Category: diag.Style,
		Why: "The default of `payloadTransformMode` is `Envoy`: the function gets a JSON event that contains the method, the path, the " +
			"headers and the body, and must answer with a JSON object, too. With `None` it gets the body unchanged. A function written " +
			"for one mode fails with the other, so set it explicitly. kgateway 2.0 has no such field and always behaves as `Envoy`.",
		Since: "2.1",
		Sources: []string{
			"pkg/kgateway/extensions2/plugins/backend/aws.go @ 2.4",
			"install/helm/kgateway-crds/templates/gateway.kgateway.dev_backends.yaml @ 2.1",
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
      payloadTransformMode: Envoy
`,
	},
	About:   []string{"aws"},
	Backend: checkLambdaPayloadMode,
}

func checkLambdaPayloadMode(p *lint.Pass, b *manifest.Document) {
	_, lambda, ok := kgw.LambdaBackend(b)
	mode := lambda.Field("payloadTransformMode")
	if !ok || mode.Exists() || lambda.Template() {
		return
	}
	p.Report(mode, "the function gets requests as JSON events, which is the default").Help = "write payloadTransformMode: Envoy or None"
}
