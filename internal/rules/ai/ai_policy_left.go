package ai

import (
	"slices"

	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/lint"
	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/rules/kgw"
)

var AIPolicyLeft = lint.Rule{
	Descriptor: diag.Descriptor{
		ID:       "ai-policy-left",
		Summary:  "a TrafficPolicy or GatewayParameters still have AI settings, which kgateway 2.2 removed",
		Severity: diag.Warning,
		Category: diag.Compatibility,
		Since:    "2.2",
		Why: "kgateway 2.2 no longer has AI on Envoy. `TrafficPolicy.spec.ai` and `kube.aiExtension` of GatewayParameters do not exist in " +
			"its CRDs: an API server with strict validation rejects the object; without it, the API server drops the field, even if it " +
			"contains prompt guards. AgentgatewayPolicy and AgentgatewayBackend replace them.",
		Sources: []string{
			"install/helm/kgateway-crds/templates/gateway.kgateway.dev_trafficpolicies.yaml @ 2.2",
			"internal/kgateway/deployer/gateway_parameters.go @ 2.1",
		},
		Bad: kgw.DynamicProxyNeighbourExample + `---
apiVersion: gateway.kgateway.dev/v1alpha1
kind: GatewayParameters
metadata:
  name: web
spec:
  kube:
    aiExtension:
      enabled: true
    service:
      type: ClusterIP
`,
		Good: kgw.DynamicProxyNeighbourExample + `---
apiVersion: gateway.kgateway.dev/v1alpha1
kind: GatewayParameters
metadata:
  name: web
spec:
  kube:
    service:
      type: ClusterIP
`,
	},
	Set: checkAIPolicyLeft,
}

func checkAIPolicyLeft(p *lint.Pass) {
	// If the set has an AI Backend that is checked for another target, the policies belong to the release of that target.
	older := func(b *manifest.Document) bool { return !p.Judges(b) && lint.At(b, "spec", "ai").Exists() }
	if slices.ContainsFunc(p.Set.Kind(lint.Kgateway, "Backend"), older) {
		return
	}
	for _, policy := range p.Set.Kind(lint.Kgateway, kgw.TrafficPolicyKind) {
		reportAILeft(p, lint.At(policy, "spec", "ai"), "TrafficPolicy has no field ai: prompt guards and other AI settings are dropped")
	}
	for _, parameters := range p.Set.Kind(lint.Kgateway, "GatewayParameters") {
		reportAILeft(p, lint.At(parameters, "spec", "kube", "aiExtension"), "GatewayParameters have no field aiExtension")
	}
}

func reportAILeft(p *lint.Pass, at lint.Place, fact string) {
	if !at.Exists() {
		return
	}
	d := p.Report(at.Key(), "%s since kgateway 2.2", fact)
	d.Help = "remove it; on agentgateway, use AgentgatewayPolicy and AgentgatewayBackend instead"
	d.Fixes = lint.UnsafeFix("remove it", at.Remove())
}
