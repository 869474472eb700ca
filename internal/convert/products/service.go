package products

import (
	"fmt"
	"strings"

	"github.com/backendctl/backendctl/internal/convert/references"
	"github.com/backendctl/backendctl/internal/convert/rewrite"
	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/mapping"
	"github.com/backendctl/backendctl/internal/yamltree"
)

// externalNames is the product for Services of type ExternalName. Routes can refer to other Services without a Backend.
var externalNames = Product{
	shape: mapping.Service,
	is: func(d *manifest.Document) bool {
		return d.Kind == "Service" && d.APIVersion == "v1" && d.Root != nil && d.Root.Get("spec").Get("type").String() == "ExternalName"
	},
	portions: portsOf,
	list:     []string{"spec", "ports"},
	begin:    func(o *foreign) converter { return &externalName{foreign: o} },
}

// An externalName converts a Service of type ExternalName to a Backend.
type externalName struct {
	foreign *foreign
	secured string // the server name for TLS, "" if the port does not use TLS
}

// serviceProtocols maps the appProtocol of a Service's port to that of a Backend. The value "" means HTTP/1.1. For https and
// kubernetes.io/wss, secure also sets TLS.
var serviceProtocols = map[string]string{
	"http2": "http2", "grpc": "grpc", "grpc-web": "grpc-web", "kubernetes.io/h2c": "kubernetes.io/h2c", "kubernetes.io/ws": "kubernetes.io/ws",
	"kubernetes.io/wss": "kubernetes.io/ws", "http": "", "https": "",
}

func (s *externalName) arrive() {
	o := s.foreign
	name := o.At("externalName")
	if name.String() == "" {
		o.lacks(name, mapping.NoAddress)
		return
	}
	if why := o.unfit[o.portion.index]; why != nil {
		o.Refuse(o.At("ports"), *why)
		return
	}
	port := o.only(o.At("ports"), o.portion.index)
	static := o.Spec.Insert(rewrite.Slot(o.Spec, name), "static", yamltree.Mapping()).Value
	host := yamltree.Mapping()
	static.Set("hosts", yamltree.Sequence(host))
	o.Shift(name, host, "host")
	name.Assign(strings.TrimSuffix(name.String(), "."))
	o.Note(name, "the Host header of the client is forwarded: if the host expects its own name, add a filter URLRewrite with hostname "+name.String()+" to the routes")
	if o.portion.Port == int64(443) {
		s.secured = name.String()
	}
	switch {
	case port == nil:
		s.portOfReferences(host)
	case port.IsLeaf():
		o.Drop(port, "an empty port has no effect")
	default:
		s.portOfService(port, host)
	}
}

// portOfReferences sets the host's port from the references to a Service that has no ports.
func (s *externalName) portOfReferences(host *yamltree.Node) {
	o := s.foreign
	number, ok := o.portion.Port.(int64)
	if !ok {
		return
	}
	host.Set("port", yamltree.Scalar(number))
	for _, c := range o.Index.Callers(o.Document) {
		if c.Sends() && c.Port == o.portion.Port {
			o.Note(nil, fmt.Sprintf("port %d is not in %s: it comes from a reference in %s", number, references.NameOf(o.Document), references.NameOf(c.Document)))
			return
		}
	}
}

// portOfService copies the settings of a Service's port to the host.
func (s *externalName) portOfService(port, host *yamltree.Node) {
	o := s.foreign
	number := port.Get("port")
	if number != nil && !rewrite.IsPort(number) {
		o.Lose(number, mapping.NoPort)
		number = nil
	}
	if text := port.Get("appProtocol").String(); text == "https" || text == "kubernetes.io/wss" {
		s.secured = host.Get("host").String()
	}
	o.protocolOf(port, "appProtocol", serviceProtocols)
	if target := port.Get("targetPort"); rewrite.IsSet(target) {
		if number != nil && target.Value != number.Value {
			o.Note(target, fmt.Sprintf("an external name has no target port; port %v is used", number.Value))
		}
		o.Drop(target, "an external name has no target port")
	}
	if protocol := port.Get("protocol"); protocol.String() == "TCP" {
		o.Drop(protocol, "it is the default protocol of a Backend")
	}
	if n := port.Get("name"); n != nil {
		o.Drop(n, "the Backend has only this port, and routes refer to the Backend by its name")
	}
	if number != nil {
		o.Shift(number, host, "port")
	}
	o.Prune(port)
}

// secure sets TLS for a port with a TLS protocol or the number 443, unless a DestinationRule sets it or routes forward the client's TLS.
func (s *externalName) secure() {
	o := s.foreign
	if o.ruleTLS() != nil || s.secured == "" {
		return
	}
	if by := o.Index.StreamedBy(o.Document, o.portion.Port); by != "" {
		o.Note(nil, by+" forwards the client's TLS, so the gateway does not use TLS itself")
		return
	}
	tls := o.policyTLS(o.Spec, s.secured)
	if tls == nil {
		return
	}
	o.trust(tls, s.secured)
	for _, c := range o.Index.Callers(o.Document) {
		if c.Document.Kind == "TLSRoute" && o.portion.TakesPort(c.Port) {
			o.Missing(nil, "", mapping.TwiceTLS.With(references.NameOf(c.Document)))
		}
	}
}
