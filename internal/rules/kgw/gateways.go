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

// findIn returns a function that finds objects in a set, for package gateway.
func findIn(s *lint.Set) gateway.Find { return s.One }

// A RouteParent is an object that a route attaches to: a Gateway, or a ListenerSet, which adds listeners to a Gateway.
type RouteParent struct {
	lint.Place                    // the item of the route's parentRefs
	Listeners  *manifest.Document // the Gateway or ListenerSet with the listeners; nil if it is not in the set
	Gateway    *manifest.Document // the Gateway; nil if it is not in the set
}

// RouteParents returns the Gateways and ListenerSets that a route attaches to. A route may have other parents, which have no listeners:
// the Service of a mesh, or a route that delegates to this route.
func RouteParents(s *lint.Set, route *manifest.Document) []RouteParent {
	var out []RouteParent
	for _, ref := range lint.At(route, "spec", "parentRefs").Items() {
		if listeners, parent, hasListeners := gateway.OfParent(route, ref.Node, findIn(s)); hasListeners {
			out = append(out, RouteParent{ref, listeners, parent})
		}
	}
	return out
}

// ObjectNamed returns the object with the name in a reference. It returns nil if the name is missing or a template, or if the object is
// not in the set.
func ObjectNamed(s *lint.Set, group, kind, namespace string, ref lint.Place) *manifest.Document {
	name := ref.Field("name").Word()
	if name == "" {
		return nil
	}
	return s.One(group, kind, namespace, name, ref.Document)
}

// WordOr returns the string at a place. It returns the parameter otherwise if the field is missing, and "" if the field is a template or
// not a string.
func WordOr(at lint.Place, otherwise string) string {
	if word := at.Word(); word != "" || at.Exists() {
		return word
	}
	return otherwise
}

// PlaneOf returns the data plane that serves the Gateway d, and UnknownPlane if d is nil.
func PlaneOf(s *lint.Set, d *manifest.Document) DataPlane { return gateway.PlaneOf(d, findIn(s)) }

// GatewayParameters returns the objects with the parameters of the Gateway d, as far as they are in the set: first those of the Gateway,
// then those of its class.
func GatewayParameters(s *lint.Set, d *manifest.Document) []*manifest.Document {
	return gateway.Parameters(d, findIn(s))
}

// A Passage is a reference from a route to a Backend, together with a Gateway that serves the route.
type Passage struct {
	*lint.Reference
	Gateway *manifest.Document
}

// Passages returns the references through which a Backend gets traffic from a data plane. Each has the first Gateway of the data plane
// that serves its route.
func Passages(s *lint.Set, b *manifest.Document, plane DataPlane) []Passage {
	var out []Passage
	for _, r := range s.To(b, lint.Route) {
		if on := GatewayOn(s, r.Document, plane); on != nil {
			out = append(out, Passage{r, on})
		}
	}
	return out
}

// GatewayOn returns the first Gateway of a data plane that a route attaches to, or nil.
func GatewayOn(s *lint.Set, route *manifest.Document, plane DataPlane) *manifest.Document {
	for _, parent := range RouteParents(s, route) {
		if PlaneOf(s, parent.Gateway) == plane {
			return parent.Gateway
		}
	}
	return nil
}

// IsServedOnlyBy reports whether a Backend gets traffic from a data plane, and gets none from another data plane. It returns false if the
// data plane of one of its routes is unknown.
func IsServedOnlyBy(s *lint.Set, b *manifest.Document, plane DataPlane) bool {
	refs := s.To(b, lint.Route)
	return len(refs) > 0 && !slices.ContainsFunc(refs, func(r *lint.Reference) bool {
		parents := RouteParents(s, r.Document)
		return len(parents) == 0 || slices.ContainsFunc(parents, func(p RouteParent) bool { return PlaneOf(s, p.Gateway) != plane })
	})
}
