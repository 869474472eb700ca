package rules

import (
	"slices"

	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/lint"
)

var policyTargetKind = lint.Rule{
	Descriptor: diag.Descriptor{
		ID:       "policy-target-kind",
		Summary:  "a policy targets a kind that it does not attach to",
		Severity: diag.Error,
		Category: diag.References,
		Why: "A BackendTLSPolicy attaches to a Service or a Backend. If it targets a route, a Gateway, an InferencePool, or a kind that " +
			"does not exist, such as `backend` or `Upstream`, the API server accepts it, it attaches to nothing, and the server gets " +
			"plaintext. The kind is compared letter by letter. kgateway's own policies have such lists in their CRDs, so the API " +
			"server refuses another kind: a BackendConfigPolicy is for a Service, a Backend or an Istio Hostname; a TrafficPolicy for " +
			"Gateways, listener sets and routes; a ListenerPolicy for Gateways.",
		Sources: []string{
			"pkg/kgateway/extensions2/plugins/backendtlspolicy/plugin.go @ 2.4",
			"pkg/krtcollections/policy.go @ 2.4",
			"install/helm/kgateway-crds/templates/gateway.kgateway.dev_backendconfigpolicies.yaml @ 2.1",
			"install/helm/kgateway-crds/templates/gateway.kgateway.dev_trafficpolicies.yaml @ 2.1",
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
	for _, r := range p.Set.References(lint.Target) {
		row := kindsOfPolicy(p, lint.Group(r.Document), r.Document.Kind)
		if row == nil || r.Kind == "" || !r.At("group").Exists() || !isKnownRef(r) || !isTargetGroup(r.Group) || row.allows(r.Group, r.Kind) {
			continue
		}
		if r.Kind == "Backend" {
			continue // policy-target-group and traffic-policy-on-backend report it
		}
		reportTargetKind(p, r, row)
	}
}

// isTargetGroup reports whether all kinds of a group that a policy could attach to are known.
func isTargetGroup(group string) bool {
	return slices.Contains([]string{lint.Core, lint.Kgateway, lint.GatewayAPI, gatewayAPIExtra, "inference.networking.k8s.io", "inference.networking.x-k8s.io"}, group)
}

func reportTargetKind(p *lint.Pass, r *lint.Reference, row *policyKinds) {
	kind, effect := r.At("kind"), "it does nothing"
	if row.refused {
		effect = "the API server refuses it"
	}
	d := p.Report(kind, "%s does not attach to the kind %q, only to %s: %s", article(r.Document.Kind), r.Kind, row.names(), effect)
	if r.Group != lint.Kgateway || !row.allows(lint.Kgateway, "Backend") {
		d.Help = "target " + row.names()
		return
	}
	d.Help = "write kind: Backend"
	d.Fixes = lint.UnsafeFix("write kind: Backend", kind.Replace("Backend"))
	if b := p.Set.One(lint.Kgateway, "Backend", r.Namespace, r.Name, r.Document); b != nil {
		d.Fixes = lint.SafeFix("write kind: Backend", kind.Replace("Backend"))
		d.Related = append(d.Related, lint.At(b, "metadata", "name").Related("the Backend"))
	}
}
