package tls

import (
	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/lint"
	"github.com/backendctl/backendctl/internal/rules/kgw"
)

var TLSSecretMissing = lint.Rule{
	Descriptor: diag.Descriptor{
		ID:       "tls-secret-missing",
		Summary:  "a policy's Secret does not exist",
		Severity: diag.Warning,
		Complete: diag.Error,
		Category: diag.References,
		Why: "If the Secret of a BackendConfigPolicy does not exist, the policy is invalid and every Backend that it targets is dropped: " +
			"clients get 500 or 503, and up to kgateway 2.3 the Backend's status is still Accepted. The Secret must be in the policy's " +
			"own namespace; a ReferenceGrant does not change that. A Secret that cert-manager, an ExternalSecret, a SealedSecret or a " +
			"Kustomization of the set creates counts as existing. " + stallText,
		Since: "2.1",
		Sources: []string{
			stallSource,
			"pkg/kgateway/extensions2/plugins/backendconfigpolicy/tls.go @ 2.4",
			"internal/kgateway/extensions2/plugins/backendconfigpolicy/tls.go @ 2.1",
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
apiVersion: gateway.kgateway.dev/v1alpha1
kind: BackendConfigPolicy
metadata:
  name: web
spec:
  targetRefs:
  - group: gateway.kgateway.dev
    kind: Backend
    name: web
  tls:
    secretRef:
      name: web-tls
    sni: web.example.com
    verifySubjectAltNames:
    - web.example.com
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
apiVersion: gateway.kgateway.dev/v1alpha1
kind: BackendConfigPolicy
metadata:
  name: web
spec:
  targetRefs:
  - group: gateway.kgateway.dev
    kind: Backend
    name: web
  tls:
    secretRef:
      name: web-tls
    sni: web.example.com
    verifySubjectAltNames:
    - web.example.com
---
apiVersion: v1
kind: Secret
metadata:
  name: web-tls
data:
  tls.crt: Y2VydGlmaWNhdGU=
  tls.key: Y2VydGlmaWNhdGU=
  ca.crt: Y2VydGlmaWNhdGU=
`,
	},
	Set: checkTLSSecretMissing,
}

func checkTLSSecretMissing(p *lint.Pass) {
	secrets := kgw.SecretsOnce(p.Set)
	for _, c := range kgw.TLSConfigs(p) {
		name := c.Field("secretRef", "name")
		severity, absent := kgw.AbsentObject(p, secrets, "Secret", name.Word(), c.Policy)
		if !absent {
			continue
		}
		d := p.Report(name, "there is no Secret %q in the policy's namespace: %s", name.Word(), droppedBy(p, c.Policy))
		d.Severity = severity
		d.Help = "create it with ca.crt, or with tls.crt and tls.key for a client certificate"
		d.Related = inOtherNamespace(p, "Secret", name.Word(), c.Policy)
	}
}
