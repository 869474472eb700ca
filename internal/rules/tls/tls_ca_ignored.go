package tls

import (
	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/lint"
	"github.com/backendctl/backendctl/internal/rules/kgw"
)

var TLSCAIgnored = lint.Rule{
	Descriptor: diag.Descriptor{
		ID:       "tls-ca-ignored",
		Summary:  "a BackendTLSPolicy has more than one CA",
		Severity: diag.Warning,
		Category: diag.References,
		Why: "`caCertificateRefs` is a list, but in every release kgateway reads only its first entry. A server with a certificate from " +
			"another CA of the list is rejected, and the policy's status does not explain it. Put all CAs into one object: `ca.crt` may " +
			"contain several certificates, one after the other.",
		Sources: []string{
			"pkg/kgateway/extensions2/plugins/backendtlspolicy/plugin.go @ 2.4",
			"internal/kgateway/extensions2/plugins/backendtlspolicy/plugin.go @ 2.1",
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
apiVersion: gateway.networking.k8s.io/v1
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
    - group: ""
      kind: ConfigMap
      name: other-ca
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
---
apiVersion: v1
kind: ConfigMap
metadata:
  name: other-ca
data:
  ca.crt: |
    -----BEGIN CERTIFICATE-----
    MIIBtjCCAVugAwIBAgITBmyf1XSXNmY/Owua2eiedgPySjAKBggqhkjOPQQDAjA5
    -----END CERTIFICATE-----
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
apiVersion: gateway.networking.k8s.io/v1
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
---
apiVersion: v1
kind: ConfigMap
metadata:
  name: other-ca
data:
  ca.crt: |
    -----BEGIN CERTIFICATE-----
    MIIBtjCCAVugAwIBAgITBmyf1XSXNmY/Owua2eiedgPySjAKBggqhkjOPQQDAjA5
    -----END CERTIFICATE-----
`,
	},
	Set: checkTLSCAIgnored,
}

func checkTLSCAIgnored(p *lint.Pass) {
	for _, policy := range kgw.CAPolicies(p) {
		refs := lint.At(policy, "spec", "validation", "caCertificateRefs").Items()
		if len(refs) < 2 {
			continue
		}
		d := p.Report(refs[1].Field("name"), "this CA is not read: only the first of the list is used")
		d.Help = "put all CAs into the ca.crt of one object"
		d.Related = append(d.Related, refs[0].Field("name").Related("the CA that is used"))
	}
}
