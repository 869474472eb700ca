package tls

import (
	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/lint"
	"github.com/backendctl/backendctl/internal/rules/kgw"
)

var TLSSystemCAsIgnored = lint.Rule{
	Descriptor: diag.Descriptor{
		ID:       "tls-system-cas-ignored",
		Summary:  "a BackendTLSPolicy with the system's CAs has no effect",
		Severity: diag.Error,
		Category: diag.Security,
		Why: "kgateway 2.0 accepts `wellKnownCACertificates` but ignores it: without a reference to a CA the policy does not turn on " +
			"TLS, so the server gets plaintext and the policy's status has no error. Put the CA into a ConfigMap until you run 2.1, " +
			"which supports the field.",
		Until: "2.0",
		Sources: []string{
			"internal/kgateway/extensions2/plugins/backendtlspolicy/plugin.go @ 2.0",
		},
		Bad: `apiVersion: gateway.kgateway.dev/v1alpha1
kind: Backend
metadata:
  name: web
spec:
  type: Static
  static:
    hosts:
    - host: web.example.com
      port: 443
---
apiVersion: gateway.networking.k8s.io/v1alpha3
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
`,
		Good: `apiVersion: gateway.kgateway.dev/v1alpha1
kind: Backend
metadata:
  name: web
spec:
  type: Static
  static:
    hosts:
    - host: web.example.com
      port: 443
---
apiVersion: gateway.networking.k8s.io/v1alpha3
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
    caCertificateRefs:
    - group: ""
      kind: ConfigMap
      name: web-ca
---
apiVersion: v1
kind: ConfigMap
metadata:
  name: web-ca
data:
  ca.crt: |
    -----BEGIN CERTIFICATE-----
    MIIBtjCCAVugAwIBAgITBmyf1XSXNmY/Owua2eiedgPySjAKBggqhkjOPQQDAjA5
    -----END CERTIFICATE-----
`,
	},
	Set: checkTLSSystemCAsIgnored,
}

func checkTLSSystemCAsIgnored(p *lint.Pass) {
	for _, policy := range kgw.CAPolicies(p) {
		at := lint.At(policy, "spec", "validation")
		if !at.Field("wellKnownCACertificates").Exists() || at.Field("caCertificateRefs").Exists() {
			continue
		}
		d := p.Report(at.Field("wellKnownCACertificates").Key(), "kgateway 2.0 ignores this field and does not turn on TLS: the server gets plaintext")
		d.Help = "refer to a ConfigMap with the CA in caCertificateRefs"
	}
}
