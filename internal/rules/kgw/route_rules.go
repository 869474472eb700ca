package kgw

import (
	"slices"

	"github.com/backendctl/backendctl/internal/lint"
	"github.com/backendctl/backendctl/internal/manifest"
)

// A RouteRule is a rule of a route that sends traffic to a Backend. Refs are the references in all backendRefs of the rule, including those
// to other kinds.
type RouteRule struct {
	lint.Place
	Route *manifest.Document
	Refs  []*lint.Reference
}

// BackendRules returns the rules of routes of the given kinds that send traffic to a Backend. The Backend is checked in this pass, or is
// not in the set.
func BackendRules(p *lint.Pass, kinds ...string) []RouteRule {
	var out []RouteRule
	for _, r := range BackendReferences(p, lint.Route) {
		if !slices.Contains(kinds, r.Document.Kind) {
			continue
		}
		if n := len(out); n == 0 || out[n-1].Route != r.Document || out[n-1].Pointer() != r.Rule.Pointer() {
			out = append(out, RouteRule{Place: r.Rule, Route: r.Document})
		}
		last := &out[len(out)-1]
		last.Refs = append(last.Refs, r)
	}
	return slices.DeleteFunc(out, func(rule RouteRule) bool {
		return !slices.ContainsFunc(rule.Refs, func(r *lint.Reference) bool { return IsOursToJudge(p, r) })
	})
}

// IsOursToJudge reports whether a reference is to a Backend that the pass checks, or to a Backend that is not in the set.
func IsOursToJudge(p *lint.Pass, r *lint.Reference) bool {
	if !r.IsBackend() {
		return false
	}
	b := p.Set.Referent(r)
	return b == nil || p.Judges(b)
}

// Backends returns the Backends in the set that a rule sends traffic to.
func (rule RouteRule) Backends(s *lint.Set) []RoutedBackend {
	var out []RoutedBackend
	for _, r := range rule.Refs {
		if b := s.Referent(r); b != nil && r.IsBackend() {
			out = append(out, RoutedBackend{r, b})
		}
	}
	return out
}

// A RoutedBackend is a Backend with the reference by which a rule sends traffic to it.
type RoutedBackend struct {
	*lint.Reference
	Backend *manifest.Document
}

// Delegates reports whether a reference of a route delegates to another route.
func Delegates(r *lint.Reference) bool { return r.Use == lint.Route && r.Kind == "HTTPRoute" }

// RouteFilter returns the extensionRef of the first filter of a rule or a backendRef that refers to a kgateway object of a kind. It
// returns false if there is none.
func RouteFilter(at lint.Place, kind string) (lint.Place, bool) {
	for _, filter := range at.Field("filters").Items() {
		if ref := filter.Field("extensionRef"); ref.Field("group").Word() == lint.Kgateway && ref.Field("kind").Word() == kind {
			return ref, true
		}
	}
	return lint.Place{}, false
}

// IsL7Route reports whether a route is for requests (HTTP or gRPC) and not for connections.
func IsL7Route(d *manifest.Document) bool { return d.Kind == "HTTPRoute" || d.Kind == "GRPCRoute" }

// BackendReferences returns the references with the given uses that the target's release reads. kgateway 2.0 does not read GRPCRoutes, so
// their references are skipped.
func BackendReferences(p *lint.Pass, uses ...lint.Use) []*lint.Reference {
	refs := p.Set.References(uses...)
	if !IsBefore(p, "2.1") {
		return refs
	}
	return slices.DeleteFunc(slices.Clone(refs), func(r *lint.Reference) bool { return r.Document.Kind == "GRPCRoute" })
}
