package tls

import (
	"slices"

	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/lint"
	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/rules/kgw"
)

var TLSSNIMissing = lint.Rule{
	Descriptor: diag.Descriptor{
		ID:       "tls-sni-missing",
		Summary:  "a BackendConfigPolicy turns on TLS without a server name",
		Severity: diag.Warning,
		Category: diag.Correctness,
		Why: "A BackendConfigPolicy sends only the SNI in `tls.sni`: kgateway does not take it from the Backend's host. A server with " +
			"several sites, such as nearly every CDN and SaaS endpoint, then ends the handshake or sends the wrong certificate, and " +
			"clients get a 503. Write the host into `sni`. A BackendTLSPolicy sends its hostname.",
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
    wellKnownCACertificates: System
    sni: web.example.com
    verifySubjectAltNames:
    - web.example.com
`,
	},
	Set: checkTLSSNIMissing,
}

func checkTLSSNIMissing(p *lint.Pass) {
	for _, c := range kgw.TLSConfigs(p) {
		if c.Field("sni").Exists() || c.Template() {
			continue
		}
		for _, b := range kgw.TargetsOf(p, c.Policy) {
			if reportSNIMissing(p, c, b) {
				break
			}
		}
	}
}

func reportSNIMissing(p *lint.Pass, c kgw.TLSConfig, b *manifest.Document) bool {
	names, _ := kgw.ServerNames(p, b)
	names = slices.DeleteFunc(names, kgw.IsInside)
	if len(names) == 0 {
		return false
	}
	d := p.Report(c.Key(), "no server name is sent to %q: sni is not set, and kgateway does not take it from the Backend", names[0])
	d.Help = "add sni: " + names[0]
	d.Related = append(d.Related, lint.At(b, "metadata", "name").Related("the Backend"))
	if len(names) == 1 && len(kgw.TargetsOf(p, c.Policy)) == 1 {
		d.Fixes = lint.UnsafeFix("add sni: "+names[0], addScalar(c, "sni", names[0]))
	}
	return true
}
