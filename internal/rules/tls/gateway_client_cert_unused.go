package tls

import (
	"slices"

	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/lint"
	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/rules/kgw"
)

var GatewayClientCertUnused = lint.Rule{
	Descriptor: diag.Descriptor{
		ID:       "gateway-client-cert-unused",
		Summary:  "a Gateway has a client certificate but no server to send it to",
		Severity: diag.Info,
		OptIn:    true,
		Category: diag.Correctness,
		Why: "The client certificate of a Gateway (`spec.tls.backend.clientCertificateRef`) is added to connections that already use " +
			"TLS; it does not turn TLS on. If no policy gives a Backend TLS, the certificate is never sent, and servers get plaintext. " +
			"Add a BackendTLSPolicy, or a BackendConfigPolicy with `tls`, for the servers that need the certificate.",
		Since: "2.3",
		Sources: []string{
			"pkg/kgateway/translator/irtranslator/backend.go @ 2.3",
		},
		Bad: `apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata:
  name: web
spec:
  gatewayClassName: kgateway
  listeners:
  - name: http
    port: 80
    protocol: HTTP
  tls:
    backend:
      clientCertificateRef:
        name: web-tls
---
apiVersion: v1
kind: Secret
metadata:
  name: web-tls
data:
  tls.crt: Y2VydGlmaWNhdGU=
  tls.key: Y2VydGlmaWNhdGU=
---
apiVersion: gateway.kgateway.dev/v1alpha1
kind: Backend
metadata:
  name: web
spec:
  type: Static
  static:
    hosts:
    - host: 192.0.2.10
      port: 8080
`,
		Good: `apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata:
  name: web
spec:
  gatewayClassName: kgateway
  listeners:
  - name: http
    port: 80
    protocol: HTTP
  tls:
    backend:
      clientCertificateRef:
        name: web-tls
---
apiVersion: v1
kind: Secret
metadata:
  name: web-tls
data:
  tls.crt: Y2VydGlmaWNhdGU=
  tls.key: Y2VydGlmaWNhdGU=
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
apiVersion: gateway.networking.k8s.io/v1
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
`,
	},
	Set: checkGatewayClientCertUnused,
}

func checkGatewayClientCertUnused(p *lint.Pass) {
	if len(p.Backends()) == 0 || hasAnyTLS(p) || !p.Set.Proves(lint.GatewayAPI, kgw.BackendTLSPolicy, "") {
		return
	}
	for _, gateway := range p.Set.Kind(lint.GatewayAPI, "Gateway") {
		ref := lint.At(gateway, "spec", "tls", "backend", "clientCertificateRef")
		if !ref.Exists() || lint.At(gateway, "spec", "gatewayClassName").Word() != "kgateway" {
			continue
		}
		d := p.Report(ref.Key(), "no Backend has TLS, so the client certificate is never sent")
		d.Help = "turn TLS on with a BackendTLSPolicy or a BackendConfigPolicy"
	}
}

// hasAnyTLS reports whether anything in the set turns on TLS to a server. The server may be a Backend or a Service.
func hasAnyTLS(p *lint.Pass) bool {
	return len(p.Set.Kind(lint.GatewayAPI, kgw.BackendTLSPolicy)) > 0 ||
		slices.ContainsFunc(p.Set.Kind(lint.Kgateway, kgw.BackendConfigPolicy), func(d *manifest.Document) bool { return lint.At(d, "spec", "tls").Exists() }) ||
		slices.ContainsFunc(p.Set.Kind(lint.Kgateway, "Backend"), func(b *manifest.Document) bool { _, builtIn := kgw.BuiltInNames(b); return builtIn })
}
