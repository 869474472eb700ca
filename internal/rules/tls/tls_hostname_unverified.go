package tls

import (
	"strconv"

	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/lint"
	"github.com/backendctl/backendctl/internal/rules/kgw"
)

var TLSHostnameUnverified = lint.Rule{
	Descriptor: diag.Descriptor{
		ID:       "tls-hostname-unverified",
		Summary:  "the server name in a certificate is not verified",
		Severity: diag.Warning,
		Category: diag.Security,
		Why: "With `wellKnownCACertificates`, or with a CA from a Secret or a file, Envoy only checks that a trusted CA signed the " +
			"server's certificate: any certificate from that CA is accepted. With the system's CAs, that is nearly every public " +
			"website's certificate. An attacker who impersonates the server can read and change the traffic. List the server's name in " +
			"`verifySubjectAltNames`. A BackendTLSPolicy verifies its hostname itself from 2.1 on; for 2.0 see " +
			"`tls-policy-name-unverified`.",
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
    wellKnownCACertificates: System
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
	Set: checkTLSHostnameUnverified,
}

func checkTLSHostnameUnverified(p *lint.Pass) {
	for _, c := range kgw.TLSConfigs(p) {
		given, by := c.Authority()
		if given != kgw.SomeAuthority || !c.IsNameless() {
			continue
		}
		d := p.Report(by.Key(), "the server name is not verified: any certificate from this CA is accepted")
		d.Help = "list the server's name in verifySubjectAltNames"
		if name := c.ServerName(p); name != "" {
			d.Fixes = lint.UnsafeFix("add verifySubjectAltNames: ["+name+"]", addScalar(c, "verifySubjectAltNames", "["+strconv.Quote(name)+"]"))
		}
	}
}
