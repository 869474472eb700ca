package routes

import (
	"slices"

	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/lint"
	"github.com/backendctl/backendctl/internal/rules/kgw"
)

var GRPCExtensionIgnored = lint.Rule{
	Descriptor: diag.Descriptor{
		ID:       "grpc-extension-ignored",
		Summary:  "an ExtensionRef filter of a GRPCRoute is dropped",
		Severity: diag.Error,
		Category: diag.Security,
		Since:    "2.1",
		Why: "kgateway does not read ExtensionRef filters of a GRPCRoute, neither on a rule nor on a backendRef. The route is Accepted, " +
			"but the object of the filter is not applied: calls pass without its authentication, rate limit or transformation. " +
			"From 2.3 on, attach the TrafficPolicy to the GRPCRoute by its `targetRefs`. In 2.1 and 2.2 the CRD does not allow that " +
			"target: attach the policy to the Gateway.",
		Sources: []string{
			"pkg/krtcollections/grpc_route.go @ 2.4",
			"internal/kgateway/krtcollections/policy.go @ 2.1",
			"install/helm/kgateway-crds/templates/gateway.kgateway.dev_trafficpolicies.yaml @ 2.3",
			"kgateway-dev/kgateway issue 11914",
		},
		Bad: `apiVersion: gateway.networking.k8s.io/v1
kind: GRPCRoute
metadata:
  name: web
spec:
  rules:
  - filters:
    - type: ExtensionRef
      extensionRef:
        group: gateway.kgateway.dev
        kind: TrafficPolicy
        name: keys
    backendRefs:
    - group: gateway.kgateway.dev
      kind: Backend
      name: web
` + grpcBackendExample + kgw.AccessPolicyExample,
		Good: `apiVersion: gateway.networking.k8s.io/v1
kind: GRPCRoute
metadata:
  name: web
spec:
  rules:
  - backendRefs:
    - group: gateway.kgateway.dev
      kind: Backend
      name: web
` + grpcBackendExample + kgw.AccessPolicyExample + `  targetRefs:
  - group: gateway.networking.k8s.io
    kind: Gateway
    name: public
`,
	},
	Set: checkGRPCExtensionIgnored,
}

const grpcBackendExample = `---
apiVersion: gateway.kgateway.dev/v1alpha1
kind: Backend
metadata:
  name: web
spec:
  type: Static
  static:
    appProtocol: grpc
    hosts:
    - host: 192.0.2.10
      port: 9000
`

func checkGRPCExtensionIgnored(p *lint.Pass) {
	for _, rule := range kgw.BackendRules(p, "GRPCRoute") {
		if kgw.GatewayOn(p.Set, rule.Route, kgw.AgentgatewayPlane) != nil {
			continue
		}
		filters := extensionFilters(rule.Place)
		for _, r := range rule.Refs {
			filters = append(filters, extensionFilters(r.Place)...)
		}
		for _, filter := range filters {
			if !filter.Template() && !isAppliedAnyway(p.Set, rule, filter) {
				reportGRPCExtension(p, filter)
			}
		}
	}
}

// isAppliedAnyway reports whether the TrafficPolicy that a filter refers to also applies to the route in another way.
func isAppliedAnyway(s *lint.Set, rule kgw.RouteRule, filter lint.Place) bool {
	policy := kgw.ObjectNamed(s, lint.Kgateway, kgw.TrafficPolicyKind, rule.Route.Namespace, filter)
	return policy != nil && slices.Contains(kgw.TrafficPolicies(s, rule.Route, lint.Place{}), policy)
}

func reportGRPCExtension(p *lint.Pass, filter lint.Place) {
	d := p.Report(filter.Key(), "an ExtensionRef of a GRPCRoute is dropped: the %s %q is not applied", filter.Field("kind").Word(), filter.Field("name").Word())
	d.Help = "target the GRPCRoute with the policy's targetRefs"
	if kgw.IsBefore(p, "2.3") {
		d.Help = "target the Gateway with the policy's targetRefs"
	}
}
