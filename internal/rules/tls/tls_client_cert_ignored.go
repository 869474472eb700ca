package tls

import (
	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/lint"
	"github.com/backendctl/backendctl/internal/rules/kgw"
)

var TLSClientCertIgnored = lint.Rule{
	Descriptor: diag.Descriptor{
		ID:       "tls-client-cert-ignored",
		Summary:  "a client certificate is set but not sent",
		Severity: diag.Warning,
		Category: diag.Correctness,
		Why: "With `simpleTLS: true` only the server sends a certificate: a client certificate is not sent, and a server that requires " +
			"one ends the handshake. Remove `simpleTLS` to send it, or remove the certificate. A Secret is not reported, because " +
			"simpleTLS is the way to use only its `ca.crt`.",
		Since: "2.1",
		Sources: []string{
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
    files:
      rootCA: /etc/certs/ca.crt
      tlsCertificate: /etc/certs/tls.crt
      tlsKey: /etc/certs/tls.key
    simpleTLS: true
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
    files:
      rootCA: /etc/certs/ca.crt
    simpleTLS: true
    sni: web.example.com
    verifySubjectAltNames:
    - web.example.com
`,
	},
	Set: checkTLSClientCertIgnored,
}

func checkTLSClientCertIgnored(p *lint.Pass) {
	for _, c := range kgw.TLSConfigs(p) {
		simple, certificate := c.Field("simpleTLS"), c.Field("files", "tlsCertificate")
		if ignored, _ := simple.Bool(); !ignored || !certificate.Exists() {
			continue
		}
		d := p.Report(certificate.Key(), "the client certificate is not sent: simpleTLS is true")
		d.Help = "remove the client certificate, or put it into a Secret and remove simpleTLS"
		d.Related = append(d.Related, simple.Related("simpleTLS"))
	}
}
