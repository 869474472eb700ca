package kgw

import (
	"slices"
	"strings"

	"github.com/backendctl/backendctl/internal/lint"
	"github.com/backendctl/backendctl/internal/manifest"
)

// HostRewrite returns the hostname that a URLRewrite among the filters of a rule, or of a reference, sets.
func HostRewrite(at lint.Place) (lint.Place, bool) {
	for _, filter := range at.At("filters").Items() {
		if hostname := filter.At("urlRewrite", "hostname"); hostname.Exists() {
			return hostname, true
		}
	}
	return lint.Place{}, false
}

// PublicHosts returns the hosts of a static Backend that are names of the public DNS: servers that tell their sites apart by
// the Host header. A name that a cloud gives to a load balancer says nothing of the sites behind it.
func PublicHosts(p *lint.Pass, b *manifest.Document) []Host {
	return slices.DeleteFunc(slices.Clone(StaticHosts(p, b)), func(h Host) bool { return !isPublicName(h) })
}

func isPublicName(h Host) bool {
	return h.Form() == FormName && !IsInside(h.Name) && !mayBeServiceName(h.Name) && !IsClusterService(h.Name) &&
		!isInfrastructure(h.Name) && !IsLoopbackName(h.Name) && !h.IsMetadata()
}

// mayBeServiceName says whether a name can be the short one of a Service, NAME.NAMESPACE. Only what no namespace is called
// in earnest tells a public name of two labels from that.
func mayBeServiceName(name string) bool {
	_, last, _ := strings.Cut(name, ".")
	return !strings.Contains(last, ".") && !slices.Contains([]string{"com", "org", "net", "edu", "gov", "io", "ai", "co", "de", "eu"}, last)
}

// IsAutoRewriting says whether a TrafficPolicy sends each host its own name.
func IsAutoRewriting(policy *manifest.Document) bool {
	on, _ := lint.At(policy, "spec", "autoHostRewrite").Bool()
	return on
}

// MayRewriteHost says whether a TrafficPolicy changes the Host header, or could: by itself, by a transformation, or by a
// server that sees and changes requests.
func MayRewriteHost(policy *manifest.Document) bool {
	spec := lint.At(policy, "spec")
	on, known := spec.At("autoHostRewrite").Bool()
	return on || !known && spec.At("autoHostRewrite").Exists() || RouteMayHoldMore(spec) ||
		spec.At("transformation").Exists() || spec.At("extProc").Exists()
}

// Covers says whether one of some hostnames is the name of one of some hosts.
func Covers(hostnames []lint.Place, hosts []Host) bool {
	return slices.ContainsFunc(hostnames, func(at lint.Place) bool {
		return slices.ContainsFunc(hosts, func(h Host) bool { return at.Word() != "" && SameName(at.Word(), h.Name) })
	})
}

// ListenerHostnames returns the hostnames of the listeners that a route attaches to.
func ListenerHostnames(s *lint.Set, route *manifest.Document) []lint.Place {
	var out []lint.Place
	for _, parent := range RouteParents(s, route) {
		if parent.Listeners == nil {
			continue
		}
		for _, listener := range lint.At(parent.Listeners, "spec", "listeners").Items() {
			out = append(out, listener.At("hostname"))
		}
	}
	return out
}

// MayBeDelegatedTo says whether a route gets its requests from another route, whose filters count, too. One without parents
// may, where there is a route in the set that delegates.
func MayBeDelegatedTo(route *manifest.Document, delegated bool) bool {
	parents := lint.At(route, "spec", "parentRefs")
	if len(parents.Items()) == 0 {
		return delegated || parents.Template()
	}
	return slices.ContainsFunc(parents.Items(), func(ref lint.Place) bool { return ref.At("kind").Word() == "HTTPRoute" })
}

// HasOpenFilters says whether filters answer or redirect requests, or may change them in a way that is not known. The
// TrafficPolicies that filters of a rule name are looked at with the others, where the set has them.
func HasOpenFilters(s *lint.Set, at lint.Place, route *manifest.Document) bool {
	filters := at.At("filters")
	return filters.Template() || RouteMayHoldMore(at) || slices.ContainsFunc(filters.Items(), func(filter lint.Place) bool {
		ref := filter.At("extensionRef")
		isKnown := route != nil && ref.At("kind").Word() == TrafficPolicyKind && ObjectNamed(s, lint.Kgateway, TrafficPolicyKind, route.Namespace, ref) != nil
		return filter.At("requestRedirect").Exists() || ref.Exists() && !isKnown
	})
}

// BeatsRewrite reports whether a Backend's own rewrite of the Host header wins over a URLRewrite of its rule. In 2.0 an AI Backend
// loses to the URLRewrite.
func BeatsRewrite(p *lint.Pass, b RoutedBackend) bool {
	return FormOf(b.Backend) == GCPForm && !IsBefore(p, "2.3") || lint.At(b.Backend, "spec", "ai").Exists() && p.Since("2.1")
}

// SetsHostOfRule says whether a Backend turns the rewrite of the Host header on for the whole rule that it is in.
func SetsHostOfRule(b RoutedBackend) bool {
	return FormOf(b.Backend) == GCPForm || lint.At(b.Backend, "spec", "ai").Exists()
}
