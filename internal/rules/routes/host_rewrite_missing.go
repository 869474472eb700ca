package routes

import (
	"slices"

	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/lint"
	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/rules/kgw"
)

var HostRewriteMissing = lint.Rule{
	Descriptor: diag.Descriptor{
		ID:       "host-rewrite-missing",
		Summary:  "a public host gets the Host header of the client instead of its own name",
		Severity: diag.Warning,
		Category: diag.Correctness,
		Why: "kgateway passes on the client's Host header unchanged, also to a static Backend with a public DNS name. Most public " +
			"servers select a site by that name and answer 403, 404 or 421 to the name of your Gateway, while the route and the Backend " +
			"are both reported as accepted. Add a URLRewrite filter with the `hostname` to the rule or, from 2.1 on, target the route " +
			"with a TrafficPolicy that sets `autoHostRewrite: true`. A rewrite in the filters of a backendRef has no effect: kgateway " +
			"only logs that it does not support it there.",
		Sources: []string{
			"pkg/kgateway/extensions2/plugins/backend/static.go @ 2.4",
			"pkg/krtcollections/builtin.go @ 2.4",
			"internal/kgateway/krtcollections/builtin.go @ 2.1",
		},
		Inferred: true,
		Bad: `apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata:
  name: shop
spec:
  hostnames:
  - shop.example.com
  rules:
  - backendRefs:
    - group: gateway.kgateway.dev
      kind: Backend
      name: shop
` + hostRewriteBackendExample,
		Good: `apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata:
  name: shop
spec:
  hostnames:
  - shop.example.com
  rules:
  - backendRefs:
    - group: gateway.kgateway.dev
      kind: Backend
      name: shop
    filters:
    - type: URLRewrite
      urlRewrite:
        hostname: origin.example.org
` + hostRewriteBackendExample,
	},
	Set: checkHostRewriteMissing,
}

const hostRewriteBackendExample = `---
apiVersion: gateway.kgateway.dev/v1alpha1
kind: Backend
metadata:
  name: shop
spec:
  type: Static
  static:
    hosts:
    - host: origin.example.org
      port: 8080
`

func checkHostRewriteMissing(p *lint.Pass) {
	delegated := slices.ContainsFunc(p.Set.References(lint.Route), kgw.Delegates)
	type pair struct{ route, backend *manifest.Document }
	seen := map[pair]bool{} // each route is reported once for each Backend
	for _, rule := range kgw.BackendRules(p, "HTTPRoute") {
		backends := rule.Backends(p.Set)
		if slices.ContainsFunc(backends, kgw.SetsHostOfRule) {
			continue
		}
		for _, b := range backends {
			hosts := kgw.PublicHosts(p, b.Backend)
			key := pair{rule.Route, b.Backend}
			if len(hosts) == 0 || seen[key] || !p.Judges(b.Backend) ||
				kgw.MayBeDelegatedTo(rule.Route, delegated) || isHostSettled(p.Set, rule, b, hosts) {
				continue
			}
			seen[key] = reportHostRewriteMissing(p, b, hosts[0], len(backends) > 1)
		}
	}
}

func reportHostRewriteMissing(p *lint.Pass, b kgw.RoutedBackend, h kgw.Host, shared bool) bool {
	if hostname, ok := kgw.HostRewrite(b.Place); ok {
		d := p.Report(hostname, "a hostname rewrite on a backendRef is ignored: %q gets the Host header of the client", b.Backend.Name)
		d.Help = "move the filter to the rule"
		d.Related = append(d.Related, h.Host.Related("the host"))
		return true
	}
	if !p.Set.Proves(lint.Kgateway, kgw.TrafficPolicyKind, b.Document.Namespace) {
		return false
	}
	d := p.Report(b.Field("name"), "%q gets the Host header of the client, not its own name %q", b.Backend.Name, h.Name)
	d.Help = hostRewriteHelp(p, shared)
	d.Related = append(d.Related, h.Host.Related("the host"))
	return true
}

// hostRewriteHelp returns help on how to set the Host header to the name of the host. If the rule is shared with other Backends, a rewrite
// in the rule would be wrong for them.
func hostRewriteHelp(p *lint.Pass, shared bool) string {
	const auto = "target the route with a TrafficPolicy that has autoHostRewrite: true"
	switch {
	case !shared && kgw.IsBefore(p, "2.1"):
		return "add a URLRewrite filter with the hostname to the rule"
	case !shared:
		return "add a URLRewrite filter with the hostname to the rule, or " + auto
	case kgw.IsBefore(p, "2.1"):
		return "give it its own rule, with a URLRewrite filter for the hostname"
	}
	return auto
}

// isHostSettled reports whether the Host header of requests to a Backend is or may be correct: it is rewritten, or the client already
// sends the name of the host.
func isHostSettled(s *lint.Set, rule kgw.RouteRule, b kgw.RoutedBackend, hosts []kgw.Host) bool {
	hostnames := lint.At(rule.Route, "spec", "hostnames")
	_, rewritten := kgw.HostRewrite(rule.Place)
	return rewritten || kgw.HasOpenFilters(s, rule.Place, rule.Route) || kgw.HasOpenFilters(s, b.Place, nil) ||
		kgw.HasTemplateKey(lint.At(rule.Route, "spec").Node) || hostnames.Template() ||
		kgw.Covers(hostnames.Items(), hosts) || kgw.Covers(kgw.ListenerHostnames(s, rule.Route), hosts) ||
		kgw.GatewayOn(s, rule.Route, kgw.AgentgatewayPlane) != nil ||
		slices.ContainsFunc(kgw.TrafficPolicies(s, rule.Route, rule.Place), kgw.MayRewriteHost)
}
