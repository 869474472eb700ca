package rules

import (
	"slices"
	"strings"

	"github.com/backendctl/backendctl/internal/lint"
)

// A policyKinds lists the kinds that a policy attaches to in some releases. The lists are closed: for another kind the policy does
// nothing, or the API server refuses it.
type policyKinds struct {
	group, policy string
	since, until  string // release lines; empty for no limit
	targets       []targetKind
	refused       bool // the policy's CRD refuses other kinds
	anyGroup      bool // the CRD looks at the kind alone
}

// A targetKind is a kind and its group. An empty kind is any kind of the group.
type targetKind struct{ group, kind string }

// Groups of targets beside those of lint.
const (
	istio           = "networking.istio.io"
	gatewayAPIExtra = "gateway.networking.x-k8s.io"
)

var (
	gatewayKind   = targetKind{lint.GatewayAPI, "Gateway"}
	httpRouteKind = targetKind{lint.GatewayAPI, "HTTPRoute"}
	grpcRouteKind = targetKind{lint.GatewayAPI, "GRPCRoute"}
	listenerSets  = []targetKind{{lint.GatewayAPI, "ListenerSet"}, {gatewayAPIExtra, "XListenerSet"}}
	serviceKind   = targetKind{lint.Core, "Service"}
	backendKind   = targetKind{lint.Kgateway, "Backend"}
)

// policyTargets is from the CRDs of each release and, for BackendTLSPolicy, from the plugin. What Istio's plugin adds to the kinds
// of a BackendTLSPolicy is not listed, so its whole group is allowed.
var policyTargets = []policyKinds{
	{group: lint.GatewayAPI, policy: backendTLSPolicy, targets: []targetKind{serviceKind, backendKind, {istio, ""}}},
	{group: lint.Kgateway, policy: backendConfigPolicy, since: "2.1", targets: []targetKind{serviceKind, backendKind, {istio, "Hostname"}}, refused: true},
	{group: lint.Kgateway, policy: trafficPolicyKind, since: "2.1", until: "2.1", targets: append([]targetKind{gatewayKind, httpRouteKind, backendKind}, listenerSets[1]), refused: true, anyGroup: true},
	{group: lint.Kgateway, policy: trafficPolicyKind, since: "2.2", until: "2.2", targets: append([]targetKind{gatewayKind, httpRouteKind}, listenerSets...), refused: true, anyGroup: true},
	{group: lint.Kgateway, policy: trafficPolicyKind, since: "2.3", targets: append([]targetKind{gatewayKind, httpRouteKind, grpcRouteKind}, listenerSets...), refused: true, anyGroup: true},
	{group: lint.Kgateway, policy: "HTTPListenerPolicy", since: "2.1", targets: []targetKind{gatewayKind}, refused: true, anyGroup: true},
	{group: lint.Kgateway, policy: "ListenerPolicy", since: "2.2", targets: []targetKind{gatewayKind}, refused: true, anyGroup: true},
}

// kindsOfPolicy returns the row of a policy for the target, nil where none is known.
func kindsOfPolicy(p *lint.Pass, group, policy string) *policyKinds {
	for i := range policyTargets {
		row := &policyTargets[i]
		isLimited := row.since != "" || row.until != ""
		if row.group != group || row.policy != policy || isLimited && p.Target.Catalog() {
			continue
		}
		if (row.since == "" || p.Since(row.since)) && (row.until == "" || !isAfter(p, row.until)) {
			return row
		}
	}
	return nil
}

// isAfter reports whether the target is newer than a release line.
func isAfter(p *lint.Pass, line string) bool { return p.Since(line) && p.Target.Release != line }

// allows reports whether a policy attaches to a kind.
func (k *policyKinds) allows(group, kind string) bool {
	return slices.ContainsFunc(k.targets, func(t targetKind) bool { return (t.group == group || k.anyGroup) && (t.kind == "" || t.kind == kind) })
}

// names lists the kinds in a message: a Service or a Backend.
func (k *policyKinds) names() string {
	var names []string
	for _, t := range k.targets {
		if t.kind != "" {
			names = append(names, article(t.kind))
		}
	}
	return joined(names, "or")
}

// joined writes a list of names for a sentence: a, b or c.
func joined(names []string, conjunction string) string {
	last := len(names) - 1
	if last < 1 {
		return strings.Join(names, "")
	}
	return strings.Join(names[:last], ", ") + " " + conjunction + " " + names[last]
}

// article writes a kind with its article. Kinds that begin with initials, such as HTTPRoute, are spelled out: an HTTPRoute.
func article(kind string) string {
	if strings.ContainsAny(kind[:1], "AEIO") || strings.HasPrefix(kind, "HTTP") || strings.HasPrefix(kind, "X") {
		return "an " + kind
	}
	return "a " + kind
}
