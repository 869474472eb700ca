package kgw

import (
	"slices"
	"strings"

	"github.com/backendctl/backendctl/internal/lint"
	"github.com/backendctl/backendctl/internal/manifest"
)

// A DataPlane is the proxy that a Gateway is served by.
type DataPlane int

// The data planes of kgateway.
const (
	UnknownPlane DataPlane = iota
	EnvoyPlane
	AgentgatewayPlane
)

// A RouteParent is what a route attaches to: a Gateway, or a ListenerSet that adds listeners to one.
type RouteParent struct {
	lint.Place                    // the route's reference to it
	Listeners  *manifest.Document // what has the listeners, nil where the set has no such object
	Gateway    *manifest.Document // nil where the set has no such object
}

// RouteParents returns the parents of a route that are Gateways and ListenerSets. Others, such as the Service of a mesh or the
// route that delegates to this one, have no listeners.
func RouteParents(s *lint.Set, route *manifest.Document) []RouteParent {
	var out []RouteParent
	for _, ref := range lint.At(route, "spec", "parentRefs").Items() {
		parent := RouteParent{Place: ref}
		group, kind := WordOr(ref.At("group"), lint.GatewayAPI), WordOr(ref.At("kind"), "Gateway")
		namespace := WordOr(ref.At("namespace"), route.Namespace)
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
	return ObjectNamed(s, lint.GatewayAPI, "Gateway", WordOr(ref.At("namespace"), listeners.Namespace), ref)
}

// ObjectNamed returns the object that the name of a reference leads to, nil where the name is not known or leads nowhere.
func ObjectNamed(s *lint.Set, group, kind, namespace string, ref lint.Place) *manifest.Document {
	name := ref.At("name").Word()
	if name == "" {
		return nil
	}
	return s.One(group, kind, namespace, name, ref.Document)
}

// WordOr returns the word at a place, or another one where nothing is written.
func WordOr(at lint.Place, otherwise string) string {
	if word := at.Word(); word != "" || at.Exists() {
		return word
	}
	return otherwise
}

// PlaneOf says what serves a Gateway. GatewayParameters of kgateway 2.1 could turn Envoy into agentgateway, so with parameters
// that are not known, Envoy is not certain.
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

// planeOfClass says what a class stands for: in the set the name of its controller decides, and where the set does not have
// it, the name that the class has in a default installation.
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

// hasKnownParameters says whether all parameters that a Gateway and its class name are in the set, and leave Envoy as it is.
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

// GatewayParameters returns the parameters that the set has for a Gateway: its own, and then those of its class.
func GatewayParameters(s *lint.Set, gateway *manifest.Document) []*manifest.Document {
	own := lint.At(gateway, "spec", "infrastructure", "parametersRef")
	out := []*manifest.Document{ObjectNamed(s, lint.Kgateway, "GatewayParameters", gateway.Namespace, own)}
	if class := gatewayClass(s, gateway); class != nil {
		ref := lint.At(class, "spec", "parametersRef")
		out = append(out, ObjectNamed(s, lint.Kgateway, "GatewayParameters", ref.At("namespace").Word(), ref))
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

// gatewayClass returns the class of a Gateway, nil where the set does not have it.
func gatewayClass(s *lint.Set, gateway *manifest.Document) *manifest.Document {
	name := lint.At(gateway, "spec", "gatewayClassName").Word()
	if name == "" {
		return nil
	}
	return s.One(lint.GatewayAPI, "GatewayClass", "", name, gateway)
}

// A Passage is a reference of a route to a Backend, and a Gateway that serves the route.
type Passage struct {
	*lint.Reference
	Gateway *manifest.Document
}

// Passages returns by which references and which Gateways of the set a Backend gets traffic from a data plane: for each
// reference the first Gateway.
func Passages(s *lint.Set, b *manifest.Document, plane DataPlane) []Passage {
	var out []Passage
	for _, r := range s.To(b, lint.Route) {
		if gateway := GatewayOn(s, r.Document, plane); gateway != nil {
			out = append(out, Passage{r, gateway})
		}
	}
	return out
}

// GatewayOn returns the first Gateway of a data plane that a route attaches to.
func GatewayOn(s *lint.Set, route *manifest.Document, plane DataPlane) *manifest.Document {
	for _, parent := range RouteParents(s, route) {
		if PlaneOf(s, parent.Gateway) == plane {
			return parent.Gateway
		}
	}
	return nil
}

// IsServedOnlyBy says whether a Backend gets traffic from a data plane, and from no other as far as is known.
func IsServedOnlyBy(s *lint.Set, b *manifest.Document, plane DataPlane) bool {
	refs := s.To(b, lint.Route)
	return len(refs) > 0 && !slices.ContainsFunc(refs, func(r *lint.Reference) bool {
		parents := RouteParents(s, r.Document)
		return len(parents) == 0 || slices.ContainsFunc(parents, func(p RouteParent) bool { return PlaneOf(s, p.Gateway) != plane })
	})
}
