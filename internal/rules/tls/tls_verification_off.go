package tls

import (
	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/lint"
	"github.com/backendctl/backendctl/internal/rules/kgw"
)

var TLSVerificationOff = lint.Rule{
	Descriptor: diag.Descriptor{
		ID:       "tls-verification-off",
		Summary:  "a server's certificate is not verified",
		Severity: diag.Warning,
		Category: diag.Security,
		Why: "TLS without a CA does not protect the traffic: Envoy accepts any certificate, so an attacker who impersonates the server " +
			"can read and change it. `insecureSkipVerify: true` requests this explicitly. A Secret or files without a CA have the same " +
			"effect, and so does `insecureSkipVerify: false` without other settings, because it does not set a CA; a value of " +
			"`wellKnownCACertificates` other than System is logged and ignored. Use `wellKnownCACertificates: System` or set a CA " +
			"(`ca.crt` in the Secret, `rootCA` in the files), and list the server's name in `verifySubjectAltNames`.",
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
    insecureSkipVerify: true
    sni: web.example.com
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
    wellKnownCACertificates: System
    sni: web.example.com
    verifySubjectAltNames:
    - web.example.com
`,
	},
	Set: checkTLSVerificationOff,
}

func checkTLSVerificationOff(p *lint.Pass) {
	for _, c := range kgw.TLSConfigs(p) {
		given, by := c.Authority()
		switch {
		case c.IsUnverified():
			reportVerificationOff(p, c.Field("insecureSkipVerify"), "any server certificate is accepted")
		case given == kgw.NoAuthority && c.IsNameless():
			reportVerificationOff(p, by.Key(), "any server certificate is accepted: "+whyNoCA(c, by))
		}
	}
}

func reportVerificationOff(p *lint.Pass, at lint.Place, message string) {
	d := p.Report(at, "%s", message)
	d.Help = "set a CA, or use wellKnownCACertificates: System, and list the server's name in verifySubjectAltNames"
}
