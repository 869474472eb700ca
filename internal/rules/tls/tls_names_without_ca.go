package tls

import (
	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/lint"
	"github.com/backendctl/backendctl/internal/rules/kgw"
)

var TLSNamesWithoutCA = lint.Rule{
	Descriptor: diag.Descriptor{
		ID:       "tls-names-without-ca",
		Summary:  "a policy verifies names in a certificate without a CA",
		Severity: diag.Error,
		Category: diag.Correctness,
		Why: "The names in a certificate are only meaningful if a CA verifies it, so the controller rejects `verifySubjectAltNames` " +
			"without a CA: the policy is invalid, and every Backend that it targets is dropped (clients get 500 or 503). Up to " +
			"kgateway 2.3 the Backend's status remains Accepted. Set the CA: `ca.crt` in the Secret, `rootCA` in the files, or " +
			"`wellKnownCACertificates: System` instead of either. " + stallText,
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
---
apiVersion: v1
kind: Secret
metadata:
  name: web-tls
data:
  tls.crt: Y2VydGlmaWNhdGU=
  tls.key: Y2VydGlmaWNhdGU=
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
	Set: checkTLSNamesWithoutCA,
}

func checkTLSNamesWithoutCA(p *lint.Pass) {
	for _, c := range kgw.TLSConfigs(p) {
		given, by := c.Authority()
		if given != kgw.NoAuthority || c.IsUnverified() || len(c.Names().Items()) == 0 {
			continue
		}
		d := p.Report(c.Names().Key(), "verifySubjectAltNames needs a CA, but the policy has none: %s", droppedBy(p, c.Policy))
		d.Help = "set a CA: " + whyNoCA(c, by)
		if c.Secret != nil {
			d.Related = append(d.Related, lint.At(c.Secret, "metadata", "name").Related("the Secret"))
		}
	}
}
