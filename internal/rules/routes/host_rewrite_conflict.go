package routes

import (
	"slices"

	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/lint"
	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/rules/kgw"
)

var HostRewriteConflict = lint.Rule{
	Descriptor: diag.Descriptor{
		ID:       "host-rewrite-conflict",
		Summary:  "a hostname rewrite is wrong for one of the Backends of a rule, or disables autoHostRewrite",
		Severity: diag.Warning,
		Category: diag.Correctness,
		Why: "The `hostname` of a URLRewrite applies to every request of its rule. In a rule with two Backends whose hosts have different " +
			"names, it is right for only one of them. The other Backend gets a wrong Host header for its share of the requests, and " +
			"may answer them with 404, 421 or another site. Give each Backend its own rule, or remove the rewrite and set " +
			"`autoHostRewrite: true` in a TrafficPolicy, which sends each host its own name. The two do not work together: the " +
			"URLRewrite wins, and the policy has no effect on that rule. Rules in which kgateway ignores the URLRewrite are not " +
			"reported: those with a GCP Backend (`gcp-rewrite-ignored`) and, in 2.1, those with an AI Backend. In 2.0 the URLRewrite " +
			"takes precedence over an AI Backend.",
		Sources: []string{
			"pkg/krtcollections/builtin.go @ 2.4",
			"pkg/kgateway/extensions2/plugins/trafficpolicy/traffic_policy_plugin.go @ 2.4",
			"internal/kgateway/krtcollections/builtin.go @ 2.1",
		},
		Inferred: true,
		Bad: `apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata:
  name: shop
spec:
  rules:
  - filters:
    - type: URLRewrite
      urlRewrite:
        hostname: shop.example.com
    backendRefs:
    - group: gateway.kgateway.dev
      kind: Backend
      name: shop
      weight: 9
    - group: gateway.kgateway.dev
      kind: Backend
      name: shop-new
      weight: 1
` + hostRewriteTwoExample,
		Good: `apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata:
  name: shop
spec:
  rules:
  - filters:
    - type: URLRewrite
      urlRewrite:
        hostname: shop.example.com
    backendRefs:
    - group: gateway.kgateway.dev
      kind: Backend
      name: shop
  - matches:
    - headers:
      - name: x-preview
        value: "true"
    filters:
    - type: URLRewrite
      urlRewrite:
        hostname: shop.example.org
    backendRefs:
    - group: gateway.kgateway.dev
      kind: Backend
      name: shop-new
` + hostRewriteTwoExample,
	},
	Set: checkHostRewriteConflict,
}

const hostRewriteTwoExample = `---
apiVersion: gateway.kgateway.dev/v1alpha1
kind: Backend
metadata:
  name: shop
spec:
  type: Static
  static:
    hosts:
    - host: shop.example.com
      port: 8080
---
apiVersion: gateway.kgateway.dev/v1alpha1
kind: Backend
metadata:
  name: shop-new
spec:
  type: Static
  static:
    hosts:
    - host: shop.example.org
      port: 8080
`

func checkHostRewriteConflict(p *lint.Pass) {
	rules, overridden := rulesWithRewrites(p)
	for _, rule := range rules {
		hostname, ok := kgw.HostRewrite(rule.Place)
		if !ok || hostname.Word() == "" {
			continue
		}
		reportWrongName(p, rule, hostname)
	}
	if kgw.IsBefore(p, "2.1") {
		return // kgateway 2.0 does not have autoHostRewrite
	}
	for _, policy := range p.Set.Kind(lint.Kgateway, kgw.TrafficPolicyKind) {
		if kgw.IsAutoRewriting(policy) {
			reportIdleAutoRewrite(p, policy, rules, overridden)
		}
	}
}

// reportWrongName reports the Backends of a rule to which requests are sent with the host name of another Backend.
func reportWrongName(p *lint.Pass, rule kgw.RouteRule, hostname lint.Place) {
	backends := rule.Backends(p.Set)
	right := slices.IndexFunc(backends, func(b kgw.RoutedBackend) bool {
		return kgw.Covers([]lint.Place{hostname}, kgw.StaticHosts(p, b.Backend))
	})
	if right < 0 {
		return
	}
	for _, b := range backends {
		wrong := slices.DeleteFunc(kgw.PublicHosts(p, b.Backend), func(h kgw.Host) bool { return kgw.WithoutNumbers(h.Name) == kgw.WithoutNumbers(hostname.Word()) })
		if len(wrong) == 0 || len(wrong) < len(kgw.StaticHosts(p, b.Backend)) || !p.Judges(b.Backend) {
			continue
		}
		d := p.Report(b.Field("name"), "%q gets the Host header %q, which is the name of %q, not its own %q", b.Backend.Name, hostname.Word(), backends[right].Backend.Name, wrong[0].Name)
		d.Help = "give it its own rule"
		if !kgw.IsBefore(p, "2.1") {
			d.Help += ", or remove the rewrite and set autoHostRewrite: true in a TrafficPolicy for the route"
		}
		d.Related = append(d.Related, hostname.Related("the rewrite"), wrong[0].Host.Related("the host"))
	}
}

// reportIdleAutoRewrite reports a policy with autoHostRewrite if all rules to which it applies have their own rewrite. If some of these
// rules have no rewrite, the policy is the default, and the rules with a rewrite are exceptions.
func reportIdleAutoRewrite(p *lint.Pass, policy *manifest.Document, rules []kgw.RouteRule, overridden map[*manifest.Document]bool) {
	first, ok := idleRewrite(p.Set, policy, overridden)
	if !ok || !slices.ContainsFunc(rules, func(rule kgw.RouteRule) bool { return rule.Route == first.Document }) {
		return
	}
	d := p.Report(lint.At(policy, "spec", "autoHostRewrite"), "every rule to which this policy applies has a hostname rewrite, which wins: autoHostRewrite has no effect")
	d.Help = "remove one of the two"
	d.Related = append(d.Related, first.Related("the rewrite"))
}

// idleRewrite returns the first of the rewrites if all rules to which a policy applies have one. It returns false otherwise, and if not all
// of these rules are known: the policy selects routes by labels, a filter refers to the policy, or a target is not an HTTPRoute in the set.
func idleRewrite(s *lint.Set, policy *manifest.Document, overridden map[*manifest.Document]bool) (lint.Place, bool) {
	targets := lint.At(policy, "spec", "targetRefs")
	if targets.Template() || kgw.HasTemplateKey(lint.At(policy, "spec").Node) || lint.At(policy, "spec", "targetSelectors").Exists() || isNamedByFilter(s, policy) {
		return lint.Place{}, false
	}
	var first lint.Place
	for _, target := range targets.Items() {
		route := kgw.ObjectNamed(s, lint.GatewayAPI, "HTTPRoute", policy.Namespace, target)
		if route == nil || target.Field("kind").Word() != "HTTPRoute" || overridden[route] {
			return lint.Place{}, false
		}
		rewrites, all := targetRewrites(route, target.Field("sectionName"))
		if !all {
			return lint.Place{}, false
		}
		if first.Document == nil {
			first = rewrites[0]
		}
	}
	return first, first.Document != nil
}

// ignoresRewrite reports whether kgateway ignores the URLRewrite hostname of a rule because one of its Backends rewrites the Host header
// of the whole rule. In kgateway 2.1 an AI Backend does that, and from 2.3 on a GCP Backend.
func ignoresRewrite(p *lint.Pass, rule kgw.RouteRule) bool {
	return slices.ContainsFunc(rule.Backends(p.Set), func(b kgw.RoutedBackend) bool { return kgw.BeatsRewrite(p, b) })
}

// rulesWithRewrites returns the rules in which a URLRewrite hostname has an effect. overridden contains the routes with a rule in which it
// has no effect.
func rulesWithRewrites(p *lint.Pass) (rules []kgw.RouteRule, overridden map[*manifest.Document]bool) {
	overridden = map[*manifest.Document]bool{}
	for _, rule := range kgw.BackendRules(p, "HTTPRoute") {
		if ignoresRewrite(p, rule) {
			overridden[rule.Route] = true
			continue
		}
		rules = append(rules, rule)
	}
	return rules, overridden
}

// targetRewrites returns the rewrites of those rules of a route to which a policy applies: the rules with the name in section if the place
// exists, else all rules. The result all reports whether there are such rules and each of them has a rewrite. It is false for a template.
func targetRewrites(route *manifest.Document, section lint.Place) (rewrites []lint.Place, all bool) {
	name, known := section.Text()
	all = !lint.At(route, "spec").Template() && (known || !section.Exists())
	for _, rule := range lint.At(route, "spec", "rules").Items() {
		if section.Exists() && rule.Field("name").Word() != name {
			continue
		}
		hostname, ok := kgw.HostRewrite(rule)
		all = all && ok
		rewrites = append(rewrites, hostname)
	}
	return rewrites, all && len(rewrites) > 0
}

// isNamedByFilter reports whether a filter of any rule refers to a TrafficPolicy, so that the policy also applies to that rule.
func isNamedByFilter(s *lint.Set, policy *manifest.Document) bool {
	return slices.ContainsFunc(s.Kind(lint.GatewayAPI, "HTTPRoute"), func(route *manifest.Document) bool {
		return slices.ContainsFunc(lint.At(route, "spec", "rules").Items(), func(rule lint.Place) bool {
			ref, ok := kgw.RouteFilter(rule, kgw.TrafficPolicyKind)
			return ok && ref.Field("name").Word() == policy.Name
		})
	})
}
