package aws

import (
	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/lint"
	"github.com/backendctl/backendctl/internal/rules/kgw"
)

var HTTP1OptionsOnLambda = lint.Rule{
	Descriptor: diag.Descriptor{
		ID:       "http1-options-on-lambda",
		Summary:  "HTTP/1 options switch a Lambda Backend from HTTP/2 to HTTP/1.1",
		Severity: diag.Info,
		OptIn:    true,
		Category: diag.Correctness,
		Why: "kgateway uses HTTP/2 for Lambda and sets that in the cluster's HTTP settings, not by an appProtocol. `http1ProtocolOptions` " +
			"of a BackendConfigPolicy replace these settings with HTTP/1.1. (Backends that use HTTP/2 because of their appProtocol " +
			"ignore the options.) Lambda's API accepts HTTP/1.1, so requests still work, with one connection per request in flight. " +
			"Remove the options to keep HTTP/2.",
		Since: "2.1",
		Sources: []string{
			"pkg/kgateway/extensions2/plugins/backendconfigpolicy/protocoloptions.go @ 2.4",
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
---
apiVersion: gateway.kgateway.dev/v1alpha1
kind: BackendConfigPolicy
metadata:
  name: resize
spec:
  targetRefs:
  - group: gateway.kgateway.dev
    kind: Backend
    name: resize
  http1ProtocolOptions:
    enableTrailers: true
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
---
apiVersion: gateway.kgateway.dev/v1alpha1
kind: BackendConfigPolicy
metadata:
  name: resize
spec:
  targetRefs:
  - group: gateway.kgateway.dev
    kind: Backend
    name: resize
  connectTimeout: 10s
`,
	},
	Set: checkHTTP1OptionsOnLambda,
}

func checkHTTP1OptionsOnLambda(p *lint.Pass) {
	for _, policy := range kgw.ConfigPolicies(p, "http1ProtocolOptions") {
		for _, b := range kgw.TargetsOf(p, policy) {
			if kgw.FormOf(b) != kgw.LambdaForm {
				continue
			}
			d := p.Report(lint.At(policy, "spec", "http1ProtocolOptions").Key(), "these options switch the Lambda Backend %q from HTTP/2 to HTTP/1.1", b.Name)
			d.Help = "remove the options to keep HTTP/2"
			d.Related = append(d.Related, lint.At(b, "metadata", "name").Related("the Backend"))
			break
		}
	}
}
