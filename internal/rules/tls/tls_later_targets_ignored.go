package tls

import (
	"slices"

	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/lint"
	"github.com/backendctl/backendctl/internal/rules/kgw"
)

var TLSLaterTargetsIgnored = lint.Rule{
	Descriptor: diag.Descriptor{
		ID:       "tls-later-targets-ignored",
		Summary:  "a BackendTLSPolicy has more targets than kgateway reads",
		Severity: diag.Warning,
		Category: diag.References,
		Why: "kgateway 2.0 attaches a BackendTLSPolicy to the first entry of `targetRefs` and ignores the others: their servers get " +
			"plaintext, and the policy's status does not report it. Write one policy per Backend until you run 2.1, which reads all " +
			"targets.",
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
      port: 9000
---
apiVersion: gateway.kgateway.dev/v1alpha1
kind: Backend
metadata:
  name: api
spec:
  type: Static
  static:
    hosts:
    - host: 192.0.2.10
      port: 9000
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
apiVersion: gateway.networking.k8s.io/v1alpha3
kind: BackendTLSPolicy
metadata:
  name: web
spec:
  targetRefs:
  - group: gateway.kgateway.dev
    kind: Backend
    name: web
  - group: gateway.kgateway.dev
    kind: Backend
    name: api
  validation:
    hostname: web.example.com
    caCertificateRefs:
    - group: ""
      kind: ConfigMap
      name: web-ca
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
      port: 9000
---
apiVersion: gateway.kgateway.dev/v1alpha1
kind: Backend
metadata:
  name: api
spec:
  type: Static
  static:
    hosts:
    - host: 192.0.2.10
      port: 9000
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
apiVersion: gateway.networking.k8s.io/v1alpha3
kind: BackendTLSPolicy
metadata:
  name: api
spec:
  targetRefs:
  - group: gateway.kgateway.dev
    kind: Backend
    name: api
  validation:
    hostname: web.example.com
    caCertificateRefs:
    - group: ""
      kind: ConfigMap
      name: web-ca
`,
	},
	Set: checkTLSLaterTargetsIgnored,
}

func checkTLSLaterTargetsIgnored(p *lint.Pass) {
	for _, policy := range kgw.CAPolicies(p) {
		targets := lint.At(policy, "spec", "targetRefs").Items()
		if len(targets) < 2 || !slices.ContainsFunc(targets[1:], kgw.IsBackendTarget) {
			continue
		}
		d := p.Report(targets[1].Field("name"), "kgateway 2.0 does not read this target: only the first one gets TLS")
		d.Help = "write one policy per Backend"
		d.Related = append(d.Related, targets[0].Field("name").Related("the target that is read"))
	}
}
