package kgw

import (
	"slices"

	"github.com/backendctl/backendctl/internal/gateway"
	"github.com/backendctl/backendctl/internal/lint"
	"github.com/backendctl/backendctl/internal/manifest"
)

// A DataPlane is the proxy that serves a Gateway.
type DataPlane = gateway.Plane

// The data planes of kgateway.
const (
	UnknownPlane      = gateway.Unknown
	EnvoyPlane        = gateway.Envoy
	AgentgatewayPlane = gateway.Agentgateway
)

// findIn returns how objects are found in a set.
func findIn(s *lint.Set) gateway.Find { return s.One }

// A RouteParent is what a route attaches to: a Gateway, or a ListenerSet that adds listeners to one.
type RouteParent struct {
	lint.Place                    // the parentRef of the route
	Listeners  *manifest.Document // the object with the listeners, nil if it is not in the set
	Gateway    *manifest.Document // nil if it is not in the set
}

// RouteParents returns the parents of a route that are Gateways or ListenerSets. Other parents, such as the Service of a mesh or a route
// that delegates to this one, have no listeners.
func RouteParents(s *lint.Set, route *manifest.Document) []RouteParent {
	var out []RouteParent
	for _, ref := range lint.At(route, "spec", "parentRefs").Items() {
		if listeners, parent, hasListeners := gateway.OfParent(route, ref.Node, findIn(s)); hasListeners {
			out = append(out, RouteParent{ref, listeners, parent})
		}
	}
	return out
}

// ObjectNamed returns the object that a reference names, or nil if the name is not known or the object is not in the set.
func ObjectNamed(s *lint.Set, group, kind, namespace string, ref lint.Place) *manifest.Document {
	name := ref.Field("name").Word()
	if name == "" {
		return nil
	}
	return s.One(group, kind, namespace, name, ref.Document)
}

// WordOr returns the word at a place, or otherwise if the field is missing.
func WordOr(at lint.Place, otherwise string) string {
	if word := at.Word(); word != "" || at.Exists() {
		return word
	}
	return otherwise
}

// PlaneOf returns the data plane that serves a Gateway.
func PlaneOf(s *lint.Set, d *manifest.Document) DataPlane { return gateway.PlaneOf(d, findIn(s)) }

// GatewayParameters returns the parameters of a Gateway that are in the set: its own, then those of its class.
func GatewayParameters(s *lint.Set, d *manifest.Document) []*manifest.Document {
	return gateway.Parameters(d, findIn(s))
}

// A Passage is a reference from a route to a Backend, with a Gateway that serves the route.
type Passage struct {
	*lint.Reference
	Gateway *manifest.Document
}

// Passages returns the references and Gateways through which a Backend gets traffic from a data plane: the first Gateway of each reference.
func Passages(s *lint.Set, b *manifest.Document, plane DataPlane) []Passage {
	var out []Passage
	for _, r := range s.To(b, lint.Route) {
		if on := GatewayOn(s, r.Document, plane); on != nil {
			out = append(out, Passage{r, on})
		}
	}
	return out
}

// GatewayOn returns the first Gateway of a data plane that a route attaches to, or nil if there is none.
func GatewayOn(s *lint.Set, route *manifest.Document, plane DataPlane) *manifest.Document {
	for _, parent := range RouteParents(s, route) {
		if PlaneOf(s, parent.Gateway) == plane {
			return parent.Gateway
		}
	}
	return nil
}

// IsServedOnlyBy reports whether a Backend gets traffic from one data plane and, as far as is known, from no other.
func IsServedOnlyBy(s *lint.Set, b *manifest.Document, plane DataPlane) bool {
	refs := s.To(b, lint.Route)
	return len(refs) > 0 && !slices.ContainsFunc(refs, func(r *lint.Reference) bool {
		parents := RouteParents(s, r.Document)
		return len(parents) == 0 || slices.ContainsFunc(parents, func(p RouteParent) bool { return PlaneOf(s, p.Gateway) != plane })
	})
}
