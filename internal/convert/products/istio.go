package products

import (
	"cmp"
	"slices"
	"strings"

	"github.com/backendctl/backendctl/internal/convert/references"
	"github.com/backendctl/backendctl/internal/convert/rewrite"
	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/mapping"
	"github.com/backendctl/backendctl/internal/yamltree"
)

// serviceEntries is the product for Istio's ServiceEntries.
var serviceEntries = Product{
	shape:    mapping.Istio,
	is:       func(d *manifest.Document) bool { return references.IsKind(d, "networking.istio.io", "ServiceEntry") },
	portions: portsAndHosts,
	list:     []string{"spec", "ports"},
	begin:    func(o *foreign) converter { return &serviceEntry{foreign: o} },
}

// A serviceEntry converts a ServiceEntry to a Backend.
type serviceEntry struct {
	foreign  *foreign
	protocol *yamltree.Node // the protocol of its port if that is HTTPS or TLS, else nil
}

func (s *serviceEntry) arrive() {
	o := s.foreign
	if why := o.unfit[o.portion.index]; why != nil {
		o.Refuse(o.At("ports"), *why)
		return
	}
	port := o.only(o.At("ports"), o.portion.index)
	s.lookUp()
	if s.listHosts(port); o.IsRefused() {
		return
	}
	if location := o.At("location"); location.String() == "MESH_INTERNAL" {
		o.Lose(location, mapping.MeshOnly)
	}
	if port == nil {
		return
	}
	if protocol := port.Get("protocol"); rewrite.IsSet(protocol) && slices.Contains([]string{"HTTPS", "TLS"}, strings.ToUpper(protocol.String())) {
		s.protocol = protocol
		protocol.Remove() // secure handles it after all fields are moved
	} else {
		o.protocolOf(port, "protocol", istioProtocols)
	}
	o.AddHeir(port, o.At("static"))
	for _, key := range []string{"name", "number", "targetPort"} {
		if n := port.Get(key); n != nil {
			o.Drop(n, "the Backend has only this port, and routes refer to the Backend by its name")
		}
	}
	o.Prune(port)
}

// istioProtocols maps Istio's protocols to the application protocols of a Backend. The value "" means that the Backend needs none: for
// HTTP/1.1, which is the default, and for TLS.
var istioProtocols = map[string]string{"HTTP2": "http2", "GRPC": "grpc", "GRPC-WEB": "grpc-web", "HTTP": "", "HTTPS": "", "TLS": ""}

// protocolOf converts the protocol of a port to the application protocol of the Backend, as the map known states. A protocol that is not in
// the map is lost, unless a route forwards the bytes unchanged.
func (o *foreign) protocolOf(port *yamltree.Node, key string, known map[string]string) {
	n := port.Get(key)
	if !rewrite.IsSet(n) {
		return
	}
	name, ok := known[n.String()]
	if !ok {
		name, ok = known[strings.ToUpper(n.String())]
	}
	switch static := o.At("static"); {
	case !ok && o.Index.StreamedBy(o.Document, o.portion.Port) != "":
		o.Drop(n, o.Index.StreamedBy(o.Document, o.portion.Port)+" forwards the bytes unchanged")
	case !ok:
		o.Lose(n, mapping.NotHTTP)
	case name == "":
		o.Drop(n, "it is the default protocol of a Backend")
	case rewrite.IsSet(static):
		protocol := static.Set("appProtocol", yamltree.Scalar(name)).Value
		o.Use(n, protocol, rewrite.PlaceAt("Backend/"+o.Name(), "/spec/static/appProtocol"))
	default:
		o.Lose(n, mapping.NoPlace)
	}
}

// lookUp adds a note for a ServiceEntry without endpoints and without name resolution: the mesh sends requests to the address that the
// client has resolved, but a Backend resolves the host itself.
func (s *serviceEntry) lookUp() {
	o := s.foreign
	n := o.At("resolution")
	if text := n.String(); !rewrite.IsSet(o.At("endpoints")) && (text == "" || text == "NONE") {
		o.Note(cmp.Or(n, o.At("hosts")), "the mesh sends requests to the address that the client has resolved; the Backend resolves the host itself")
	}
}

// listHosts converts the endpoints of the ServiceEntry to static hosts. If there are no endpoints, it converts the hosts.
func (s *serviceEntry) listHosts(port *yamltree.Node) {
	o := s.foreign
	list := o.At("hosts")
	if endpoints := o.At("endpoints"); len(rewrite.Items(endpoints)) > 0 {
		list = endpoints
	}
	if len(rewrite.Items(list)) == 0 {
		o.lacks(list, mapping.NoAddress)
		return
	}
	if !slices.ContainsFunc(rewrite.Items(list), func(n *yamltree.Node) bool { return !strings.Contains(n.String(), "*") }) {
		o.Refuse(list, mapping.NoWildcard)
		return
	}
	static := o.Spec.Insert(rewrite.Slot(o.Spec, list), "static", yamltree.Mapping()).Value
	hosts := static.Set("hosts", yamltree.Sequence()).Value
	for _, item := range rewrite.Items(list) {
		switch text := item.String(); {
		case o.portion.host == "" || text == o.portion.host && len(hosts.Entries) == 0:
			s.hostOf(item, hosts, port)
		case text == o.portion.host:
			o.Drop(item, "the host is listed twice")
		case o.isFirst && !slices.Contains(hostsApart(o.Document), text):
			s.hostOf(item, hosts, port) // records why the item is lost
		default:
			o.dropForOther(item)
		}
	}
	o.Prune(list)
	if len(hosts.Entries) == 0 {
		o.lacks(o.Root.Get("spec"), mapping.NoAddress)
	}
}

// hostOf converts an endpoint or a host name to a static host.
func (s *serviceEntry) hostOf(item, hosts, port *yamltree.Node) {
	o := s.foreign
	address := item
	if item.Kind == manifest.Mapping {
		address = item.Get("address")
	}
	switch text := address.String(); {
	case text == "":
		o.Lose(item, mapping.NoAddress)
		return
	case strings.HasPrefix(text, "unix:"):
		o.Lose(item, mapping.NoSocket)
		return
	case strings.Contains(text, "*"):
		o.Lose(item, mapping.NoWildcard)
		return
	}
	host := yamltree.Mapping()
	hosts.Append(host)
	own := portOf(item, port)
	o.Shift(address, host, "host")
	if own != nil && !rewrite.IsPort(own) {
		o.SettleLost(own, mapping.NoPort)
	} else if own != nil {
		number := host.Set("port", yamltree.Scalar(own.Value)).Value
		o.Speak(number, own)
		o.SettleAs(own, o.PlaceIn(host, "port"))
	}
	for _, e := range slices.Clone(item.Fields()) {
		if e.Key != "ports" {
			o.Shift(e.Value, host, e.Key) // the rows of the mapping record these fields as lost
		}
	}
	if item.Kind == manifest.Mapping {
		o.dropPorts(item.Get("ports"))
		item.Dissolve(address)
	}
}

// dropPorts removes the remaining ports of an endpoint, which this Backend does not use.
func (o *foreign) dropPorts(ports *yamltree.Node) {
	if ports != nil && ports.IsLeaf() {
		o.Drop(ports, "an empty object has no effect")
	}
	for _, e := range slices.Clone(ports.Fields()) {
		if o.isPortOfAnother(e.Key) {
			o.dropForOther(e.Value)
		} else {
			o.Drop(e.Value, "the ServiceEntry has no port with this name")
		}
	}
}

// isPortOfAnother reports whether a port name belongs to another Backend of the same ServiceEntry. The caller has removed this Backend's
// own port.
func (o *foreign) isPortOfAnother(name string) bool {
	ports := o.Document.Root.Get("spec").Get("ports")
	return o.portion.several && slices.ContainsFunc(ports.Items, func(p *manifest.Node) bool { return p.Get("name").String() == name })
}

// portOf returns the port of an endpoint: the endpoint's own port with the name of the ServiceEntry's port, or else the targetPort or
// number of that port.
func portOf(item, port *yamltree.Node) *yamltree.Node {
	if item.Kind == manifest.Mapping {
		if own := item.Get("ports").Get(port.Get("name").String()); rewrite.IsSet(own) {
			return own
		}
	}
	if target := port.Get("targetPort"); rewrite.IsSet(target) {
		return target
	}
	return port.Get("number")
}
