package policies

import (
	"slices"

	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/fields"
	"github.com/backendctl/backendctl/internal/lint"
	"github.com/backendctl/backendctl/internal/rules/kgw"
)

var PolicyTargetKind = lint.Rule{
	Descriptor: diag.Descriptor{
		ID:       "policy-target-kind",
		Summary:  "a policy targets a kind that it does not attach to",
		Severity: diag.Error,
		Category: diag.References,
		Why: "A BackendTLSPolicy attaches to a Service or a Backend. If it targets a route, a Gateway, an InferencePool, or a kind that " +
			"does not exist, such as `backend` or `Upstream`, the API server accepts it, it attaches to nothing, and the server gets " +
			"plaintext. The kind is case-sensitive. The CRDs of kgateway's own policies contain such lists, so the API server rejects " +
			"other kinds: a BackendConfigPolicy is for a Service, a Backend or an Istio Hostname; a TrafficPolicy for Gateways, " +
			"listener sets and routes; a ListenerPolicy for Gateways. The same applies to `targetSelectors`, and to the group of each " +
			"kind.",
		Sources: []string{
			"pkg/kgateway/extensions2/plugins/backendtlspolicy/plugin.go @ 2.4",
			"pkg/krtcollections/policy.go @ 2.4",
			"install/helm/kgateway-crds/templates/gateway.kgateway.dev_backendconfigpolicies.yaml @ 2.1",
			"install/helm/kgateway-crds/templates/gateway.kgateway.dev_trafficpolicies.yaml @ 2.1",
			"install/helm/kgateway-crds/templates/gateway.kgateway.dev_trafficpolicies.yaml @ 2.2",
			"install/helm/kgateway-crds/templates/gateway.kgateway.dev_trafficpolicies.yaml @ 2.3",
			"install/helm/kgateway-crds/templates/gateway.kgateway.dev_listenerpolicies.yaml @ 2.2",
		},
		Bad: `apiVersion: gateway.kgateway.dev/v1alpha1
kind: Backend
metadata:
  name: web
spec:
  type: Static
  static:
    hosts:
    - host: web.example.com
      port: 9000
---
apiVersion: gateway.networking.k8s.io/v1
kind: BackendTLSPolicy
metadata:
  name: web
spec:
  targetRefs:
  - group: gateway.kgateway.dev
    kind: Backends
    name: web
  validation:
    hostname: web.example.com
    wellKnownCACertificates: System
`,
		Good: `apiVersion: gateway.kgateway.dev/v1alpha1
kind: Backend
metadata:
  name: web
spec:
  type: Static
  static:
    hosts:
    - host: web.example.com
      port: 9000
---
apiVersion: gateway.networking.k8s.io/v1
kind: BackendTLSPolicy
metadata:
  name: web
spec:
  targetRefs:
  - group: gateway.kgateway.dev
    kind: Backend
    name: web
  validation:
    hostname: web.example.com
    wellKnownCACertificates: System
`,
	},
	Set: checkPolicyTargetKind,
}

func checkPolicyTargetKind(p *lint.Pass) {
	for _, kinds := range fields.Targets(p.Target) {
		row := &policyKinds{kinds}
		for _, policy := range p.Set.Kind(row.Group, row.Policy) {
			for _, target := range kgw.TargetPlaces(policy) {
				checkTargetKind(p, row, target)
			}
		}
	}
}

// checkTargetKind checks the group and kind of an item of targetRefs or targetSelectors.
func checkTargetKind(p *lint.Pass, row *policyKinds, target lint.Place) {
	group, hasGroup := target.Field("group").Text()
	kind := target.Field("kind").Word()
	if !hasGroup || kind == "" || !isNamedOrSelected(target) || row.Allows(group, kind) {
		return
	}
	own, isKind := row.GroupOf(kind)
	switch {
	case kind == "Backend" && isBackendReported(row, target):
	case isKind && (row.Refused || isTargetGroup(group)):
		reportKindGroup(p, target, row, own)
	case row.Refused || isTargetGroup(group):
		reportTargetKind(p, target, row)
	}
}

// isBackendReported reports whether another rule checks targets with the kind Backend: policy-target-group, which checks targetRefs, or
// traffic-policy-on-backend.
func isBackendReported(row *policyKinds, target lint.Place) bool {
	switch row.Policy {
	case kgw.TrafficPolicyKind:
		return kgw.IsBackendTarget(target)
	case kgw.BackendConfigPolicy, kgw.BackendTLSPolicy:
		return !kgw.IsSelector(target)
	}
	return false
}

// isNamedOrSelected reports whether a target has a name or a selector, and no template key.
func isNamedOrSelected(target lint.Place) bool {
	return (target.Field("name").Word() != "" || kgw.IsSelector(target)) && !kgw.HasTemplateKey(target.Node)
}

// isTargetGroup reports whether the tool knows all kinds of a group that a policy may attach to.
func isTargetGroup(group string) bool {
	return slices.Contains([]string{lint.Core, lint.Kgateway, lint.GatewayAPI, gatewayAPIExtra, "inference.networking.k8s.io", "inference.networking.x-k8s.io"}, group)
}

// reportKindGroup reports a target with a right kind and a wrong group. own is the group that the policy can attach to.
func reportKindGroup(p *lint.Pass, target lint.Place, row *policyKinds, own string) {
	group := target.Field("group")
	d := p.Report(group, "%s attaches to %s of the group %q, not of %q: %s", fields.WithArticle(row.Policy), fields.WithArticle(target.Field("kind").Word()), own, group.Word(), row.effect())
	d.Severity = row.severity(d.Severity)
	if own == lint.Core {
		own = `""`
	}
	d.Help = "write group: " + own
	d.Fixes = lint.UnsafeFix("write group: "+own, group.ReplaceLiteral(own))
}

func reportTargetKind(p *lint.Pass, target lint.Place, row *policyKinds) {
	kind := target.Field("kind")
	d := p.Report(kind, "%s does not attach to the kind %q, only to %s: %s", fields.WithArticle(row.Policy), kind.Word(), row.names(), row.effect())
	d.Severity = row.severity(d.Severity)
	if target.Field("group").Word() != lint.Kgateway || !row.Allows(lint.Kgateway, "Backend") {
		d.Help = "target " + row.names()
		return
	}
	d.Help = "write kind: Backend"
	d.Fixes = lint.UnsafeFix("write kind: Backend", kind.Replace("Backend"))
	policy := target.Document
	if b := p.Set.One(lint.Kgateway, "Backend", policy.Namespace, target.Field("name").Word(), policy); b != nil {
		d.Fixes = lint.SafeFix("write kind: Backend", kind.Replace("Backend"))
		d.Related = append(d.Related, lint.At(b, "metadata", "name").Related("the Backend"))
	}
}
