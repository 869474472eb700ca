package kgw

import (
	"slices"
	"strings"

	"github.com/backendctl/backendctl/internal/lint"
	"github.com/backendctl/backendctl/internal/manifest"
)

// HostRewrite returns the hostname in a URLRewrite filter of a rule or a backendRef. It returns false if there is none.
func HostRewrite(at lint.Place) (lint.Place, bool) {
	for _, filter := range at.Field("filters").Items() {
		if hostname := filter.Field("urlRewrite", "hostname"); hostname.Exists() {
			return hostname, true
		}
	}
	return lint.Place{}, false
}

// PublicHosts returns the hosts of a static Backend that are public DNS names. Servers with such names usually select a site by the Host
// header. The names that clouds give to load balancers are skipped, because the sites of the servers there are unknown.
func PublicHosts(p *lint.Pass, b *manifest.Document) []Host {
	return slices.DeleteFunc(slices.Clone(StaticHosts(p, b)), func(h Host) bool { return !isPublicName(h) })
}

func isPublicName(h Host) bool {
	return h.Form() == FormName && !IsInside(h.Name) && !mayBeServiceName(h.Name) && !IsClusterService(h.Name) &&
		!isInfrastructure(h.Name) && !IsLoopbackName(h.Name) && !h.IsMetadata()
}

// mayBeServiceName reports whether a name may be the short name of a Service, NAME.NAMESPACE. A name of two labels is a public name only
// if its last label is a well-known top-level domain, which is not a plausible namespace.
func mayBeServiceName(name string) bool {
	_, last, _ := strings.Cut(name, ".")
	return !strings.Contains(last, ".") && !slices.Contains([]string{"com", "org", "net", "edu", "gov", "io", "ai", "co", "de", "eu"}, last)
}

// IsAutoRewriting reports whether a TrafficPolicy sets the Host header to the name of the selected host.
func IsAutoRewriting(policy *manifest.Document) bool {
	on, _ := lint.At(policy, "spec", "autoHostRewrite").Bool()
	return on
}

// MayRewriteHost reports whether a TrafficPolicy changes or may change the Host header: by autoHostRewrite, by a transformation, or by an
// external server that can modify requests.
func MayRewriteHost(policy *manifest.Document) bool {
	spec := lint.At(policy, "spec")
	on, known := spec.Field("autoHostRewrite").Bool()
	return on || !known && spec.Field("autoHostRewrite").Exists() || HasTemplateKey(spec.Node) ||
		spec.Field("transformation").Exists() || spec.Field("extProc").Exists()
}

// Covers reports whether one of the hostnames matches the name of one of the hosts.
func Covers(hostnames []lint.Place, hosts []Host) bool {
	return slices.ContainsFunc(hostnames, func(at lint.Place) bool {
		return slices.ContainsFunc(hosts, func(h Host) bool { return at.Word() != "" && SameName(at.Word(), h.Name) })
	})
}

// ListenerHostnames returns the hostnames of all listeners of the Gateways and ListenerSets that a route attaches to.
func ListenerHostnames(s *lint.Set, route *manifest.Document) []lint.Place {
	var out []lint.Place
	for _, parent := range RouteParents(s, route) {
		if parent.Listeners == nil {
			continue
		}
		for _, listener := range lint.At(parent.Listeners, "spec", "listeners").Items() {
			out = append(out, listener.Field("hostname"))
		}
	}
	return out
}

// MayBeDelegatedTo reports whether a route may get its requests from another route. The filters of that route also apply to the requests.
// delegated states whether any route in the set delegates to another route. If so, a route without parents may get its requests from such a
// route.
func MayBeDelegatedTo(route *manifest.Document, delegated bool) bool {
	parents := lint.At(route, "spec", "parentRefs")
	if len(parents.Items()) == 0 {
		return delegated || parents.Template()
	}
	return slices.ContainsFunc(parents.Items(), func(ref lint.Place) bool { return ref.Field("kind").Word() == "HTTPRoute" })
}

// HasOpenFilters reports whether the filters at a rule or backendRef answer or redirect requests, or may change them in an unknown way. It
// ignores a TrafficPolicy in the set that a filter refers to: callers check all TrafficPolicies of a rule separately.
func HasOpenFilters(s *lint.Set, at lint.Place, route *manifest.Document) bool {
	filters := at.Field("filters")
	return filters.Template() || HasTemplateKey(at.Node) || slices.ContainsFunc(filters.Items(), func(filter lint.Place) bool {
		ref := filter.Field("extensionRef")
		isKnown := route != nil && ref.Field("kind").Word() == TrafficPolicyKind && ObjectNamed(s, lint.Kgateway, TrafficPolicyKind, route.Namespace, ref) != nil
		return filter.Field("requestRedirect").Exists() || ref.Exists() && !isKnown
	})
}

// BeatsRewrite reports whether a Backend's own rewrite of the Host header overrides a URLRewrite of the rule that refers to it. In
// kgateway 2.0 the URLRewrite overrides the rewrite of an AI Backend.
func BeatsRewrite(p *lint.Pass, b RoutedBackend) bool {
	return FormOf(b.Backend) == GCPForm && !IsBefore(p, "2.3") || lint.At(b.Backend, "spec", "ai").Exists() && p.Since("2.1")
}

// SetsHostOfRule reports whether a Backend causes the Host header to be rewritten for all Backends of its rule.
func SetsHostOfRule(b RoutedBackend) bool {
	return FormOf(b.Backend) == GCPForm || lint.At(b.Backend, "spec", "ai").Exists()
}
