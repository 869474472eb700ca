package aws

import (
	"slices"

	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/lint"
	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/rules/kgw"
)

var LambdaIdleTimeout = lint.Rule{
	Descriptor: diag.Descriptor{
		ID:       "lambda-idle-timeout",
		Summary:  "common HTTP options remove the idle timeout of a Lambda Backend",
		Severity: diag.Info,
		OptIn:    true,
		Category: diag.Correctness,
		Since:    "2.1",
		Why: "kgateway gives a Lambda Backend an idle timeout of 30 seconds, so that Envoy does not reuse a connection that AWS has " +
			"closed. `commonHttpProtocolOptions` of a BackendConfigPolicy replaces the built-in options, including this timeout. " +
			"Without an `idleTimeout` in the policy, Envoy's default of one hour applies, and some requests on old connections can " +
			"fail. Write `idleTimeout: 30s`.",
		Sources: []string{
			"pkg/kgateway/extensions2/plugins/backendconfigpolicy/protocoloptions.go @ 2.4",
			"pkg/kgateway/extensions2/plugins/backend/aws.go @ 2.4",
			"internal/kgateway/extensions2/plugins/backendconfigpolicy/protocoloptions.go @ 2.1",
		},
		Inferred: true,
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
` + `---
apiVersion: gateway.kgateway.dev/v1alpha1
kind: BackendConfigPolicy
metadata:
  name: resize
spec:
  targetRefs:
  - group: gateway.kgateway.dev
    kind: Backend
    name: resize
  commonHttpProtocolOptions:
    maxRequestsPerConnection: 100
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
` + `---
apiVersion: gateway.kgateway.dev/v1alpha1
kind: BackendConfigPolicy
metadata:
  name: resize
spec:
  targetRefs:
  - group: gateway.kgateway.dev
    kind: Backend
    name: resize
  commonHttpProtocolOptions:
    maxRequestsPerConnection: 100
    idleTimeout: 30s
`,
	},
	Set: checkLambdaIdleTimeout,
}

func checkLambdaIdleTimeout(p *lint.Pass) {
	for _, policy := range kgw.ConfigPolicies(p, "commonHttpProtocolOptions") {
		options := lint.At(policy, "spec", "commonHttpProtocolOptions")
		backends := kgw.TargetsOf(p, policy)
		i := slices.IndexFunc(backends, func(b *manifest.Document) bool { return kgw.FormOf(b) == kgw.LambdaForm })
		if i < 0 || options.Field("idleTimeout").Exists() || kgw.HasTemplateKey(options.Node) {
			continue
		}
		d := p.Report(options.Key(), "these options remove the idle timeout of 30s that the Lambda Backend %q has", backends[i].Name)
		d.Help = "add idleTimeout: 30s"
		d.Related = append(d.Related, lint.At(backends[i], "metadata", "name").Related("the Backend"))
	}
}
