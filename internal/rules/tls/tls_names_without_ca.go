package tls

import (
	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/lint"
	"github.com/backendctl/backendctl/internal/rules/kgw"
)

var TLSNamesWithoutCA = lint.Rule{
	Descriptor: diag.Descriptor{
		ID:       "tls-names-without-ca",
		Summary:  "names are asked of a certificate that is not verified",
		Severity: diag.Error,
		Category: diag.Correctness,
		Why: "A certificate's names mean something only once a CA vouches for it, so the controller refuses `verifySubjectAltNames` " +
			"without a CA: the policy is an error, and every Backend that it targets is dropped (clients get 500 or 503). The " +
			"Backend's status keeps saying Accepted up to kgateway 2.3. Give the CA: `ca.crt` in the Secret, `rootCA` among the " +
			"files, or `wellKnownCACertificates: System` instead of either. " + stallText,
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
		d := p.Report(c.Names().Key(), "names are asked of the certificate and there is no CA to verify it: %s", droppedBy(p, c.Policy))
		d.Help = "give a CA: " + lack(c, by)
		if c.Secret != nil {
			d.Related = append(d.Related, lint.At(c.Secret, "metadata", "name").Related("the Secret"))
		}
	}
}
