package tls

import (
	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/lint"
	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/rules/kgw"
)

var GatewayClientCertHidden = lint.Rule{
	Descriptor: diag.Descriptor{
		ID:       "gateway-client-cert-hidden",
		Summary:  "the PROXY protocol prevents a Gateway's client certificate from being sent",
		Severity: diag.Warning,
		Category: diag.Security,
		Since:    "2.3",
		Why: "kgateway adds the client certificate of a Gateway (`spec.tls.backend.clientCertificateRef`) to Backends that have TLS. " +
			"With `upstreamProxyProtocol` the TLS settings are wrapped in those of the PROXY protocol, and kgateway does not find them " +
			"there. So the certificate is not sent, no status reports it, and a server that requires one ends the handshake. Give the " +
			"policy its own client certificate, in `tls.secretRef`.",
		Sources: []string{
			"pkg/kgateway/translator/irtranslator/backend.go @ 2.3",
			"pkg/kgateway/translator/irtranslator/backend.go @ 2.4",
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
  upstreamProxyProtocol:
    version: V2
  tls:
    wellKnownCACertificates: System
    sni: web.example.com
    verifySubjectAltNames:
    - web.example.com
---
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata:
  name: web
spec:
  gatewayClassName: kgateway
  tls:
    backend:
      clientCertificateRef:
        name: client
  listeners:
  - name: http
    protocol: HTTP
    port: 8080
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata:
  name: web
spec:
  parentRefs:
  - name: web
  hostnames:
  - web.example.com
  rules:
  - backendRefs:
    - group: gateway.kgateway.dev
      kind: Backend
      name: web
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
---
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata:
  name: web
spec:
  gatewayClassName: kgateway
  tls:
    backend:
      clientCertificateRef:
        name: client
  listeners:
  - name: http
    protocol: HTTP
    port: 8080
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata:
  name: web
spec:
  parentRefs:
  - name: web
  hostnames:
  - web.example.com
  rules:
  - backendRefs:
    - group: gateway.kgateway.dev
      kind: Backend
      name: web
`,
	},
	Set: checkGatewayClientCertHidden,
}

func checkGatewayClientCertHidden(p *lint.Pass) {
	for _, policy := range kgw.ConfigPolicies(p, "upstreamProxyProtocol") {
		proxy := lint.At(policy, "spec", "upstreamProxyProtocol")
		for _, b := range kgw.TargetsOf(p, policy) {
			gateway, certificate := clientCertificateFor(p.Set, b)
			if _, hasTLS := kgw.TLSOf(p, b); gateway == nil || !hasTLS || hasClientCertificate(policy) {
				continue
			}
			d := p.Report(proxy.Key(), "the PROXY protocol hides the TLS settings of the Backend %q: the client certificate of the Gateway %q is not sent", b.Name, gateway.Name)
			d.Help = "give the policy a client certificate in tls.secretRef"
			d.Related = append(d.Related, certificate.Key().Related("the client certificate"))
			break
		}
	}
}

// hasClientCertificate reports whether a BackendConfigPolicy sets its own client certificate, or may set one.
func hasClientCertificate(policy *manifest.Document) bool {
	tls := lint.At(policy, "spec", "tls")
	return tls.Field("secretRef").Exists() || tls.Field("files", "tlsCertificate").Exists()
}
