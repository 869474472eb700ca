package tls

import (
	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/lint"
	"github.com/backendctl/backendctl/internal/rules/kgw"
)

var TLSPolicyOptionsIgnored = lint.Rule{
	Descriptor: diag.Descriptor{
		ID:       "tls-policy-options-ignored",
		Summary:  "the options of a BackendTLSPolicy are ignored",
		Severity: diag.Warning,
		Category: diag.Correctness,
		Why: "`spec.options` of a BackendTLSPolicy is for implementation-specific settings. No release of kgateway reads it, so a " +
			"minimum TLS version or a list of ciphers in it is not applied. From 2.1 on, `tls.parameters` of a BackendConfigPolicy has " +
			"such settings.",
		Sources: []string{
			"pkg/kgateway/extensions2/plugins/backendtlspolicy/plugin.go @ 2.4",
			"internal/kgateway/extensions2/plugins/backendtlspolicy/plugin.go @ 2.1",
			"internal/kgateway/extensions2/plugins/backendtlspolicy/plugin.go @ 2.0",
		},
		Bad: `apiVersion: gateway.networking.k8s.io/v1
kind: BackendTLSPolicy
metadata:
  name: web
spec:
  targetRefs:
  - group: gateway.kgateway.dev
    kind: Backend
    name: web
  validation:
    hostname: web.example.com
    wellKnownCACertificates: System
  options:
    example.com/min-version: "1.3"
---
apiVersion: gateway.kgateway.dev/v1alpha1
kind: Backend
metadata:
  name: web
spec:
  type: Static
  static:
    hosts:
    - host: web.example.com
      port: 443
`,
		Good: `apiVersion: gateway.networking.k8s.io/v1
kind: BackendTLSPolicy
metadata:
  name: web
spec:
  targetRefs:
  - group: gateway.kgateway.dev
    kind: Backend
    name: web
  validation:
    hostname: web.example.com
    wellKnownCACertificates: System
---
apiVersion: gateway.kgateway.dev/v1alpha1
kind: Backend
metadata:
  name: web
spec:
  type: Static
  static:
    hosts:
    - host: web.example.com
      port: 443
`,
	},
	Set: checkTlsPolicyOptionsIgnored,
}

func checkTlsPolicyOptionsIgnored(p *lint.Pass) {
	for _, policy := range kgw.CAPolicies(p) {
		options := lint.At(policy, "spec", "options")
		if len(options.Keys()) == 0 {
			continue
		}
		d := p.Report(options.Key(), "kgateway does not read the options of a BackendTLSPolicy: they are not applied")
		d.Help = "remove the options"
		if kgw.HasConfigPolicies(p) {
			d.Help = "use tls.parameters of a BackendConfigPolicy"
		}
	}
}
