package fields

import (
	"slices"
	"strings"

	"github.com/backendctl/backendctl/internal/target"
)

// PolicyTargets lists the kinds that a policy attaches to in some releases. The list is closed: for another kind the policy does nothing,
// or the API server rejects the policy.
type PolicyTargets struct {
	Group, Policy string
	Since, Until  string // release lines; empty for no limit
	Kinds         []TargetKind
	Refused       bool // the policy's CRD rejects all other kinds
	AnyGroup      bool // the CRD checks only the kind, and accepts each kind that ends in ListenerSet
	Inferred      bool // the list is derived from the code that attaches policies: no documentation and no CRD states it
}

// A TargetKind is a kind and its group. An empty kind means any kind of the group.
type TargetKind struct {
	Group, Kind string
	Accepted    []string // further groups that the CRD accepts for the kind
}

// The API groups of policies and of their targets.
const (
	kgateway        = "gateway.kgateway.dev"
	gatewayAPI      = "gateway.networking.k8s.io"
	gatewayAPIExtra = "gateway.networking.x-k8s.io"
	istio           = "networking.istio.io"
)

var (
	gatewayKind   = TargetKind{Group: gatewayAPI, Kind: "Gateway"}
	httpRouteKind = TargetKind{Group: gatewayAPI, Kind: "HTTPRoute"}
	grpcRouteKind = TargetKind{Group: gatewayAPI, Kind: "GRPCRoute"}
	listenerSet   = TargetKind{Group: gatewayAPI, Kind: "ListenerSet"}
	xListenerSet  = TargetKind{Group: gatewayAPIExtra, Kind: "XListenerSet"}
	serviceKind   = TargetKind{Kind: "Service"}
	backendKind   = TargetKind{Group: kgateway, Kind: "Backend"}
)

// policyTargets lists the kinds in the CRDs of each release and, for BackendTLSPolicy, the kinds in the code of its plugin. Istio's plugin
// adds further kinds for BackendTLSPolicy, so any kind of Istio's group is allowed. The CRDs of 2.0 do not restrict the kinds.
var policyTargets = []PolicyTargets{
	{Group: gatewayAPI, Policy: "BackendTLSPolicy", Kinds: []TargetKind{serviceKind, backendKind, {Group: istio}}},
	{Group: kgateway, Policy: "BackendConfigPolicy", Since: "2.1", Kinds: []TargetKind{serviceKind, backendKind, {Group: istio, Kind: "Hostname"}}, Refused: true},
	{Group: kgateway, Policy: "TrafficPolicy", Until: "2.0", Kinds: []TargetKind{gatewayKind, httpRouteKind, listenerSet, xListenerSet}, Inferred: true},
	{Group: kgateway, Policy: "TrafficPolicy", Since: "2.1", Until: "2.1", Kinds: append(ofAnyGateway(gatewayKind, httpRouteKind, backendKind), xListenerSet), Refused: true},
	{Group: kgateway, Policy: "TrafficPolicy", Since: "2.2", Until: "2.2", Kinds: []TargetKind{gatewayKind, httpRouteKind, listenerSet, xListenerSet}, Refused: true, AnyGroup: true},
	{Group: kgateway, Policy: "TrafficPolicy", Since: "2.3", Kinds: []TargetKind{gatewayKind, httpRouteKind, grpcRouteKind, listenerSet, xListenerSet}, Refused: true, AnyGroup: true},
	{Group: kgateway, Policy: "HTTPListenerPolicy", Until: "2.0", Kinds: []TargetKind{gatewayKind, listenerSet, xListenerSet}, Inferred: true},
	{Group: kgateway, Policy: "HTTPListenerPolicy", Since: "2.1", Kinds: []TargetKind{gatewayKind}, Refused: true},
	{Group: kgateway, Policy: "ListenerPolicy", Since: "2.2", Kinds: []TargetKind{gatewayKind}, Refused: true},
}

// ofAnyGateway returns kinds, each of which is also accepted with any group of Gateway API or kgateway, as in the CRD of TrafficPolicy in
// 2.1.
func ofAnyGateway(kinds ...TargetKind) []TargetKind {
	for i := range kinds {
		kinds[i].Accepted = []string{gatewayAPI, gatewayAPIExtra, kgateway}
	}
	return kinds
}

// Targets returns the kinds that policies attach to in a release, one element for each policy.
func Targets(t target.Target) []*PolicyTargets {
	var out []*PolicyTargets
	for i := range policyTargets {
		if row := &policyTargets[i]; t.Within(row.Since, row.Until) {
			out = append(out, row)
		}
	}
	return out
}

// HasPolicy reports whether a release has a kind of policy. known is false for a kind that is not in the table.
func HasPolicy(t target.Target, group, kind string) (has, known bool) {
	for i := range policyTargets {
		if row := &policyTargets[i]; row.Group == group && row.Policy == kind {
			has, known = has || t.Within(row.Since, row.Until), true
		}
	}
	return has, known
}

// Allows reports whether the policy attaches to a kind, or its CRD accepts the kind.
func (p *PolicyTargets) Allows(group, kind string) bool {
	return p.AnyGroup && strings.HasSuffix(kind, "ListenerSet") || slices.ContainsFunc(p.Kinds, func(t TargetKind) bool {
		return (t.Group == group || p.AnyGroup || slices.Contains(t.Accepted, group)) && (t.Kind == "" || t.Kind == kind)
	})
}

// GroupOf returns the group of a kind that the policy attaches to. It returns false if the policy does not attach to the kind.
func (p *PolicyTargets) GroupOf(kind string) (group string, known bool) {
	i := slices.IndexFunc(p.Kinds, func(t TargetKind) bool { return t.Kind == kind })
	if i < 0 {
		return "", false
	}
	return p.Kinds[i].Group, true
}
