package tls

import (
	"slices"

	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/lint"
	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/rules/kgw"
)

var TLSPortWithoutPolicy = lint.Rule{
	Descriptor: diag.Descriptor{
		ID:       "tls-port-without-policy",
		Summary:  "a port that expects TLS gets plaintext",
		Severity: diag.Warning,
		Category: diag.Correctness,
		Why: "kgateway never infers TLS from a port. It uses plaintext for a static Backend on port 443 until a policy turns on TLS: " +
			"the server answers 400 (a plain HTTP request was sent to an HTTPS port) or resets the connection, and the Backend's status " +
			"is still Accepted. Gloo's static Upstreams turned on TLS for port 443 themselves, so this appears after a migration. " +
			"Target the Backend with a BackendTLSPolicy or, from kgateway 2.1 on, with a BackendConfigPolicy that has `tls`. If only a " +
			"priority group refers to the Backend, the group's policy covers it. If only TCPRoutes and TLSRoutes refer to it, the " +
			"client's TLS passes through and it needs no policy.",
		Sources: []string{
			"pkg/kgateway/extensions2/plugins/backend/static.go @ 2.4",
			"pkg/kgateway/translator/irtranslator/backend.go @ 2.3",
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
	Backend: checkTLSPortWithoutPolicy,
}

// tlsPorts are ports that servers use only for HTTPS.
var tlsPorts = []int64{443, 6443, 8443, 9443, 10443}

func checkTLSPortWithoutPolicy(p *lint.Pass, b *manifest.Document) {
	for _, h := range kgw.StaticHosts(p, b) {
		if !slices.Contains(tlsPorts, h.Number) || p.Target.Catalog() && h.Field("tls").Exists() {
			continue
		}
		if !lacksTLS(p, b) || isPassedThrough(p, b) {
			return
		}
		d := p.Report(h.Port, "port %d expects TLS, but no policy turns it on: the server gets plaintext", h.Number)
		d.Help = "target the Backend with a BackendTLSPolicy"
		if kgw.HasConfigPolicies(p) {
			d.Help += " or a BackendConfigPolicy with tls"
		}
		return
	}
}

// lacksTLS reports whether certainly no policy turns on TLS to a Backend.
func lacksTLS(p *lint.Pass, b *manifest.Document) bool {
	known := p.Set.Proves(lint.GatewayAPI, kgw.BackendTLSPolicy, b.Namespace) ||
		kgw.HasConfigPolicies(p) && p.Set.Proves(lint.Kgateway, kgw.BackendConfigPolicy, b.Namespace)
	return known && len(kgw.TLSPoliciesOf(p, b)) == 0 && !isCoveredByGroups(p, b) && !mayHaveTLS(p, b)
}

// isCoveredByGroups reports whether all traffic to a Backend comes through priority groups whose Backends have TLS.
func isCoveredByGroups(p *lint.Pass, b *manifest.Document) bool {
	groups := p.Set.To(b, lint.Member)
	return len(groups) > 0 && len(p.Set.To(b, lint.Route, lint.Mirror, lint.Service)) == 0 &&
		!slices.ContainsFunc(groups, func(r *lint.Reference) bool { return len(kgw.TLSPoliciesOf(p, r.Document)) == 0 })
}

// mayHaveTLS reports whether a policy may attach to a Backend. The policy's targets may contain a template, or the policy may select the
// Backend from the global policy namespace, which is a setting of the controller.
func mayHaveTLS(p *lint.Pass, b *manifest.Document) bool {
	policies := slices.Concat(p.Set.Kind(lint.GatewayAPI, kgw.BackendTLSPolicy), p.Set.Kind(lint.Kgateway, kgw.BackendConfigPolicy))
	return slices.ContainsFunc(policies, func(policy *manifest.Document) bool {
		return lint.Selects(policy, b) || lint.SameNamespace(policy.Namespace, b.Namespace) &&
			(lint.At(policy, "spec", "targetRefs").Template() || lint.At(policy, "spec", "targetSelectors").Template())
	})
}

// isPassedThrough reports whether only TCPRoutes and TLSRoutes refer to a Backend. Their traffic may already be TLS, from the client.
func isPassedThrough(p *lint.Pass, b *manifest.Document) bool {
	routes := p.Set.To(b, lint.Route)
	return len(routes) > 0 && !slices.ContainsFunc(routes, func(r *lint.Reference) bool {
		return r.Document.Kind != "TCPRoute" && r.Document.Kind != "TLSRoute"
	})
}
