package tls

import (
	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/lint"
	"github.com/backendctl/backendctl/internal/rules/kgw"
)

var TLSClientCertIgnored = lint.Rule{
	Descriptor: diag.Descriptor{
		ID:       "tls-client-cert-ignored",
		Summary:  "a client certificate is given and not sent",
		Severity: diag.Warning,
		Category: diag.Correctness,
		Why: "`simpleTLS: true` says that only the server shows a certificate: a client certificate beside it is not sent, and a " +
			"server that asks for one ends the handshake. Take `simpleTLS` away to send it, or the certificate. For a Secret there " +
			"is no finding, because simpleTLS is how to use its `ca.crt` alone.",
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
		simple, certificate := c.At("simpleTLS"), c.At("files", "tlsCertificate")
		if ignored, _ := simple.Bool(); !ignored || !certificate.Exists() {
			continue
		}
		d := p.Report(certificate.Key(), "the client certificate is not sent: simpleTLS is true")
		d.Help = "take the client certificate away, or put it into a Secret and take simpleTLS away"
		d.Related = append(d.Related, simple.Related("simpleTLS"))
	}
}
