package kgw

import (
	"slices"
	"strings"

	"github.com/backendctl/backendctl/internal/lint"
	"github.com/backendctl/backendctl/internal/manifest"
)

// A DataPlane is the proxy that serves a Gateway.
type DataPlane int

// The data planes of kgateway.
const (
	UnknownPlane DataPlane = iota
	EnvoyPlane
	AgentgatewayPlane
)

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
		parent := RouteParent{Place: ref}
		group, kind := WordOr(ref.Field("group"), lint.GatewayAPI), WordOr(ref.Field("kind"), "Gateway")
		namespace := WordOr(ref.Field("namespace"), route.Namespace)
		switch kind {
		case "Gateway":
			parent.Gateway = ObjectNamed(s, group, kind, namespace, ref)
			parent.Listeners = parent.Gateway
		case "ListenerSet", "XListenerSet":
			parent.Listeners = ObjectNamed(s, group, kind, namespace, ref)
			parent.Gateway = gatewayOfListeners(s, parent.Listeners)
		default:
			continue
		}
		out = append(out, parent)
	}
	return out
}

func gatewayOfListeners(s *lint.Set, listeners *manifest.Document) *manifest.Document {
	if listeners == nil {
		return nil
	}
	ref := lint.At(listeners, "spec", "parentRef")
	return ObjectNamed(s, lint.GatewayAPI, "Gateway", WordOr(ref.Field("namespace"), listeners.Namespace), ref)
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

// PlaneOf returns the data plane that serves a Gateway. GatewayParameters of kgateway 2.1 can replace Envoy by agentgateway, so if they are
// not known, the result is unknown instead of Envoy.
func PlaneOf(s *lint.Set, gateway *manifest.Document) DataPlane {
	if gateway == nil {
		return UnknownPlane
	}
	plane := planeOfClass(s, gateway)
	if plane == EnvoyPlane && !hasKnownParameters(s, gateway) {
		return UnknownPlane
	}
	return plane
}

// planeOfClass returns the data plane of a Gateway's class: by the name of its controller if the set contains the class, and otherwise by
// the name that the class has in a default installation.
func planeOfClass(s *lint.Set, gateway *manifest.Document) DataPlane {
	if class := gatewayClass(s, gateway); class != nil {
		return planeOfController(lint.At(class, "spec", "controllerName").Word())
	}
	name := lint.At(gateway, "spec", "gatewayClassName").Word()
	switch {
	case name == "kgateway", name == "kgateway-waypoint":
		return EnvoyPlane
	case name == "agentgateway", strings.HasPrefix(name, "agentgateway-"):
		return AgentgatewayPlane
	}
	return UnknownPlane
}

// hasKnownParameters reports whether all parameters of a Gateway and its class are in the set, and none of them replaces Envoy.
func hasKnownParameters(s *lint.Set, gateway *manifest.Document) bool {
	named := 0
	if lint.At(gateway, "spec", "infrastructure", "parametersRef").Exists() {
		named++
	}
	if class := gatewayClass(s, gateway); class != nil && lint.At(class, "spec", "parametersRef").Exists() {
		named++
	}
	parameters := GatewayParameters(s, gateway)
	return len(parameters) == named && !slices.ContainsFunc(parameters, func(d *manifest.Document) bool {
		return lint.At(d, "spec", "kube", "agentgateway").Exists()
	})
}

// GatewayParameters returns the parameters of a Gateway that are in the set: its own, then those of its class.
func GatewayParameters(s *lint.Set, gateway *manifest.Document) []*manifest.Document {
	own := lint.At(gateway, "spec", "infrastructure", "parametersRef")
	out := []*manifest.Document{ObjectNamed(s, lint.Kgateway, "GatewayParameters", gateway.Namespace, own)}
	if class := gatewayClass(s, gateway); class != nil {
		ref := lint.At(class, "spec", "parametersRef")
		out = append(out, ObjectNamed(s, lint.Kgateway, "GatewayParameters", ref.Field("namespace").Word(), ref))
	}
	return slices.DeleteFunc(out, func(d *manifest.Document) bool { return d == nil })
}

func planeOfController(name string) DataPlane {
	switch name {
	case "kgateway.dev/kgateway":
		return EnvoyPlane
	case "kgateway.dev/agentgateway", "agentgateway.dev/agentgateway":
		return AgentgatewayPlane
	}
	return UnknownPlane
}

// gatewayClass returns the class of a Gateway, or nil if it is not in the set.
func gatewayClass(s *lint.Set, gateway *manifest.Document) *manifest.Document {
	name := lint.At(gateway, "spec", "gatewayClassName").Word()
	if name == "" {
		return nil
	}
	return s.One(lint.GatewayAPI, "GatewayClass", "", name, gateway)
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
		if gateway := GatewayOn(s, r.Document, plane); gateway != nil {
			out = append(out, Passage{r, gateway})
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
