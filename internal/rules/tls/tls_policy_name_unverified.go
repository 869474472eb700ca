package tls

import (
	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/lint"
	"github.com/backendctl/backendctl/internal/rules/kgw"
)

var TLSPolicyNameUnverified = lint.Rule{
	Descriptor: diag.Descriptor{
		ID:       "tls-policy-name-unverified",
		Summary:  "the server name of a BackendTLSPolicy is not verified",
		Severity: diag.Warning,
		Category: diag.Security,
		Until:    "2.0",
		Why: "kgateway 2.0 sends the `hostname` of a BackendTLSPolicy as SNI and checks that the CA signed the server's certificate. It " +
			"does not compare the certificate with the hostname, so a server with any other certificate from that CA can read and " +
			"change the traffic. From 2.1 on the name is verified. Until then use a CA that signs certificates for this server only.",
		Sources: []string{
			"internal/kgateway/extensions2/plugins/backendtlspolicy/ssl.go @ 2.0",
			"internal/kgateway/extensions2/plugins/backendtlspolicy/plugin.go @ 2.0",
		},
		Bad: `apiVersion: gateway.networking.k8s.io/v1alpha3
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
      name: ca
` + tlsPolicyBackendExample,
		Good: `apiVersion: v1
kind: ConfigMap
metadata:
  name: ca
data:
  ca.crt: "# the certificate"
---
apiVersion: gateway.kgateway.dev/v1alpha1
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
	Set: checkTLSPolicyNameUnverified,
}

const tlsPolicyBackendExample = `---
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
---
apiVersion: v1
kind: ConfigMap
metadata:
  name: ca
data:
  ca.crt: "# the certificate"
`

func checkTLSPolicyNameUnverified(p *lint.Pass) {
	for _, policy := range kgw.CAPolicies(p) {
		validation := lint.At(policy, "spec", "validation")
		hostname := validation.Field("hostname")
		// Other rules report a policy without a CA, which does not turn on TLS, and a policy with a version that the target does not read.
		isRead := lint.At(policy, "apiVersion").Word() == lint.GatewayAPI+"/"+kgw.TLSPolicyVersion(p)
		if !isRead || !hostname.Exists() || !validation.Field("caCertificateRefs").Exists() {
			continue
		}
		d := p.Report(hostname, "the server name is not verified: kgateway 2.0 accepts any certificate from this CA")
		d.Help = "upgrade to kgateway 2.1, or use a CA that signs certificates for this server only"
	}
}
