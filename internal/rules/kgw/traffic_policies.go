package kgw

import (
	"slices"

	"github.com/backendctl/backendctl/internal/lint"
	"github.com/backendctl/backendctl/internal/manifest"
)

// TrafficPolicyKind is the kind of kgateway's policies for requests.
const TrafficPolicyKind = "TrafficPolicy"

// TrafficPolicies returns the TrafficPolicies that apply to a rule of a route. A policy applies through its targetRefs, its selectors, a
// filter of the rule, or a Gateway that the route attaches to.
func TrafficPolicies(s *lint.Set, route *manifest.Document, rule lint.Place) []*manifest.Document {
	out := trafficPoliciesOn(s, route)
	for _, filter := range rule.Field("filters").Items() {
		ref := filter.Field("extensionRef")
		if ref.Field("kind").Word() == TrafficPolicyKind {
			if policy := ObjectNamed(s, lint.Kgateway, TrafficPolicyKind, route.Namespace, ref); policy != nil {
				out = append(out, policy)
			}
		}
	}
	for _, parent := range RouteParents(s, route) {
		if parent.Gateway != nil {
			out = append(out, trafficPoliciesOn(s, parent.Gateway)...)
		}
	}
	return out
}

// trafficPoliciesOn returns the TrafficPolicies that target an object by name or by labels.
func trafficPoliciesOn(s *lint.Set, d *manifest.Document) []*manifest.Document {
	var out []*manifest.Document
	for _, r := range s.To(d, lint.Target) {
		if r.Document.Kind == TrafficPolicyKind {
			out = append(out, r.Document)
		}
	}
	for _, policy := range s.Kind(lint.Kgateway, TrafficPolicyKind) {
		if lint.SameNamespace(policy.Namespace, d.Namespace) && trafficPolicySelects(policy, d) {
			out = append(out, policy)
		}
	}
	return out
}

// trafficPolicySelects reports whether a policy may select an object by labels. A label whose value is a template may match.
func trafficPolicySelects(policy, d *manifest.Document) bool {
	return slices.ContainsFunc(lint.At(policy, "spec", "targetSelectors").Items(), func(selector lint.Place) bool {
		labels := selector.Field("matchLabels")
		return selector.Field("kind").Word() == d.Kind && !slices.ContainsFunc(labels.Keys(), func(key string) bool {
			want, known := labels.Field(key).Text()
			has := lint.At(d, "metadata", "labels", key)
			return known && !has.Template() && has.Word() != want
		})
	})
}
