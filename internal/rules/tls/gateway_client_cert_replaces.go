package tls

import (
	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/lint"
	"github.com/backendctl/backendctl/internal/rules/kgw"
)

var GatewayClientCertReplaces = lint.Rule{
	Descriptor: diag.Descriptor{
		ID:       "gateway-client-cert-replaces",
		Summary:  "a Gateway's client certificate replaces the client certificate of a policy",
		Severity: diag.Warning,
		Category: diag.Correctness,
		Since:    "2.3",
		Why: "The client certificate of a Gateway (`spec.tls.backend.clientCertificateRef`) is set on every Backend with TLS, after the " +
			"policies are applied. It replaces the certificate in `tls` of a BackendConfigPolicy: the server sees the Gateway's " +
			"identity instead of the intended one, and may reject it. No status reports it. Keep one of the two.",
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
  tls:
    secretRef:
      name: own
    sni: web.example.com
    verifySubjectAltNames:
    - web.example.com
---
apiVersion: v1
kind: Secret
metadata:
  name: own
data:
  ca.crt: IyBhIGNlcnRpZmljYXRl
  tls.crt: IyBhIGNlcnRpZmljYXRl
  tls.key: IyBhIGtleQ==
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
    secretRef:
      name: own
    sni: web.example.com
    verifySubjectAltNames:
    - web.example.com
---
apiVersion: v1
kind: Secret
metadata:
  name: own
data:
  ca.crt: IyBhIGNlcnRpZmljYXRl
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
	Set: checkGatewayClientCertReplaces,
}

func checkGatewayClientCertReplaces(p *lint.Pass) {
	for _, c := range kgw.TLSConfigs(p) {
		own := ownCertificate(c)
		if !own.Exists() || lint.At(c.Policy, "spec", "upstreamProxyProtocol").Exists() {
			continue
		}
		for _, b := range kgw.TargetsOf(p, c.Policy) {
			if gateway, certificate := clientCertificateFor(p.Set, b); gateway != nil {
				d := p.Report(own, "the client certificate of the Gateway %q replaces this one on the Backend %q", gateway.Name, b.Name)
				d.Help = "keep one of the two"
				d.Related = append(d.Related, certificate.Key().Related("the Gateway's certificate"))
				break
			}
		}
	}
}

// ownCertificate returns the place where a policy sets its client certificate. The place is empty if the policy sets none, or if its
// Secret is unknown.
func ownCertificate(c kgw.TLSConfig) lint.Place {
	if c.Has(kgw.CertificateKey) {
		return c.Field("secretRef", "name")
	}
	return c.Field("files", "tlsCertificate")
}
