package routes

import (
	"strings"

	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/lint"
	"github.com/backendctl/backendctl/internal/rules/kgw"
)

var BackendrefPolicyIgnored = lint.Rule{
	Descriptor: diag.Descriptor{
		ID:       "backendref-policy-ignored",
		Summary:  "a TrafficPolicy on a backendRef has settings that only work on a route",
		Severity: diag.Warning,
		Category: diag.Correctness,
		Since:    "2.1",
		Why: "An ExtensionRef on a backendRef applies a TrafficPolicy to the requests for that Backend. Its settings `autoHostRewrite`, " +
			"`timeouts`, `retry` and `urlRewrite` belong to the route's action, so kgateway ignores them there, and no status reports " +
			"it. Move the filter to the rule, or target the route with the policy.",
		Sources: []string{
			"pkg/kgateway/extensions2/plugins/trafficpolicy/traffic_policy_plugin.go @ 2.4",
			"internal/kgateway/extensions2/plugins/trafficpolicy/traffic_policy_plugin.go @ 2.1",
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
      - type: ExtensionRef
        extensionRef:
          group: gateway.kgateway.dev
          kind: TrafficPolicy
          name: patient
` + kgw.WebBackendExample + patientPolicyExample,
		Good: `apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata:
  name: web
spec:
  rules:
  - filters:
    - type: ExtensionRef
      extensionRef:
        group: gateway.kgateway.dev
        kind: TrafficPolicy
        name: patient
    backendRefs:
    - group: gateway.kgateway.dev
      kind: Backend
      name: web
` + kgw.WebBackendExample + patientPolicyExample,
	},
	Set: checkBackendrefPolicyIgnored,
}

const patientPolicyExample = `---
apiVersion: gateway.kgateway.dev/v1alpha1
kind: TrafficPolicy
metadata:
  name: patient
spec:
  timeouts:
    request: 60s
`

// routeActions are the fields of a TrafficPolicy that have no effect on a backendRef.
var routeActions = []string{"autoHostRewrite", "timeouts", "retry", "urlRewrite"}

func checkBackendrefPolicyIgnored(p *lint.Pass) {
	for _, r := range p.Set.References(lint.Route) {
		if r.Document.Kind != "HTTPRoute" || !kgw.IsOursToJudge(p, r) || kgw.GatewayOn(p.Set, r.Document, kgw.AgentgatewayPlane) != nil {
			continue
		}
		for _, filter := range extensionFilters(r.Place) {
			if filter.Field("kind").Word() == kgw.TrafficPolicyKind {
				reportRouteActions(p, filter)
			}
		}
	}
}

func reportRouteActions(p *lint.Pass, filter lint.Place) {
	policy := kgw.ObjectNamed(p.Set, lint.Kgateway, kgw.TrafficPolicyKind, filter.Document.Namespace, filter)
	if policy == nil {
		return
	}
	var ignored []string
	var related []diag.Related
	for _, field := range routeActions {
		if at := lint.At(policy, "spec", field); at.Exists() {
			ignored = append(ignored, field)
			related = append(related, at.Key().Related("ignored"))
		}
	}
	if len(ignored) == 0 {
		return
	}
	d := p.Report(filter.Field("name"), "on a backendRef, %s of the TrafficPolicy %q is ignored", strings.Join(ignored, ", "), policy.Name)
	d.Help = "move the filter to the rule"
	d.Related = related
}
