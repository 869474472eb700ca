package tls

import (
	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/lint"
	"github.com/backendctl/backendctl/internal/rules/kgw"
)

var TLSSecretIncomplete = lint.Rule{
	Descriptor: diag.Descriptor{
		ID:       "tls-secret-incomplete",
		Summary:  "a policy's Secret lacks a required key",
		Severity: diag.Error,
		Category: diag.References,
		Why: "A BackendConfigPolicy reads only `tls.crt`, `tls.key` and `ca.crt` of its Secret. A certificate without its key, or a key " +
			"without its certificate, makes the policy invalid, and every Backend that it targets is dropped (clients get 500 or 503). " +
			"A Secret with none of the three is accepted: TLS is used without a client certificate and without a CA, so that any " +
			"server certificate is accepted. " + stallText,
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
  ca.crt: Y2VydGlmaWNhdGU=
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
	Set: checkTLSSecretIncomplete,
}

func checkTLSSecretIncomplete(p *lint.Pass) {
	for _, c := range kgw.TLSConfigs(p) {
		simple := c.Field("simpleTLS")
		ignored, _ := simple.Bool()
		switch {
		case !c.Known:
		case !c.Usable():
			reportSecretIncomplete(p, c, "none of tls.crt, tls.key and ca.crt", "the server is not verified")
		case ignored || simple.Template():
		case c.Has(kgw.CertificateKey) && !c.Has(kgw.PrivateKeyKey):
			reportSecretIncomplete(p, c, "tls.crt but no tls.key", droppedBy(p, c.Policy))
		case c.Has(kgw.PrivateKeyKey) && !c.Has(kgw.CertificateKey):
			reportSecretIncomplete(p, c, "tls.key but no tls.crt", droppedBy(p, c.Policy))
		}
	}
}

// reportSecretIncomplete reports the keys of a Secret, with the effect on the policy.
func reportSecretIncomplete(p *lint.Pass, c kgw.TLSConfig, keys, effect string) {
	d := p.Report(c.Field("secretRef", "name"), "the Secret %q has %s: %s", c.Secret.Name, keys, effect)
	d.Help = "a client certificate needs tls.crt and tls.key, and a CA needs ca.crt"
	d.Related = append(d.Related, lint.At(c.Secret, "metadata", "name").Related("the Secret"))
}
