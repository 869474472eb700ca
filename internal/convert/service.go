package convert

import (
	"fmt"
	"strings"

	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/mapping"
	"github.com/backendctl/backendctl/internal/tree"
)

// externalNames are Services of type ExternalName; others are what a route names without a Backend.
var externalNames = product{
	shape: mapping.Service,
	is: func(d *manifest.Document) bool {
		return d.Kind == "Service" && d.APIVersion == "v1" && d.Root != nil && d.Root.Get("spec").Get("type").String() == "ExternalName"
	},
	parts:  portsOf,
	arrive: fromService,
	secure: secureService,
}

// serviceProtocols are the protocols of a Service's port that a Backend has; those with TLS are said by a policy.
var serviceProtocols = map[string]string{
	"http2": "http2", "grpc": "grpc", "grpc-web": "grpc-web", "kubernetes.io/h2c": "kubernetes.io/h2c", "kubernetes.io/ws": "kubernetes.io/ws",
	"kubernetes.io/wss": "kubernetes.io/ws", "http": "", "https": "", "tcp": "",
}

func fromService(o *object, part int) {
	name := o.at("externalName")
	if name.String() == "" {
		o.refuse(name, mapping.NoAddress)
		return
	}
	port := o.only(o.at("ports"), part)
	static := o.spec.Insert(slot(o.spec, name), "static", tree.Mapping()).Value
	host := tree.Mapping()
	static.Set("hosts", tree.Sequence(host))
	o.shift(name, host, "host")
	name.Assign(strings.TrimSuffix(name.String(), "."))
	o.note(name, "clients' own Host is sent on; add a filter URLRewrite with hostname "+name.String()+" to the routes if the host asks for its own")
	if port == nil {
		return
	}
	if port.IsLeaf() {
		o.drop(port, "it says nothing of the port")
		return
	}
	number := port.Get("port")
	if number != nil && !isPort(number) {
		o.lose(number, mapping.NoPort)
		number = nil
	}
	if text := port.Get("appProtocol").String(); text == "https" || text == "kubernetes.io/wss" || number != nil && number.Value == int64(443) {
		o.secured = name.String()
	}
	if number != nil {
		o.port = number.Value
	}
	o.protocolOf(port, "appProtocol", serviceProtocols)
	if target := port.Get("targetPort"); isSet(target) {
		if number != nil && target.Value != number.Value {
			o.note(target, fmt.Sprintf("a name outside of the cluster has no target port; the port is %v", number.Value))
		}
		o.drop(target, "a name outside of the cluster has no target port")
	}
	if protocol := port.Get("protocol"); protocol.String() == "TCP" {
		o.drop(protocol, "it is what a Backend speaks anyway")
	}
	if n := port.Get("name"); n != nil {
		o.drop(n, "the Backend is of this port alone, and its name is what routes name")
	}
	if number != nil {
		o.shift(number, host, "port")
	}
	o.prune(port)
}

// isPort says whether a value is the number of a port.
func isPort(n *tree.Node) bool {
	number, ok := n.Value.(int64)
	return ok && number >= 1 && number <= 65535
}

// secureService says the TLS of a port that stands for it.
func secureService(o *object) {
	if o.secured == "" {
		return
	}
	if tls := o.policyTLS(o.spec, o.secured); tls != nil {
		o.trust(tls, o.secured)
	}
}

// trust makes a policy ask for a server name, and trust the system's authorities to vouch for it.
func (o *object) trust(tls *tree.Node, name string) {
	if isDNS(name) && tls.Get("sni") == nil {
		tls.Set("sni", tree.Scalar(name))
	}
	o.hold(tls.Set("wellKnownCACertificates", tree.Scalar("System")).Value, "the system's certificate authorities", true)
	if tls.Get("verifySubjectAltNames") == nil && name != "" {
		tls.Set("verifySubjectAltNames", tree.Sequence(tree.Scalar(name)))
	}
}
