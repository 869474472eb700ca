package references

import (
	"slices"
	"strconv"
	"strings"

	"github.com/backendctl/backendctl/internal/manifest"
)

// A Mention is a reference in a document to another object, such as a backendRef.
type Mention struct {
	Way  []string // the path from the root of the document to Node
	Node *manifest.Node
	Form Form
	// Group, Kind and namespace have the default values if the document does not set them. In a reference of Istio, Name is a host name.
	Group, Kind, namespace, Name string
	Port                         any // an int64, or a string for the name of a port; nil if it is not set
}

// A Form is the syntax of a mention.
type Form int

// The forms of mentions. A form determines the kinds of objects that the mention can lead to.
const (
	BackendRef    Form = iota // a reference of the Gateway API, which can lead to any kind
	ServiceRef                // a reference in an Ingress, which can lead only to a Service
	objectRef                 // any other reference with a kind and a name
	upstreamRef               // a reference of Gloo without a kind, which leads to an Upstream
	HostReference             // a reference of Istio, which has a host name instead of a kind and a name
)

// Istio's group, and the kind in a backendRef to a host of a ServiceEntry.
const (
	IstioGroup   = "networking.istio.io"
	HostnameKind = "Hostname"
)

// MentionsIn returns all mentions in a document, without the targets of policies and the entries of ReferenceGrants, which [Referrer]
// handles.
func MentionsIn(d *manifest.Document) []Mention {
	if d.Root == nil || d.Kind == "ReferenceGrant" {
		return nil
	}
	var found []Mention
	var way []string
	var walk func(n *manifest.Node, key string)
	into := func(n *manifest.Node, key, token string) {
		way = append(way, token)
		walk(n, key)
		way = way[:len(way)-1]
	}
	walk = func(n *manifest.Node, key string) {
		if m, ok := mentionAt(d, n, key); ok {
			m.Way, m.Node = slices.Clone(way), n
			if m.namespace == "" {
				m.namespace = d.Namespace
			}
			found = append(found, m)
		}
		for _, f := range n.Fields {
			if isOwnField := len(way) == 0 && (f.Key == "metadata" || f.Key == "status"); !isOwnField && f.Key != "targetRefs" {
				into(f.Value, f.Key, f.Key)
			}
		}
		for i, item := range n.Items {
			into(item, key, strconv.Itoa(i))
		}
	}
	walk(d.Root, "")
	return found
}

// mentionAt returns the mention in the object n, which is the value of a key or an item of that value. It reports false if the object is
// not a mention.
func mentionAt(d *manifest.Document, n *manifest.Node, key string) (Mention, bool) {
	name, kind, in := n.Get("name").String(), n.Get("kind").String(), GroupOf(d.APIVersion)
	m := Mention{namespace: n.Get("namespace").String(), Name: name, Kind: kind, Group: n.Get("group").String(), Port: portIn(n.Get("port"))}
	switch {
	case key == "":
		return m, false // the document itself
	case in == IstioGroup && n.Get("host").String() != "":
		m.Form, m.Name = HostReference, n.Get("host").String()
	case name == "":
		return m, false
	case isBackendKey(key):
		m.Form, m.Group, m.Kind = BackendRef, GroupIn(n), defaultKind(d, kind)
		if m.Kind == BackendKind && kind == "" {
			m.Group = KgatewayGroup
		}
	case d.Kind == "Ingress" && key == "service":
		m.Form, m.Kind = ServiceRef, "Service"
	case kind != "":
		m.Form, m.Group = objectRef, GroupIn(n)
	case strings.HasSuffix(in, ".solo.io") && isUpstreamKey(key):
		m.Form, m.Group, m.Kind = upstreamRef, "gloo.solo.io", "Upstream"
	default:
		return m, false
	}
	return m, true
}

func isBackendKey(key string) bool {
	return strings.HasSuffix(key, "ackendRef") || strings.HasSuffix(key, "ackendRefs")
}

func isUpstreamKey(key string) bool {
	key = strings.TrimSuffix(strings.TrimSuffix(strings.ToLower(key), "s"), "ref")
	return strings.HasSuffix(key, "upstream")
}

// defaultKind returns the kind of a backendRef: the given kind or, if that is empty, Backend in a priority group and Service elsewhere.
func defaultKind(d *manifest.Document, kind string) string {
	switch {
	case kind != "":
		return kind
	case d.Kind == BackendKind && GroupOf(d.APIVersion) == KgatewayGroup:
		return BackendKind
	}
	return "Service"
}

// portIn returns the port of a mention. The node is a number, or an object with a number or a name. The result is nil for a nil node.
func portIn(n *manifest.Node) any {
	switch {
	case n == nil:
		return nil
	case n.Kind != manifest.Mapping:
		return n.Value
	case n.Get("number") != nil:
		return n.Get("number").Value
	case n.Get("name") != nil:
		return n.Get("name").Value
	}
	return nil
}

// names reports whether the mention refers to a document, at any port.
func (m Mention) names(d *manifest.Document) bool {
	if m.Form == HostReference || m.Kind == HostnameKind && m.Group == IstioGroup {
		return slices.ContainsFunc(HostsOf(d, m.namespace), func(host string) bool { return MatchesHost(m.Name, host) })
	}
	return m.Group == GroupOf(d.APIVersion) && m.Kind == d.Kind && m.Name == d.Name && m.namespace == d.Namespace
}

// Sends reports whether the mention makes a proxy send requests to the object.
func (m Mention) Sends() bool { return m.Form == BackendRef || m.Form == ServiceRef }

// HostsOf returns the host names that Istio uses for a document: the hosts of a ServiceEntry, or the names of a Service. The short name of
// a Service is included only if from, the namespace of the reference, is the Service's own namespace.
func HostsOf(d *manifest.Document, from string) []string {
	switch {
	case IsKind(d, IstioGroup, "ServiceEntry"):
		var hosts []string
		if list := d.Root.Get("spec").Get("hosts"); list != nil {
			for _, item := range list.Items {
				hosts = append(hosts, item.String())
			}
		}
		return hosts
	case d.Kind == "Service" && d.APIVersion == "v1":
		full := d.Name + "." + d.Namespace
		hosts := []string{full, full + ".svc", full + ".svc.cluster.local"}
		if from == d.Namespace {
			hosts = append(hosts, d.Name) // short names are relative to the namespace of the reference
		}
		return hosts
	}
	return nil
}

// MatchesHost reports whether a host name matches the host name of a mention, which may have a wildcard at its beginning.
func MatchesHost(pattern, host string) bool {
	if rest, ok := strings.CutPrefix(pattern, "*"); ok {
		return strings.HasSuffix(host, rest)
	}
	return pattern != "" && pattern == host
}

// CompareHosts orders host names of mentions as Istio does: a name without a wildcard before one with a wildcard, and of these the longest
// first.
func CompareHosts(a, b string) int {
	isWild := func(host string) bool { return strings.HasPrefix(host, "*") }
	switch {
	case isWild(a) && isWild(b):
		return len(b) - len(a)
	case isWild(a):
		return 1
	case isWild(b):
		return -1
	}
	return 0
}

// IsBackend reports whether the mention is a backendRef to a Backend of kgateway.
func (m Mention) IsBackend() bool {
	return m.Form == BackendRef && m.Kind == BackendKind && m.Group == KgatewayGroup
}
