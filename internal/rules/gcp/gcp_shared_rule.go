package gcp

import (
	"slices"

	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/lint"
	"github.com/backendctl/backendctl/internal/rules/kgw"
)

var GCPSharedRule = lint.Rule{
	Descriptor: diag.Descriptor{
		ID:       "gcp-shared-rule",
		Summary:  "a GCP Backend changes the Host header for other Backends of its rule",
		Severity: diag.Warning,
		Category: diag.Correctness,
		Since:    "2.3",
		Why: "A GCP Backend turns on the rewrite of the Host header for the whole rule: every other Backend of the rule also gets its " +
			"own address as the Host header. A server that is addressed by IP address or by a name inside the cluster seldom expects " +
			"that; it answers with the wrong site or builds links with that name. A URLRewrite with a `hostname` in the same rule does " +
			"not help, because kgateway ignores it next to a GCP Backend. Give the GCP Backend its own rule.",
		Sources:  []string{"pkg/kgateway/extensions2/plugins/backend/plugin.go @ 2.4", "pkg/kgateway/translator/irtranslator/route.go @ 2.4"},
		Inferred: true,
		Bad: `apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata:
  name: shop
spec:
  rules:
  - backendRefs:
    - group: gateway.kgateway.dev
      kind: Backend
      name: shop
      weight: 9
    - group: gateway.kgateway.dev
      kind: Backend
      name: shop-run
      weight: 1
` + gcpSharedExample,
		Good: `apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata:
  name: shop
spec:
  rules:
  - backendRefs:
    - group: gateway.kgateway.dev
      kind: Backend
      name: shop
  - matches:
    - headers:
      - name: x-canary
        value: "1"
    backendRefs:
    - group: gateway.kgateway.dev
      kind: Backend
      name: shop-run
` + gcpSharedExample,
	},
	Set: checkGCPSharedRule,
}

const gcpSharedExample = `---
apiVersion: gateway.kgateway.dev/v1alpha1
kind: Backend
metadata:
  name: shop
spec:
  type: Static
  static:
    hosts:
    - host: 192.0.2.10
      port: 8080
---
apiVersion: gateway.kgateway.dev/v1alpha1
kind: Backend
metadata:
  name: shop-run
spec:
  type: GCP
  gcp:
    host: shop-abcdefghij-uc.a.run.app
`

func checkGCPSharedRule(p *lint.Pass) {
	for _, rule := range kgw.BackendRules(p, "HTTPRoute") {
		backends := rule.Backends(p.Set)
		gcp := slices.IndexFunc(backends, func(b kgw.RoutedBackend) bool { return kgw.FormOf(b.Backend) == kgw.GCPForm && p.Judges(b.Backend) })
		if gcp < 0 || hasNamedRewrite(p.Set, rule) {
			continue
		}
		for _, b := range backends {
			h, ok := privateHost(p, b)
			if !ok {
				continue
			}
			d := p.Report(b.Field("name"), "%q gets its own address %q as the Host header: the GCP Backend %q turns this on for the whole rule",
				b.Backend.Name, h.Name, backends[gcp].Backend.Name)
			d.Help = "give the GCP Backend its own rule"
			d.Related = append(d.Related, backends[gcp].Field("name").Related("the GCP Backend"), h.Host.Related("the host"))
			break
		}
	}
}

// hasNamedRewrite reports whether a policy, or a filter of unknown effect, may set the Host header for a rule. A URLRewrite of the rule
// does not count, because the GCP Backend's rewrite takes precedence.
func hasNamedRewrite(s *lint.Set, rule kgw.RouteRule) bool {
	return kgw.HasOpenFilters(s, rule.Place, rule.Route) || slices.ContainsFunc(kgw.TrafficPolicies(s, rule.Route, rule.Place), kgw.MayRewriteHost)
}

// privateHost returns the first host of a static Backend that is an IP address or a name inside the cluster. The servers of such hosts
// seldom expect the host as the Host header. It returns false if there is no such host.
func privateHost(p *lint.Pass, b kgw.RoutedBackend) (kgw.Host, bool) {
	for _, h := range kgw.StaticHosts(p, b.Backend) {
		if h.Form() == kgw.FormAddress || h.Form() == kgw.FormName && kgw.IsInside(h.Name) {
			return h, true
		}
	}
	return kgw.Host{}, false
}
