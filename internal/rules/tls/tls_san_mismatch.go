package tls

import (
	"fmt"
	"slices"

	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/lint"
	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/rules/kgw"
)

var TLSSANMismatch = lint.Rule{
	Descriptor: diag.Descriptor{
		ID:       "tls-san-mismatch",
		Summary:  "a policy verifies a name that the Backend does not have",
		Severity: diag.Warning,
		Category: diag.Correctness,
		Why: "Envoy accepts a server's certificate only if it has one of the names in `verifySubjectAltNames` of a BackendConfigPolicy, " +
			"or in `subjectAltNames` of a BackendTLSPolicy. If none of these names is a host of the Backend, the certificate of the " +
			"right server is rejected and clients get a 503. If the certificate is for another name than the host, use a " +
			"BackendTLSPolicy with that name as its hostname and in its subjectAltNames, or ignore the finding. Hosts that are IP " +
			"addresses, names inside a cluster, names that a cloud gives to load balancers, and URIs are not compared. kgateway 2.0 " +
			"verifies no names.",
		Since: "2.1",
		Sources: []string{
			"pkg/kgateway/extensions2/plugins/backendconfigpolicy/tls.go @ 2.4",
			"pkg/kgateway/extensions2/plugins/backendtlspolicy/plugin.go @ 2.4",
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
    verifySubjectAltNames:
    - wbe.example.com
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
	Set: checkTLSSANMismatch,
}

func checkTLSSANMismatch(p *lint.Pass) {
	for _, policy := range kgw.TLSPolicies(p) {
		names := policy.VerifiedNames()
		if len(names) == 0 || isForOtherName(policy, names) {
			continue
		}
		for _, b := range kgw.TargetsOf(p, policy.Document) {
			reportSANMismatch(p, names, b)
		}
	}
}

// isForOtherName reports whether one of a BackendTLSPolicy's subjectAltNames is also its hostname. By writing a name into both fields, an
// author states that the name in the certificate is intentionally not a host.
func isForOtherName(t kgw.TLSPolicy, names []lint.Place) bool {
	return t.Kind == kgw.BackendTLSPolicy && slices.ContainsFunc(names, func(at lint.Place) bool { return kgw.SameName(at.Word(), t.Name.Word()) })
}

// reportSANMismatch reports the name that is most similar to a host, if none of the names is a host of the Backend.
func reportSANMismatch(p *lint.Pass, names []lint.Place, b *manifest.Document) {
	hosts := kgw.CertificateNames(p, b)
	if len(hosts) == 0 || slices.ContainsFunc(names, func(at lint.Place) bool { return kgw.IsNameOf(at.Word(), hosts) }) {
		return
	}
	at := names[max(0, slices.IndexFunc(names, func(at lint.Place) bool { return kgw.MisspeltHost(at.Word(), hosts) != "" }))]
	d := p.Report(at, "the certificate must be for %q, which is not a host of the Backend %q", at.Word(), b.Name)
	d.Help = fmt.Sprintf("use the name that the server's certificate has, probably %q", hosts[0])
	d.Related = append(d.Related, kgw.StaticHosts(p, b)[0].Host.Related("the host"))
	if host := kgw.MisspeltHost(at.Word(), hosts); host != "" {
		d.Fixes = lint.UnsafeFix("write "+host, at.Replace(host))
	}
}
