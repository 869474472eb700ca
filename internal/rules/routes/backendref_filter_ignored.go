package routes

import (
	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/lint"
	"github.com/backendctl/backendctl/internal/rules/kgw"
)

var BackendrefFilterIgnored = lint.Rule{
	Descriptor: diag.Descriptor{
		ID:       "backendref-filter-ignored",
		Summary:  "a filter on a backendRef is ignored",
		Severity: diag.Error,
		Category: diag.References,
		Why: "On a backendRef of an HTTPRoute kgateway applies filters that change headers and, from 2.1 on, CORS. It ignores a " +
			"RequestRedirect and the `path` of a URLRewrite there: requests reach the Backend unchanged, and the route's status is " +
			"Accepted. kgateway 2.0 applies no filters of a backendRef, and filters on the backendRefs of a GRPCRoute are never read. " +
			"Move the filter to the rule. If it is for only one of several Backends, give that Backend its own rule.",
		Sources: []string{
			"pkg/krtcollections/builtin.go @ 2.4",
			"pkg/krtcollections/grpc_route.go @ 2.4",
			"internal/kgateway/krtcollections/builtin.go @ 2.0",
		},
		Bad: `apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata:
  name: web
spec:
  rules:
  - backendRefs:
    - group: gateway.kgateway.dev
      kind: Backend
      name: web
      filters:
      - type: URLRewrite
        urlRewrite:
          path:
            type: ReplacePrefixMatch
            replacePrefixMatch: /v2
` + kgw.WebBackendExample,
		Good: `apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata:
  name: web
spec:
  rules:
  - filters:
    - type: URLRewrite
      urlRewrite:
        path:
          type: ReplacePrefixMatch
          replacePrefixMatch: /v2
    backendRefs:
    - group: gateway.kgateway.dev
      kind: Backend
      name: web
` + kgw.WebBackendExample,
	},
	Set: checkBackendrefFilterIgnored,
}

func checkBackendrefFilterIgnored(p *lint.Pass) {
	for _, r := range kgw.BackendReferences(p, lint.Route) {
		if !kgw.IsOursToJudge(p, r) || kgw.GatewayOn(p.Set, r.Document, kgw.AgentgatewayPlane) != nil {
			continue
		}
		for _, filter := range r.Field("filters").Items() {
			if at, name := ignoredFilter(p, r, filter); at.Exists() {
				d := p.Report(at.Key(), "%s on a backendRef is ignored: requests reach %q unchanged", name, r.Name)
				d.Help = "move the filter to the rule"
				d.Related = append(d.Related, r.Rule.Related("the rule"))
			}
		}
	}
}

// ignoredFilter returns the part of a filter on a backendRef that the target's release ignores, and a name for it. It leaves out mirrors,
// extensions and hostnames, which other rules check.
func ignoredFilter(p *lint.Pass, r *lint.Reference, filter lint.Place) (lint.Place, string) {
	if r.Document.Kind == "HTTPRoute" {
		if at := filter.Field("requestRedirect"); at.Exists() {
			return at, "a redirect"
		}
		if at := filter.Field("urlRewrite", "path"); at.Exists() {
			return at, "a path rewrite"
		}
	}
	if appliesBackendFilters(p, r.Document) {
		return lint.Place{}, ""
	}
	for _, field := range []string{"requestHeaderModifier", "responseHeaderModifier"} {
		if at := filter.Field(field); at.Exists() {
			return at, "a header modifier"
		}
	}
	if at := filter.Field("cors"); at.Exists() {
		return at, "a CORS filter"
	}
	return lint.Place{}, ""
}
