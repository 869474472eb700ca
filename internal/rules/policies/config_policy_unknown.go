package policies

import (
	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/lint"
	"github.com/backendctl/backendctl/internal/rules/kgw"
)

var ConfigPolicyUnknown = lint.Rule{
	Descriptor: diag.Descriptor{
		ID:       "config-policy-unknown",
		Summary:  "kgateway 2.0 has no BackendConfigPolicy",
		Severity: diag.Error,
		Category: diag.Compatibility,
		Why: "kgateway 2.0 has no BackendConfigPolicy: the API server answers `no matches for kind`, and if a pipeline continues after " +
			"that, the Backend has no TLS, no timeouts and no health checks. For TLS use a BackendTLSPolicy of v1alpha3; for everything " +
			"else use 2.1 or newer.",
		Until: "2.0",
		Sources: []string{
			"install/helm/kgateway-crds/templates @ 2.0",
			"internal/kgateway/extensions2/plugins/backendconfigpolicy/plugin.go @ 2.1",
		},
		Bad: `apiVersion: gateway.kgateway.dev/v1alpha1
kind: Backend
metadata:
  name: web
spec:
  type: Static
  static:
    hosts:
    - host: 192.0.2.10
      port: 8080
---
apiVersion: gateway.kgateway.dev/v1alpha1
kind: BackendConfigPolicy
metadata:
  name: web
spec:
  targetRefs:
  - group: gateway.kgateway.dev
    kind: Backend
    name: web
  connectTimeout: 10s
`,
		Good: `apiVersion: gateway.kgateway.dev/v1alpha1
kind: Backend
metadata:
  name: web
spec:
  type: Static
  static:
    hosts:
    - host: 192.0.2.10
      port: 8080
`,
	},
	Set: checkConfigPolicyUnknown,
}

func checkConfigPolicyUnknown(p *lint.Pass) {
	for _, policy := range p.Set.Kind(lint.Kgateway, kgw.BackendConfigPolicy) {
		if !kgw.Concerns(p, policy) {
			continue
		}
		d := p.Report(lint.At(policy, "kind"), "kgateway 2.0 has no BackendConfigPolicy: the API server rejects it")
		d.Help = "use kgateway 2.1 or newer, or a BackendTLSPolicy if you only need TLS"
	}
}
