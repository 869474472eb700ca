// Package gateway determines which data plane of kgateway serves a Gateway: Envoy or agentgateway. The data plane depends on the controller
// of the Gateway's class, and on the parameters of the Gateway and its class. The caller provides a function that looks up documents.
package gateway

import (
	"slices"
	"strings"

	"github.com/backendctl/backendctl/internal/manifest"
)

// A Plane is the proxy that serves a Gateway.
type Plane int

// The data planes of kgateway.
const (
	Unknown Plane = iota
	Envoy
	Agentgateway
)

const (
	gatewayAPI = "gateway.networking.k8s.io"
	kgateway   = "gateway.kgateway.dev"
)

// A Find returns the object that the document from refers to, or nil if the input does not have it.
type Find func(group, kind, namespace, name string, from *manifest.Document) *manifest.Document

// PlaneOf returns the data plane that serves a Gateway. GatewayParameters of kgateway 2.1 can replace Envoy with agentgateway. Therefore
// PlaneOf returns Unknown if the class is for Envoy, and the parameters replace Envoy or are not in the input.
func PlaneOf(gateway *manifest.Document, find Find) Plane {
	if gateway == nil {
		return Unknown
	}
	plane := planeOfClass(gateway, find)
	if plane == Envoy && !hasKnownParameters(gateway, find) {
		return Unknown
	}
	return plane
}

// planeOfClass returns the data plane of a Gateway's class. It uses the name of the class's controller if the input has the class, and
// otherwise the name that the class has in a default installation.
func planeOfClass(gateway *manifest.Document, find Find) Plane {
	if class := classOf(gateway, find); class != nil {
		return planeOfController(word(class.Root.Get("spec").Get("controllerName")))
	}
	name := word(gateway.Root.Get("spec").Get("gatewayClassName"))
	switch {
	case name == "kgateway", name == "kgateway-waypoint":
		return Envoy
	case name == "agentgateway", strings.HasPrefix(name, "agentgateway-"):
		return Agentgateway
	}
	return Unknown
}

func planeOfController(name string) Plane {
	switch name {
	case "kgateway.dev/kgateway":
		return Envoy
	case "kgateway.dev/agentgateway", "agentgateway.dev/agentgateway":
		return Agentgateway
	}
	return Unknown
}

// classOf returns the class of a Gateway, or nil if the input does not have it.
func classOf(gateway *manifest.Document, find Find) *manifest.Document {
	name := word(gateway.Root.Get("spec").Get("gatewayClassName"))
	if name == "" {
		return nil
	}
	return find(gatewayAPI, "GatewayClass", "", name, gateway)
}

// hasKnownParameters reports whether the input has all parameters of a Gateway and of its class, and none of them replaces Envoy.
func hasKnownParameters(gateway *manifest.Document, find Find) bool {
	named := 0
	if exists(gateway.Root.Get("spec").Get("infrastructure").Get("parametersRef")) {
		named++
	}
	if class := classOf(gateway, find); class != nil && exists(class.Root.Get("spec").Get("parametersRef")) {
		named++
	}
	parameters := Parameters(gateway, find)
	return len(parameters) == named && !slices.ContainsFunc(parameters, func(d *manifest.Document) bool {
		return exists(d.Root.Get("spec").Get("kube").Get("agentgateway"))
	})
}

// Parameters returns the GatewayParameters of a Gateway that the input has: those of the Gateway itself, and then those of its class.
func Parameters(gateway *manifest.Document, find Find) []*manifest.Document {
	own := gateway.Root.Get("spec").Get("infrastructure").Get("parametersRef")
	out := []*manifest.Document{named(find, kgateway, "GatewayParameters", gateway.Namespace, own, gateway)}
	if class := classOf(gateway, find); class != nil {
		ref := class.Root.Get("spec").Get("parametersRef")
		out = append(out, named(find, kgateway, "GatewayParameters", word(ref.Get("namespace")), ref, class))
	}
	return slices.DeleteFunc(out, func(d *manifest.Document) bool { return d == nil })
}

// OfParent returns the objects that a route's parentRef leads to: the object with the listeners, and its Gateway. Each is nil if the input
// does not have it. hasListeners is false for a parent without listeners, such as a Service in a mesh or a route that delegates to this
// route.
func OfParent(route *manifest.Document, ref *manifest.Node, find Find) (listeners, gateway *manifest.Document, hasListeners bool) {
	group, kind := wordOr(ref.Get("group"), gatewayAPI), wordOr(ref.Get("kind"), "Gateway")
	listeners = named(find, group, kind, wordOr(ref.Get("namespace"), route.Namespace), ref, route)
	switch kind {
	case "Gateway":
		return listeners, listeners, true
	case "ListenerSet", "XListenerSet":
		if listeners == nil {
			return nil, nil, true
		}
		parent := listeners.Root.Get("spec").Get("parentRef")
		return listeners, named(find, gatewayAPI, "Gateway", wordOr(parent.Get("namespace"), listeners.Namespace), parent, listeners), true
	}
	return nil, nil, false
}

// named returns the object that a reference leads to, or nil if the reference has no name or the input does not have the object.
func named(find Find, group, kind, namespace string, ref *manifest.Node, from *manifest.Document) *manifest.Document {
	name := word(ref.Get("name"))
	if name == "" {
		return nil
	}
	return find(group, kind, namespace, name, from)
}

// word returns a string value, or "" for a value with a template or of another type.
func word(n *manifest.Node) string {
	if n == nil || n.Template {
		return ""
	}
	return n.String()
}

// wordOr returns a string value, or the text otherwise if the value is missing or null.
func wordOr(n *manifest.Node, otherwise string) string {
	if w := word(n); w != "" || exists(n) {
		return w
	}
	return otherwise
}

// exists reports whether there is a value other than null.
func exists(n *manifest.Node) bool {
	return n != nil && (n.Kind != manifest.Scalar || n.Value != nil)
}
