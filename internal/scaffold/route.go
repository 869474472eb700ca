package scaffold

import (
	"fmt"
	"slices"
	"strings"

	"github.com/backendctl/backendctl/internal/placeholder"
)

// writeRoute writes an HTTPRoute to the Backend.
func (d *draft) writeRoute() error {
	n := newObject("gateway.networking.k8s.io/v1", "HTTPRoute", d.Name, "")
	switch {
	case d.RouteNamespace != "":
		n.put("metadata.namespace", d.RouteNamespace).flag = "route-namespace"
	case d.isApart():
		n.hold("metadata.namespace", placeholder.Name+"-routes", "the namespace of the route", "route-namespace")
	case d.Namespace != "":
		n.put("metadata.namespace", d.Namespace)
	}
	d.parent(n)
	d.hostnames(n)
	n.put("spec.rules[0].matches[0].path.type", "PathPrefix")
	n.put("spec.rules[0].matches[0].path.value", "/")
	d.rewrite(n)
	ref := "spec.rules[0].backendRefs[0]."
	n.put(ref+"group", d.group())
	n.put(ref+"kind", d.kind())
	n.put(ref+"name", d.Name)
	n.find(split("spec.rules[0].backendRefs")).note = "A reference to a Backend has a group and a kind, but no port."
	if d.isApart() {
		d.crossNamespace(n, ref+"namespace")
	}
	d.extra = append(d.extra, n)
	return nil
}

// crossNamespace sets the namespace of the Backend in a reference from another namespace. If it is unknown, all objects of the Backend's
// namespace get the same placeholder for it.
func (d *draft) crossNamespace(n *node, path string) {
	if d.Namespace != "" {
		n.put(path, d.Namespace)
		return
	}
	const what = "the namespace of the Backend"
	n.hold(path, placeholder.Name+"-backends", what, "namespace")
	for _, other := range append([]*node{d.backend}, d.extra...) {
		other.hold("metadata.namespace", placeholder.Name+"-backends", what, "namespace")
	}
	d.Namespace = placeholder.Name + "-backends"
	d.unnamed = true
}

func (d *draft) parent(n *node) {
	namespace, name, qualified := strings.Cut(d.Gateway, "/")
	switch {
	case d.Gateway == "":
		n.hold("spec.parentRefs[0].name", placeholder.Name, "the name of the Gateway", "gateway")
	case qualified:
		n.put("spec.parentRefs[0].name", name)
		n.put("spec.parentRefs[0].namespace", namespace)
		d.adviseListener(n, namespace, name)
	default:
		n.put("spec.parentRefs[0].name", namespace)
	}
}

// adviseListener adds a note about a Gateway in another namespace than the route. By default, its listeners accept only routes of their own
// namespace.
func (d *draft) adviseListener(route *node, namespace, gateway string) {
	from := "the route's namespace"
	if own := route.find(split("metadata.namespace")); own != nil {
		if own.value == namespace {
			return
		}
		from = fmt.Sprintf("namespace %s", own.value)
	}
	d.note("the listener of Gateway %s/%s must allow routes from %s: set its allowedRoutes.namespaces.from to All or Selector", namespace, gateway, from)
}

// hostnames writes the host names of a route. For a dynamic forward proxy without host names it writes a placeholder, because clients could
// reach any host through the proxy.
func (d *draft) hostnames(n *node) {
	for i, hostname := range d.Hostnames {
		n.put(indexed("spec.hostnames", i), hostname)
	}
	if len(d.Hostnames) == 0 && d.Type.ID == dynamicForwardProxy.ID {
		n.hold("spec.hostnames[0]", placeholder.Host, "the hosts that clients may reach through the proxy", "hostname")
	}
}

// rewrite adds a filter that replaces the client's Host header by the upstream's name, and adds the path prefix of the upstream, if they
// are known.
func (d *draft) rewrite(n *node) {
	const filter = "spec.rules[0].filters[0]."
	host, path := d.upstreamName(), d.Path
	if host == "" && path == "" {
		return
	}
	n.put(filter+"type", "URLRewrite")
	switch {
	case host == placeholder.Host:
		n.hold(filter+"urlRewrite.hostname", host, "the host name of the upstream", "host")
	case host != "":
		n.put(filter+"urlRewrite.hostname", host)
	}
	if path != "" {
		n.put(filter+"urlRewrite.path.type", "ReplacePrefixMatch")
		n.put(filter+"urlRewrite.path.replacePrefixMatch", prefixOf(path))
	}
	n.find(split("spec.rules[0].filters")).note = "Sends the upstream's own host name or path instead of the client's."
}

// prefixOf returns the text that replaces the prefix "/" of a request's path, so that the path begins with the given path. The text ends
// with a slash. Without the slash, the path /users would become /v1users for the prefix /v1, because kgateway only joins the two texts.
func prefixOf(path string) string { return strings.TrimSuffix(path, "/") + "/" }

// upstreamName returns the Host header that the hosts expect: the name of a public host. It returns "" if there is no such name, or more
// than one.
func (d *draft) upstreamName() string {
	if d.Type.ID != static.ID {
		return ""
	}
	if len(d.hosts) == 0 {
		return placeholder.Host
	}
	first := d.hosts[0]
	if !isHostname(first) || !strings.Contains(first, ".") || slices.ContainsFunc(d.hosts, func(host string) bool { return host != first }) {
		return ""
	}
	for _, suffix := range []string{".svc", ".local", ".internal"} {
		if strings.HasSuffix(first, suffix) {
			return ""
		}
	}
	return first
}

// writeGrant writes a ReferenceGrant that allows routes of another namespace. It uses v1beta1, because the controller of every release
// watches that version.
func (d *draft) writeGrant() error {
	if d.RouteNamespace != "" && d.RouteNamespace == d.Namespace {
		return fmt.Errorf("--route-namespace %s is the namespace of the Backend: a route in it needs no ReferenceGrant", d.RouteNamespace)
	}
	n := newObject("gateway.networking.k8s.io/v1beta1", "ReferenceGrant", d.Name, d.Namespace)
	if d.unnamed {
		n.hold("metadata.namespace", d.Namespace, "the namespace of the Backend", "namespace")
	}
	n.note = "Allows routes in another namespace to refer to the Backend."
	n.put("spec.from[0].group", "gateway.networking.k8s.io")
	n.put("spec.from[0].kind", "HTTPRoute")
	if d.RouteNamespace != "" {
		n.put("spec.from[0].namespace", d.RouteNamespace)
	} else {
		n.hold("spec.from[0].namespace", placeholder.Name+"-routes", "the namespace of the route", "route-namespace")
	}
	n.put("spec.to[0].group", d.group())
	n.put("spec.to[0].kind", d.kind())
	n.put("spec.to[0].name", d.Name)
	d.extra = append(d.extra, n)
	return nil
}
