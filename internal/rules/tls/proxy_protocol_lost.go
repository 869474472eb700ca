package tls

import (
	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/lint"
	"github.com/backendctl/backendctl/internal/rules/kgw"
)

var ProxyProtocolLost = lint.Rule{
	Descriptor: diag.Descriptor{
		ID:       "proxy-protocol-lost",
		Summary:  "a BackendTLSPolicy disables the PROXY protocol",
		Severity: diag.Error,
		Category: diag.Correctness,
		Since:    "2.3",
		Until:    "2.3",
		Why: "In kgateway 2.3 a BackendTLSPolicy replaces the connection settings that `upstreamProxyProtocol` of a BackendConfigPolicy " +
			"creates. The server gets TLS without the PROXY header: a server that requires the header closes the connection, and " +
			"another one sees the proxy's address instead of the client's. No status reports it. Set TLS in `tls` of the " +
			"BackendConfigPolicy, or use 2.4.",
		Sources: []string{
			"pkg/kgateway/extensions2/plugins/backendconfigpolicy/plugin.go @ 2.3",
			"pkg/kgateway/extensions2/plugins/backendconfigpolicy/plugin.go @ 2.4",
			"kgateway-dev/kgateway issue 13918",
		},
		Bad: `apiVersion: gateway.networking.k8s.io/v1
kind: BackendTLSPolicy
metadata:
  name: web
spec:
  targetRefs:
  - group: gateway.kgateway.dev
    kind: Backend
    name: web
  validation:
    hostname: web.example.com
    wellKnownCACertificates: System
---
apiVersion: gateway.kgateway.dev/v1alpha1
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
  upstreamProxyProtocol:
    version: V2
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
  upstreamProxyProtocol:
    version: V2
  tls:
    wellKnownCACertificates: System
    sni: web.example.com
    verifySubjectAltNames:
    - web.example.com
`,
	},
	Set: checkProxyProtocolLost,
}

func checkProxyProtocolLost(p *lint.Pass) {
	for _, policy := range kgw.ConfigPolicies(p, "upstreamProxyProtocol") {
		for _, b := range kgw.TargetsOf(p, policy) {
			if other := kgw.WholeTLSPolicy(p, b); other != nil {
				d := p.Report(lint.At(policy, "spec", "upstreamProxyProtocol").Key(), "the %s replaces this setting: the Backend %q gets no PROXY header", kgw.TitleOf(other), b.Name)
				d.Help = "set TLS in tls of this policy, or use kgateway 2.4"
				d.Related = append(d.Related, kgw.TargetPlace(p, other, b).Related("the BackendTLSPolicy"))
				break
			}
		}
	}
}
