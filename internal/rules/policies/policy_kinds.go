package policies

import (
	"slices"
	"strings"

	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/lint"
	"github.com/backendctl/backendctl/internal/rules/kgw"
)

// A policyKinds lists the kinds that a policy attaches to in some releases. The lists are complete: for another kind the policy has no
// effect, or the API server rejects it.
type policyKinds struct {
	group, policy string
	since, until  string // release lines; empty for no limit
	targets       []targetKind
	refused       bool // the policy's CRD rejects other kinds
	anyGroup      bool // the CRD checks only the kind, and accepts every name that ends in ListenerSet
	inferred      bool // known only from the code that attaches policies, not from documentation or a CRD
}

// effect returns the effect of a target of another kind, for a message.
func (k *policyKinds) effect() string {
	switch {
	case k.refused:
		return "the API server rejects it"
	case k.inferred:
		return "it most likely has no effect"
	}
	return "it has no effect"
}

// severity returns the severity of another kind: at most a warning if it is inferred.
func (k *policyKinds) severity(of diag.Severity) diag.Severity {
	if k.inferred {
		return min(of, diag.Warning)
	}
	return of
}

// A targetKind is a kind with its group. An empty kind is any kind of the group.
type targetKind struct {
	group, kind string
	accepted    []string // further groups that the CRD accepts for the kind
}

// Groups of targets in addition to those of lint.
const (
	istio           = "networking.istio.io"
	gatewayAPIExtra = "gateway.networking.x-k8s.io"
)

var (
	gatewayKind   = targetKind{group: lint.GatewayAPI, kind: "Gateway"}
	httpRouteKind = targetKind{group: lint.GatewayAPI, kind: "HTTPRoute"}
	grpcRouteKind = targetKind{group: lint.GatewayAPI, kind: "GRPCRoute"}
	listenerSet   = targetKind{group: lint.GatewayAPI, kind: "ListenerSet"}
	xListenerSet  = targetKind{group: gatewayAPIExtra, kind: "XListenerSet"}
	serviceKind   = targetKind{group: lint.Core, kind: "Service"}
	backendKind   = targetKind{group: lint.Kgateway, kind: "Backend"}
)

// policyTargets is from the CRDs of each release and, for BackendTLSPolicy, from the plugin. Istio's plugin adds kinds to a
// BackendTLSPolicy that are not listed here, so its whole group is allowed. The CRDs of 2.0 have no lists.
var policyTargets = []policyKinds{
	{group: lint.GatewayAPI, policy: kgw.BackendTLSPolicy, targets: []targetKind{serviceKind, backendKind, {group: istio}}},
	{group: lint.Kgateway, policy: kgw.BackendConfigPolicy, since: "2.1", targets: []targetKind{serviceKind, backendKind, {group: istio, kind: "Hostname"}}, refused: true},
	{group: lint.Kgateway, policy: kgw.TrafficPolicyKind, until: "2.0", targets: []targetKind{gatewayKind, httpRouteKind, listenerSet, xListenerSet}, inferred: true},
	{group: lint.Kgateway, policy: kgw.TrafficPolicyKind, since: "2.1", until: "2.1", targets: append(ofAnyGateway(gatewayKind, httpRouteKind, backendKind), xListenerSet), refused: true},
	{group: lint.Kgateway, policy: kgw.TrafficPolicyKind, since: "2.2", until: "2.2", targets: []targetKind{gatewayKind, httpRouteKind, listenerSet, xListenerSet}, refused: true, anyGroup: true},
	{group: lint.Kgateway, policy: kgw.TrafficPolicyKind, since: "2.3", targets: []targetKind{gatewayKind, httpRouteKind, grpcRouteKind, listenerSet, xListenerSet}, refused: true, anyGroup: true},
	{group: lint.Kgateway, policy: "HTTPListenerPolicy", until: "2.0", targets: []targetKind{gatewayKind, listenerSet, xListenerSet}, inferred: true},
	{group: lint.Kgateway, policy: "HTTPListenerPolicy", since: "2.1", targets: []targetKind{gatewayKind}, refused: true},
	{group: lint.Kgateway, policy: "ListenerPolicy", since: "2.2", targets: []targetKind{gatewayKind}, refused: true},
}

// ofAnyGateway allows kinds in any group of Gateway API and kgateway, as the CRD of TrafficPolicy in 2.1 does.
func ofAnyGateway(kinds ...targetKind) []targetKind {
	for i := range kinds {
		kinds[i].accepted = []string{lint.GatewayAPI, gatewayAPIExtra, lint.Kgateway}
	}
	return kinds
}

// holds reports whether the row applies to the target.
func (k *policyKinds) holds(p *lint.Pass) bool { return p.Target.Within(k.since, k.until) }

// allows reports whether a policy attaches to a kind, or its CRD accepts it.
func (k *policyKinds) allows(group, kind string) bool {
	return k.anyGroup && strings.HasSuffix(kind, "ListenerSet") || slices.ContainsFunc(k.targets, func(t targetKind) bool {
		return (t.group == group || k.anyGroup || slices.Contains(t.accepted, group)) && (t.kind == "" || t.kind == kind)
	})
}

// groupOf returns the group of a kind that a policy attaches to, or false for another kind.
func (k *policyKinds) groupOf(kind string) (group string, known bool) {
	i := slices.IndexFunc(k.targets, func(t targetKind) bool { return t.kind == kind })
	if i < 0 {
		return "", false
	}
	return k.targets[i].group, true
}

// names returns the kinds for a message: a Service or a Backend.
func (k *policyKinds) names() string {
	var names []string
	for _, t := range k.targets {
		if t.kind != "" {
			names = append(names, article(t.kind))
		}
	}
	return joined(names, "or")
}

// joined returns a list of names for a sentence: a, b or c.
func joined(names []string, conjunction string) string {
	last := len(names) - 1
	if last < 1 {
		return strings.Join(names, "")
	}
	return strings.Join(names[:last], ", ") + " " + conjunction + " " + names[last]
}

// article returns a kind with its article. Kinds that begin with initials, such as HTTPRoute, are spelled out: an HTTPRoute.
func article(kind string) string {
	if strings.ContainsAny(kind[:1], "AEIO") || strings.HasPrefix(kind, "HTTP") || strings.HasPrefix(kind, "X") {
		return "an " + kind
	}
	return "a " + kind
}
