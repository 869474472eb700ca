package policies

import (
	"slices"

	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/lint"
	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/rules/kgw"
)

var HealthCheckUnsigned = lint.Rule{
	Descriptor: diag.Descriptor{
		ID:       "health-check-unsigned",
		Summary:  "health checks of a Lambda or GCP Backend are not signed",
		Severity: diag.Warning,
		Category: diag.Correctness,
		Since:    "2.1",
		Why: "The filters that sign requests to Lambda, and those that add a token for a GCP Backend, do not run for health checks. AWS " +
			"and Google answer such a probe with 401 or 403, so Envoy marks the host as unhealthy. With the default panic threshold it " +
			"still gets the requests; with `healthyPanicThreshold: 0` all requests get a 503. Remove the health check, and use " +
			"`outlierDetection`.",
		Sources: []string{
			"pkg/kgateway/extensions2/plugins/backend/aws.go @ 2.4",
			"pkg/kgateway/extensions2/plugins/backend/gcp.go @ 2.4",
			"pkg/kgateway/extensions2/plugins/backendconfigpolicy/plugin.go @ 2.4",
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
  healthCheck:
    timeout: 1s
    interval: 5s
    unhealthyThreshold: 2
    healthyThreshold: 2
    http:
      path: /
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
  outlierDetection:
    consecutive5xx: 3
`,
	},
	Set: checkHealthCheckUnsigned,
}

func checkHealthCheckUnsigned(p *lint.Pass) {
	for _, policy := range kgw.ConfigPolicies(p, "healthCheck") {
		backends := kgw.TargetsOf(p, policy)
		i := slices.IndexFunc(backends, needsSignature)
		if i < 0 {
			continue
		}
		effect := "Envoy marks the host as unhealthy"
		if n, known := lint.At(policy, "spec", "loadBalancer", "healthyPanicThreshold").Int(); known && n == 0 {
			effect = "all requests get a 503"
		}
		d := p.Report(lint.At(policy, "spec", "healthCheck").Key(), "health checks of the Backend %q are not signed and get a 401 or 403: %s", backends[i].Name, effect)
		d.Help = "remove the health check, and use outlierDetection"
		d.Related = append(d.Related, lint.At(backends[i], "metadata", "name").Related("the Backend"))
	}
}

// needsSignature reports whether the server of a Backend requires a signature or a token in each request, which Envoy adds.
func needsSignature(b *manifest.Document) bool {
	return kgw.FormOf(b) == kgw.LambdaForm || kgw.FormOf(b) == kgw.GCPForm
}
