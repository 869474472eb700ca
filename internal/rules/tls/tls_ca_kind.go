package tls

import (
	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/lint"
	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/rules/kgw"
)

var TLSCAKind = lint.Rule{
	Descriptor: diag.Descriptor{
		ID:       "tls-ca-kind",
		Summary:  "a BackendTLSPolicy refers to a CA of a kind that kgateway does not read",
		Severity: diag.Error,
		Category: diag.References,
		Why: "kgateway reads the CA of a BackendTLSPolicy from a ConfigMap, and from 2.2 on also from a Secret. Up to 2.1 the kind is " +
			"ignored and a ConfigMap of that name is used; later another kind is an error. Either way the policy fails: from 2.1 on " +
			"every Backend that it targets is dropped (clients get 500 or 503), in 2.0 the error is only logged and the server gets " +
			"plaintext. " + stallText,
		Sources: []string{
			stallSource,
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
      kind: ClusterTrustBundle
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
`,
	},
	Set: checkTLSCAKind,
}

func checkTLSCAKind(p *lint.Pass) {
	for _, policy := range kgw.CAPolicies(p) {
		ref, kind := kgw.AuthorityRef(policy)
		if kind == "" || isAuthorityKind(p, kind) || isFoundAsConfigMap(p, policy, ref) {
			continue
		}
		readable := "a ConfigMap"
		if !kgw.IsBefore(p, "2.2") {
			readable = "a ConfigMap or a Secret"
		}
		d := p.Report(ref.Field("kind"), "a CA is read from %s, not from a %s: %s", readable, kind, caConsequence(p, policy))
		d.Help = "put the CA into a ConfigMap under ca.crt"
	}
}

// isFoundAsConfigMap reports whether the target's release ignores the kind of a CA reference, and finds a ConfigMap with the referenced
// name.
func isFoundAsConfigMap(p *lint.Pass, policy *manifest.Document, ref lint.Place) bool {
	return kgw.IsBefore(p, "2.2") && p.Set.One(lint.Core, "ConfigMap", policy.Namespace, ref.Field("name").Word(), policy) != nil
}
