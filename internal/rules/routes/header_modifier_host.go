package routes

import (
	"strings"

	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/lint"
	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/rules/kgw"
)

var HeaderModifierHost = lint.Rule{
	Descriptor: diag.Descriptor{
		ID:       "header-modifier-host",
		Summary:  "a RequestHeaderModifier changes the Host header, which makes Envoy reject all routes",
		Severity: diag.Error,
		Category: diag.Correctness,
		Why: "Envoy does not allow a header modifier to set, add or remove `Host`, and it rejects the whole RouteConfiguration that " +
			"contains one: no change to any route of the listener takes effect, while the routes' status is Accepted. With strict " +
			"validation the rule is replaced by one that answers 500. To change the Host header, use a URLRewrite filter with a " +
			"`hostname`. kgateway 2.0 does not apply filters of a backendRef, so only those of a rule count there.",
		Sources: []string{
			"pkg/krtcollections/builtin.go @ 2.4",
			"internal/kgateway/krtcollections/builtin.go @ 2.0",
			"envoyproxy/envoy source/common/router/header_parser.cc",
		},
		Bad: `apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata:
  name: web
spec:
  rules:
  - filters:
    - type: RequestHeaderModifier
      requestHeaderModifier:
        set:
        - name: Host
          value: web.example.com
    backendRefs:
    - group: gateway.kgateway.dev
      kind: Backend
      name: web
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
        hostname: web.example.com
    backendRefs:
    - group: gateway.kgateway.dev
      kind: Backend
      name: web
` + kgw.WebBackendExample,
	},
	Set: checkHeaderModifierHost,
}

func checkHeaderModifierHost(p *lint.Pass) {
	for _, route := range routesToBackends(p) {
		for _, rule := range lint.At(route, "spec", "rules").Items() {
			reportHostModifiers(p, rule)
			for _, ref := range rule.Field("backendRefs").Items() {
				if appliesBackendFilters(p, route) {
					reportHostModifiers(p, ref)
				}
			}
		}
	}
}

// routesToBackends returns the HTTPRoutes and GRPCRoutes with a rule that sends traffic to a Backend, except for routes that agentgateway
// serves. All rules of a route are in one Envoy RouteConfiguration.
func routesToBackends(p *lint.Pass) []*manifest.Document {
	var out []*manifest.Document
	for _, rule := range kgw.BackendRules(p, "HTTPRoute", "GRPCRoute") {
		if n := len(out); (n == 0 || out[n-1] != rule.Route) && kgw.GatewayOn(p.Set, rule.Route, kgw.AgentgatewayPlane) == nil {
			out = append(out, rule.Route)
		}
	}
	return out
}

// reportHostModifiers reports the filters of a rule or a backendRef that set, add or remove the Host header.
func reportHostModifiers(p *lint.Pass, at lint.Place) {
	for _, filter := range at.Field("filters").Items() {
		modifier := filter.Field("requestHeaderModifier")
		for _, verb := range []string{"set", "add"} {
			for _, header := range modifier.Field(verb).Items() {
				reportHostModifier(p, header.Field("name"), verb)
			}
		}
		for _, name := range modifier.Field("remove").Items() {
			reportHostModifier(p, name, "remove")
		}
	}
}

func reportHostModifier(p *lint.Pass, name lint.Place, verb string) {
	if !strings.EqualFold(name.Word(), "host") {
		return
	}
	d := p.Report(name, "a header modifier cannot %s the Host header: Envoy rejects all routes of the listener", verb)
	d.Help = "use a URLRewrite filter with the hostname"
}
