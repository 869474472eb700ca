package tls

import (
	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/lint"
	"github.com/backendctl/backendctl/internal/rules/kgw"
)

var TLSWellKnownUnknown = lint.Rule{
	Descriptor: diag.Descriptor{
		ID:       "tls-well-known-unknown",
		Summary:  "a BackendTLSPolicy selects well-known CAs that kgateway does not support",
		Severity: diag.Error,
		Category: diag.Correctness,
		Since:    "2.1",
		Why: "The Gateway API allows implementation-specific names in `wellKnownCACertificates`. kgateway supports `System` only. Any " +
			"other value makes the policy invalid, and every Backend that it targets is dropped: clients get a 500 or 503. Write " +
			"`System`, or refer to the CA in `caCertificateRefs`. For 2.0, which does not read the field, see " +
			"`tls-system-cas-ignored`. " + stallText,
		Sources: []string{
			stallSource,
			"pkg/kgateway/extensions2/plugins/backendtlspolicy/plugin.go @ 2.4",
			"internal/kgateway/extensions2/plugins/backendtlspolicy/plugin.go @ 2.1",
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
    wellKnownCACertificates: example.com/Mozilla
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
	Set: checkTlsWellKnownUnknown,
}

func checkTlsWellKnownUnknown(p *lint.Pass) {
	for _, policy := range kgw.CAPolicies(p) {
		at := lint.At(policy, "spec", "validation", "wellKnownCACertificates")
		if name := at.Word(); name == "" || name == "System" {
			continue
		}
		d := p.Report(at, "kgateway supports no CAs called %q: %s", at.Word(), droppedBy(p, policy))
		d.Help = "write System, or refer to the CA in caCertificateRefs"
		d.Fixes = lint.UnsafeFix("write System", at.Replace("System"))
	}
}
