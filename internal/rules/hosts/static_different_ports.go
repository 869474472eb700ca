package hosts

import (
	"slices"

	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/lint"
	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/rules/kgw"
)

var StaticDifferentPorts = lint.Rule{
	Descriptor: diag.Descriptor{
		ID:       "static-different-ports",
		Summary:  "a static Backend has both TLS ports and plain HTTP ports",
		Severity: diag.Warning,
		Category: diag.Correctness,
		Why: "TLS is on or off for a whole Backend: hosts have no TLS setting, and the port does not decide it. With a TLS policy, " +
			"plain hosts get a handshake that they do not understand; without one, TLS hosts get plain text. Requests to one half of " +
			"the hosts fail. Make two Backends.",
		Sources:  []string{"pkg/kgateway/extensions2/plugins/backend/static.go @ 2.4"},
		Inferred: true,
		Bad: `apiVersion: gateway.kgateway.dev/v1alpha1
kind: Backend
metadata:
  name: web
spec:
  type: Static
  static:
    hosts:
    - host: 192.0.2.10
      port: 8443
    - host: 192.0.2.11
      port: 3000
---
apiVersion: gateway.kgateway.dev/v1alpha1
kind: BackendConfigPolicy
metadata:
  name: web-tls
spec:
  targetRefs:
  - group: gateway.kgateway.dev
    kind: Backend
    name: web
  tls:
    sni: web.example.com
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
    - host: 192.0.2.10
      port: 8443
    - host: 192.0.2.11
      port: 8443
---
apiVersion: gateway.kgateway.dev/v1alpha1
kind: BackendConfigPolicy
metadata:
  name: web-tls
spec:
  targetRefs:
  - group: gateway.kgateway.dev
    kind: Backend
    name: web
  tls:
    sni: web.example.com
    wellKnownCACertificates: System
    verifySubjectAltNames:
    - web.example.com
`,
	},
	About:   []string{"static"},
	Backend: checkStaticDifferentPorts,
}

func checkStaticDifferentPorts(p *lint.Pass, b *manifest.Document) {
	hosts := kgw.StaticHosts(p, b)
	with := slices.IndexFunc(hosts, func(h kgw.Host) bool { return kgw.IsTLSPort(h.Number) })
	without := slices.IndexFunc(hosts, func(h kgw.Host) bool { return kgw.IsPlaintextPort(h.Number) })
	if with < 0 || without < 0 {
		return
	}
	first, second := hosts[min(with, without)], hosts[max(with, without)]
	d := p.Report(second.Port, "port %d and port %d are in one Backend, but TLS is on or off for all of its hosts", first.Number, second.Number)
	d.Help = "make one Backend for the hosts with TLS, and one for those without"
	d.Related = append(d.Related, first.Port.Related("the other port"))
}
