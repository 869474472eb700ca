package tls

import (
	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/lint"
	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/rules/kgw"
)

var BuiltinTLSUnverified = lint.Rule{
	Descriptor: diag.Descriptor{
		ID:       "builtin-tls-unverified",
		Summary:  "the certificate of Lambda or Google is not verified",
		Severity: diag.Info,
		OptIn:    true,
		Category: diag.Security,
		Why: "For Lambda and GCP kgateway turns on TLS itself, with a server name but without CA certificates: Envoy accepts any " +
			"certificate. An attacker who can impersonate AWS or Google gets the requests and their tokens. A BackendConfigPolicy or " +
			"BackendTLSPolicy replaces those settings. It must set the host as the SNI and as a verified name.",
		Sources: []string{
			"pkg/kgateway/extensions2/plugins/backend/plugin.go @ 2.4",
			"pkg/kgateway/extensions2/plugins/backend/gcp.go @ 2.4",
		},
		Bad: `apiVersion: gateway.kgateway.dev/v1alpha1
kind: Backend
metadata:
  name: resize
spec:
  type: AWS
  aws:
    accountId: "123456789012"
    lambda:
      functionName: resize
`,
		Good: `apiVersion: gateway.kgateway.dev/v1alpha1
kind: Backend
metadata:
  name: resize
spec:
  type: AWS
  aws:
    accountId: "123456789012"
    lambda:
      functionName: resize
---
apiVersion: gateway.kgateway.dev/v1alpha1
kind: BackendConfigPolicy
metadata:
  name: resize
spec:
  targetRefs:
  - group: gateway.kgateway.dev
    kind: Backend
    name: resize
  tls:
    sni: lambda.us-east-1.amazonaws.com
    verifySubjectAltNames:
    - lambda.us-east-1.amazonaws.com
    wellKnownCACertificates: System
`,
	},
	Backend: checkBuiltinTLSUnverified,
}

func checkBuiltinTLSUnverified(p *lint.Pass, b *manifest.Document) {
	at := lint.At(b, "spec", "gcp")
	if aws, lambda, ok := kgw.LambdaBackend(b); ok {
		endpoint, known := kgw.LambdaEndpointOf(b)
		if lambda.Field("endpointURL").Exists() && (!known || endpoint.URL.Scheme != "https") || lambda.Template() {
			return
		}
		at = aws.Field("lambda")
	}
	if !at.Exists() || hasTLSPolicy(p, b) {
		return
	}
	d := p.Report(at.Key(), "TLS is on, but the server's certificate is not verified")
	d.Help = "target it with a BackendConfigPolicy that has a CA, an sni and verifySubjectAltNames"
}

// hasTLSPolicy reports whether a policy sets TLS for the Backend. It also returns true if a policy outside of the set may set TLS.
func hasTLSPolicy(p *lint.Pass, b *manifest.Document) bool {
	for _, policy := range p.Set.Attached(b, lint.Kgateway, kgw.BackendConfigPolicy) {
		if tls := lint.At(policy, "spec", "tls"); tls.Exists() {
			return true
		}
	}
	return len(p.Set.Attached(b, lint.GatewayAPI, kgw.BackendTLSPolicy)) > 0 ||
		!p.Set.Proves(lint.Kgateway, kgw.BackendConfigPolicy, b.Namespace) && !p.Set.Proves(lint.GatewayAPI, kgw.BackendTLSPolicy, b.Namespace)
}
