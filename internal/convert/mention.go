package convert

import (
	"slices"
	"strconv"
	"strings"

	"github.com/backendctl/backendctl/internal/manifest"
)

// A mention is a place in a document that names another object.
type mention struct {
	way  []string // from the root of the document to node
	node *manifest.Node
	form form
	// group, kind and namespace have the default if the document does not set them. name is a host for Istio.
	group, kind, namespace, name string
	port                         any // its number or its name, nil if it is not set
}

// A form is the syntax of a mention, which determines the kinds that it can refer to.
type form int

const (
	backendRef    form = iota // of the Gateway API: any kind
	serviceRef                // of an Ingress: a Service only
	objectRef                 // any other mapping with a kind and a name
	upstreamRef               // of Gloo: an Upstream only
	hostReference             // of Istio: a host only
)

const (
	istioGroup   = "networking.istio.io"
	hostnameKind = "Hostname" // the kind in a backendRef to a host of a ServiceEntry
)

// mentionsIn returns all mentions in a document except targets of policies and entries of grants, which are handled separately.
func mentionsIn(d *manifest.Document) []mention {
	if d.Root == nil || d.Kind == "ReferenceGrant" {
		return nil
	}
	var found []mention
	var way []string
	var walk func(n *manifest.Node, key string)
	into := func(n *manifest.Node, key, token string) {
		way = append(way, token)
		walk(n, key)
		way = way[:len(way)-1]
	}
	walk = func(n *manifest.Node, key string) {
		if m, ok := mentionAt(d, n, key); ok {
			m.way, m.node = slices.Clone(way), n
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

// mentionAt returns the mapping below a key as a mention. It reports whether the mapping is one.
func mentionAt(d *manifest.Document, n *manifest.Node, key string) (mention, bool) {
	name, kind, in := n.Get("name").String(), n.Get("kind").String(), groupOf(d.APIVersion)
	m := mention{namespace: n.Get("namespace").String(), name: name, kind: kind, group: n.Get("group").String(), port: portIn(n.Get("port"))}
	switch {
	case key == "":
		return m, false // the document itself
	case in == istioGroup && n.Get("host").String() != "":
		m.form, m.name = hostReference, n.Get("host").String()
	case name == "":
		return m, false
	case isBackendKey(key):
		m.form, m.group, m.kind = backendRef, groupIn(n), defaultKind(d, kind)
		if m.kind == backendKind && kind == "" {
			m.group = group
		}
	case d.Kind == "Ingress" && key == "service":
		m.form, m.kind = serviceRef, "Service"
	case kind != "":
		m.form, m.group = objectRef, groupIn(n)
	case strings.HasSuffix(in, ".solo.io") && isUpstreamKey(key):
		m.form, m.group, m.kind = upstreamRef, "gloo.solo.io", "Upstream"
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

// defaultKind returns the default kind of a backendRef in a document: Service, or Backend in a priority group.
func defaultKind(d *manifest.Document, kind string) string {
	switch {
	case kind != "":
		return kind
	case d.Kind == backendKind && groupOf(d.APIVersion) == group:
		return backendKind
	}
	return "Service"
}

// portIn returns the port of a mention: a number, or the number or the name in a mapping.
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
func (m mention) names(d *manifest.Document) bool {
	if m.form == hostReference || m.kind == hostnameKind && m.group == istioGroup {
		return slices.ContainsFunc(hostsOf(d, m.namespace), func(host string) bool { return matchesHost(m.name, host) })
	}
	return m.group == groupOf(d.APIVersion) && m.kind == d.Kind && m.name == d.Name && m.namespace == d.Namespace
}

// sends reports whether the mention sends requests to the object.
func (m mention) sends() bool { return m.form == backendRef || m.form == serviceRef }

// hostsOf returns the hosts by which Istio knows a document, as seen from a namespace.
func hostsOf(d *manifest.Document, from string) []string {
	switch {
	case isKind(d, istioGroup, "ServiceEntry"):
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

// matchesHost reports whether a host matches the host of a mention, which may be a wildcard.
func matchesHost(pattern, host string) bool {
	if rest, ok := strings.CutPrefix(pattern, "*"); ok {
		return strings.HasSuffix(host, rest)
	}
	return pattern != "" && pattern == host
}

func (m mention) isBackend() bool {
	return m.form == backendRef && m.kind == backendKind && m.group == group
}
