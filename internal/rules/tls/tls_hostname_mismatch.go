package tls

import (
	"fmt"

	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/lint"
	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/rules/kgw"
)

var TLSHostnameMismatch = lint.Rule{
	Descriptor: diag.Descriptor{
		ID:       "tls-hostname-mismatch",
		Summary:  "a policy uses a server name that the Backend does not have",
		Severity: diag.Warning,
		Category: diag.Correctness,
		Why: "kgateway sends the hostname of a BackendTLSPolicy and the sni of a BackendConfigPolicy as SNI. From 2.1 on the " +
			"certificate must also have the hostname of the BackendTLSPolicy; 2.0 sends it but does not compare the certificate with " +
			"it. If the name is not one of the Backend's hosts, the server may answer with another site's certificate or end the " +
			"handshake, and clients get a 503. A certificate may be for another name than the host: then also write that name into the " +
			"subjectAltNames of the BackendTLSPolicy, or ignore the finding. Hosts that are IP addresses, names inside a cluster and " +
			"names that a cloud gives to load balancers are not compared.",
		Sources: []string{
			"pkg/kgateway/extensions2/plugins/backendtlspolicy/plugin.go @ 2.4",
			"pkg/kgateway/extensions2/plugins/backendconfigpolicy/tls.go @ 2.4",
			"internal/kgateway/extensions2/plugins/backendtlspolicy/ssl.go @ 2.0",
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
    hostname: wbe.example.com
    wellKnownCACertificates: System
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
	Set: checkTLSHostnameMismatch,
}

func checkTLSHostnameMismatch(p *lint.Pass) {
	for _, policy := range kgw.TLSPolicies(p) {
		name, known := policy.Name.Text()
		if !known || name == "" || policy.Settings.Field("subjectAltNames").Exists() {
			continue
		}
		for _, b := range kgw.TargetsOf(p, policy.Document) {
			reportHostnameMismatch(p, policy, b)
		}
	}
}

func reportHostnameMismatch(p *lint.Pass, policy kgw.TLSPolicy, b *manifest.Document) {
	name, names := policy.Name.Word(), kgw.CertificateNames(p, b)
	if len(names) == 0 || kgw.IsNameOf(name, names) {
		return
	}
	d := p.Report(policy.Name, "the policy uses the server name %q, which is not a host of the Backend %q", name, b.Name)
	d.Help = fmt.Sprintf("use the name that the server's certificate has, probably %q", names[0])
	d.Related = append(d.Related, kgw.StaticHosts(p, b)[0].Host.Related("the host"))
	if host := kgw.MisspeltHost(name, names); host != "" {
		d.Fixes = lint.UnsafeFix("write "+host, policy.Name.Replace(host))
	}
}
