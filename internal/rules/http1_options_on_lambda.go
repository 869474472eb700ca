package rules

import (
	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/lint"
)

var http1OptionsOnLambda = lint.Rule{
	Descriptor: diag.Descriptor{
		ID:       "http1-options-on-lambda",
		Summary:  "options for HTTP/1 break a Lambda Backend",
		Severity: diag.Error,
		Category: diag.Correctness,
		Why: "kgateway speaks HTTP/2 to Lambda and says so in the cluster's HTTP settings, not by an appProtocol. " +
			"`http1ProtocolOptions` of a BackendConfigPolicy replace these settings with HTTP/1.1 instead of being skipped as on " +
			"other Backends of HTTP/2. Take them away, or target another Backend.",
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
	for _, policy := range configPolicies(p, "http1ProtocolOptions") {
		for _, b := range targetsOf(p, policy) {
			if formOf(b) != lambdaForm {
				continue
			}
			d := p.Report(lint.At(policy, "spec", "http1ProtocolOptions").Key(), "the options replace HTTP/2, which the Lambda Backend %q needs, with HTTP/1.1", b.Name)
			d.Help = "take the options away"
			d.Related = append(d.Related, lint.At(b, "metadata", "name").Related("the Backend"))
			break
		}
	}
}
