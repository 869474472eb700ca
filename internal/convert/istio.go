package convert

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/mapping"
	"github.com/backendctl/backendctl/internal/tree"
)

// serviceEntries are Istio's.
var serviceEntries = product{
	shape:  mapping.Istio,
	is:     func(d *manifest.Document) bool { return isKind(d, "networking.istio.io", "ServiceEntry") },
	parts:  portsOf,
	arrive: fromServiceEntry,
	secure: func(*object) {},
}

// portsOf returns the names of the ports of a ServiceEntry or a Service, of which a Backend has one.
func portsOf(spec *manifest.Node) []string {
	var names []string
	if spec.Get("ports") == nil {
		return nil
	}
	for _, p := range spec.Get("ports").Items {
		name := p.Get("name").String()
		if dnsLabel(name) == "" {
			name = textOf(p.Get("number"), p.Get("port"))
		}
		names = append(names, name)
	}
	return names
}

// textOf returns the first of values that is there, as a text.
func textOf(all ...*manifest.Node) string {
	for _, n := range all {
		if n != nil && n.Value != nil {
			return fmt.Sprint(n.Value)
		}
	}
	return ""
}

func fromServiceEntry(o *object, part int) {
	port := o.only(o.at("ports"), part)
	resolution := o.at("resolution").String()
	if !isSet(o.at("endpoints")) && (resolution == "" || resolution == "NONE") {
		o.anyHost()
	} else {
		o.listHosts(port)
	}
	if o.unfit != nil {
		return
	}
	o.protocolOf(port, "protocol", istioProtocols)
	if port != nil {
		if number := port.Get("number"); number != nil {
			o.port = number.Value
		}
		for _, member := range []string{"static", "dynamicForwardProxy"} {
			o.heirs[port] = cmp.Or(o.heirs[port], o.at(member))
		}
		for _, key := range []string{"name", "number", "targetPort"} {
			if n := port.Get(key); n != nil {
				o.drop(n, "the Backend is of this port alone, and its name is what routes name")
			}
		}
	}
}

// istioProtocols are the names of protocols: what a Backend calls them, and nothing for what it speaks anyway.
var istioProtocols = map[string]string{"HTTP2": "http2", "GRPC": "grpc", "GRPC-WEB": "grpc-web", "HTTP": "", "TCP": "", "HTTPS": "", "TLS": ""}

// protocolOf says the protocol of a port.
func (o *object) protocolOf(port *tree.Node, key string, known map[string]string) {
	n := port.Get(key)
	if !isSet(n) {
		return
	}
	name, ok := known[n.String()]
	switch static := o.at("static"); {
	case !ok:
		o.lose(n, mapping.NotHTTP)
	case name == "":
		if n.Value == "HTTPS" || n.Value == "TLS" {
			o.note(n, "the mesh passes TLS through here, and so does the Backend; add a BackendConfigPolicy with spec.tls where the gateway has to speak it")
		}
		o.drop(n, "it is what a Backend speaks anyway")
	case isSet(static):
		protocol := static.Set("appProtocol", tree.Scalar(name)).Value
		o.use(n, protocol, Place{"Backend/" + o.name(), "/spec/static/appProtocol"})
	default:
		o.lose(n, mapping.NoPlace)
	}
}

// anyHost makes a proxy to whatever host the request names of an entry that looks nothing up.
func (o *object) anyHost() {
	o.spec.Insert(0, "dynamicForwardProxy", tree.Mapping())
	hosts := o.at("hosts")
	if isSet(hosts) {
		o.note(hosts, "a dynamic forward proxy goes to any host, not to these alone; restrict the hostnames of its routes")
		o.settle(hosts, Fate{Outcome: Mapped, To: []Place{{"Backend/" + o.name(), "/spec/dynamicForwardProxy"}}})
		o.remove(hosts)
	}
}

// listHosts makes static hosts of endpoints or, without any, of the hosts themselves.
func (o *object) listHosts(port *tree.Node) {
	list := o.at("hosts")
	if endpoints := o.at("endpoints"); len(items(endpoints)) > 0 {
		list = endpoints
	}
	if len(items(list)) == 0 {
		o.refuse(list, mapping.NoAddress)
		return
	}
	static := o.spec.Insert(slot(o.spec, list), "static", tree.Mapping()).Value
	hosts := static.Set("hosts", tree.Sequence()).Value
	for _, item := range items(list) {
		o.hostOf(item, hosts, port)
	}
	o.prune(list)
	if len(hosts.Entries) == 0 {
		o.refuse(o.root.Get("spec"), mapping.NoAddress)
	}
}

// hostOf makes one static host of an endpoint or of the name of a host.
func (o *object) hostOf(item, hosts, port *tree.Node) {
	address := item
	if item.Kind == manifest.Mapping {
		address = item.Get("address")
	}
	switch text := address.String(); {
	case text == "":
		o.lose(item, mapping.NoAddress)
		return
	case strings.HasPrefix(text, "unix:"):
		o.lose(item, mapping.NoSocket)
		return
	case strings.Contains(text, "*"):
		o.lose(item, mapping.NoWildcard)
		return
	}
	host := tree.Mapping()
	hosts.Append(host)
	own := o.portOf(item, port)
	o.shift(address, host, "host")
	if own != nil && !isPort(own) {
		o.settleLost(own, mapping.NoPort)
	} else if own != nil {
		number := host.Set("port", tree.Scalar(own.Value)).Value
		o.speak(number, own)
		o.settleAs(own, o.placeIn(host, "port"))
	}
	for _, e := range slices.Clone(item.Fields()) {
		if e.Key != "ports" {
			o.shift(e.Value, host, e.Key) // rows say what is lost of it
		}
	}
	if item.Kind == manifest.Mapping {
		if none := item.Get("ports"); none != nil && none.IsLeaf() {
			o.drop(none, "it names no port")
		}
		for _, e := range slices.Clone(item.Get("ports").Fields()) {
			if o.isOfAnother(e.Key) {
				o.othersSay(e.Value)
			} else {
				o.drop(e.Value, "the entry has no port of that name")
			}
		}
		item.Dissolve(address)
	}
}

// isOfAnother says whether another Backend of these is of the port with a name.
func (o *object) isOfAnother(name string) bool {
	ports := o.document.Root.Get("spec").Get("ports")
	return o.several && slices.ContainsFunc(ports.Items, func(p *manifest.Node) bool { return p.Get("name").String() == name })
}

// portOf returns the port of an endpoint: its own by the name of the port, or that of the port.
func (o *object) portOf(item, port *tree.Node) *tree.Node {
	if item.Kind == manifest.Mapping {
		if own := item.Get("ports").Get(port.Get("name").String()); isSet(own) {
			return own
		}
	}
	if target := port.Get("targetPort"); isSet(target) {
		return target
	}
	return port.Get("number")
}

// settleAs says that a leaf is said in a place by now, and leaves it where it is.
func (o *object) settleAs(n *tree.Node, to Place) {
	o.settle(n, Fate{Outcome: Mapped, To: []Place{to}})
}
