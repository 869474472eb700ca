package tls

import (
	"slices"

	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/lint"
	"github.com/backendctl/backendctl/internal/rules/kgw"
)

var TLSPolicyOnPlainPort = lint.Rule{
	Descriptor: diag.Descriptor{
		ID:       "tls-policy-on-plain-port",
		Summary:  "a policy turns on TLS for a port that expects plaintext",
		Severity: diag.Warning,
		Category: diag.Correctness,
		Why: "Only the policy decides about TLS: kgateway starts a TLS handshake on port 80 just as on 443. A plain HTTP server answers " +
			"it with an error, and clients get a 503 with a TLS error in Envoy's log. Use the server's TLS port in the Backend, or " +
			"remove the policy.",
		Sources: []string{
			"pkg/kgateway/extensions2/plugins/backendconfigpolicy/plugin.go @ 2.3",
			"pkg/kgateway/extensions2/plugins/backendtlspolicy/plugin.go @ 2.4",
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
      port: 80
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
    wellKnownCACertificates: System
`,
	},
	Set: checkTLSPolicyOnPlainPort,
}

func checkTLSPolicyOnPlainPort(p *lint.Pass) {
	for _, policy := range kgw.TLSPolicies(p) {
		for _, b := range kgw.TargetsOf(p, policy.Document) {
			hosts := kgw.StaticHosts(p, b)
			if len(hosts) == 0 || slices.ContainsFunc(hosts, func(h kgw.Host) bool { return h.Number != 80 }) {
				continue
			}
			d := p.Report(kgw.TargetPlace(p, policy.Document, b), "this turns on TLS for the Backend %q, but its port 80 expects plaintext", b.Name)
			d.Help = "use the server's TLS port in the Backend, or remove the policy"
			d.Related = append(d.Related, hosts[0].Port.Related("the port"))
		}
	}
}
