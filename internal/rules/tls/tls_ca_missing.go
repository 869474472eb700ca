package tls

import (
	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/lint"
	"github.com/backendctl/backendctl/internal/rules/kgw"
)

var TLSCAMissing = lint.Rule{
	Descriptor: diag.Descriptor{
		ID:       "tls-ca-missing",
		Summary:  "the CA of a BackendTLSPolicy does not exist",
		Severity: diag.Warning,
		Complete: diag.Error,
		Category: diag.References,
		Why: "A BackendTLSPolicy reads its CA from the policy's own namespace; a ReferenceGrant does not change that. If the object does " +
			"not exist, the policy is invalid: from kgateway 2.1 on every Backend that it targets is dropped (clients get 500 or 503), " +
			"in 2.0 the error is only logged and the server gets plaintext. Objects that a trust-manager Bundle, cert-manager or a " +
			"Kustomization of the set creates count as existing. " + stallText,
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
	Set: checkTLSCAMissing,
}

func checkTLSCAMissing(p *lint.Pass) {
	secrets := kgw.SecretsOnce(p.Set)
	for _, policy := range kgw.CAPolicies(p) {
		ref, kind := kgw.AuthorityRef(policy)
		if kind == "" || !isAuthorityKind(p, kind) {
			continue
		}
		name := ref.Field("name")
		severity, absent := kgw.AbsentObject(p, secrets, kind, name.Word(), policy)
		if !absent {
			continue
		}
		d := p.Report(name, "there is no %s %q in the policy's namespace: %s", kind, name.Word(), caConsequence(p, policy))
		d.Severity = severity
		d.Help = "create it with the CA under ca.crt"
		d.Related = inOtherNamespace(p, kind, name.Word(), policy)
	}
}
