package convert

import (
	"slices"
	"strings"

	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/mapping"
	"github.com/backendctl/backendctl/internal/tree"
)

// envoyBackends are the Backends of Envoy Gateway.
var envoyBackends = product{
	shape: mapping.EnvoyGateway,
	is:    func(d *manifest.Document) bool { return isKind(d, "gateway.envoyproxy.io", "Backend") },
	begin: func(f foreign) converter { return &envoyBackend{foreign: f} },
}

// An envoyBackend is a Backend of Envoy Gateway on its way to one of kgateway.
type envoyBackend struct {
	foreign
	wantsTLS bool
}

// envoyProtocols maps Envoy Gateway's names of protocols to kgateway's.
var envoyProtocols = map[string]string{
	"gateway.envoyproxy.io/h2c": "kubernetes.io/h2c", "gateway.envoyproxy.io/ws": "kubernetes.io/ws", "gateway.envoyproxy.io/wss": "kubernetes.io/ws",
}

func (o *envoyBackend) arrive() {
	o.ownSecret("tls.clientCertificateRef")
	o.withoutSockets()
	if o.at("type").String() == "DynamicResolver" {
		proxy := o.spec.Insert(0, "dynamicForwardProxy", tree.Mapping()).Value
		if tls := o.at("tls"); isSet(tls) {
			proxy.Set("enableTls", tree.Scalar(true))
			// A policy would replace that TLS, and with it the server name of each host.
			if n := tls.Get("wellKnownCACertificates"); n.String() == "System" && len(tls.Entries) == 1 {
				o.drop(n, "enableTls verifies hosts by the authorities of the system")
			}
		}
	} else if len(items(o.at("endpoints"))) == 0 {
		o.refuse(o.at("endpoints"), mapping.NoAddress)
		return
	}
	o.oneAppProtocol()
	if n := o.at("fallback"); n != nil && n.Value == false {
		o.drop(n, "false is what happens there anyway")
	}
	if n := o.at("tls.insecureSkipVerify"); n != nil && n.Value == false {
		o.drop(n, "false is what happens there anyway, and counts as a source of trust in a BackendConfigPolicy")
	}
	for _, path := range []string{"tls.minVersion", "tls.maxVersion"} {
		if n := o.at(path); n.String() == "Auto" {
			n.Assign("AUTO")
		}
	}
	o.wantsTLS = isSet(o.at("tls"))
	if tls := o.at("tls"); o.wantsTLS && tls.IsLeaf() {
		o.settle(tls, Fate{Outcome: Mapped, To: []Place{placeAt("Backend/"+o.name(), "/spec")}})
	}
}

// withoutSockets removes endpoints that are Unix sockets.
func (o *envoyBackend) withoutSockets() {
	for _, e := range slices.Clone(items(o.at("endpoints"))) {
		if isSet(e.Get("unix")) {
			o.lose(e, mapping.NoSocket)
		}
	}
}

// oneAppProtocol keeps the first protocol, because a Backend has only one.
func (o *envoyBackend) oneAppProtocol() {
	list := o.at("appProtocols")
	if list != nil && list.IsLeaf() {
		o.drop(list, "it names no protocol")
		return
	}
	for i, n := range slices.Clone(items(list)) {
		name, ok := envoyProtocols[n.String()]
		switch {
		case i > 0:
			o.lose(n, mapping.FirstOnly)
		case !ok:
			o.lose(n, mapping.NotHTTP)
		default:
			if strings.HasSuffix(n.String(), "wss") {
				o.wantsTLS = true
			}
			if o.at("dynamicForwardProxy") != nil {
				o.lose(n, mapping.NoPlace)
				continue
			}
			n.Assign(name)
			o.shift(n, o.spec, "appProtocol")
		}
	}
	o.prune(list)
}

// secure copies the CA certificates to the policy, and sets the server name that Envoy Gateway takes from the endpoint.
func (o *envoyBackend) secure() {
	hosts := o.all("static.hosts[]")
	if !o.wantsTLS || len(hosts) == 0 {
		return
	}
	tls := o.policyTLS(nil, "")
	if tls == nil {
		return
	}
	for _, key := range []string{"secretRef", "insecureSkipVerify"} {
		if isSet(tls.Get(key)) {
			return
		}
	}
	var names []string
	for _, h := range hosts {
		names = append(names, h.Get("host").String())
	}
	if names = distinct(names); len(names) > 1 && tls.Get("sni") == nil {
		o.missing(nil, serverName, mapping.ServerNames)
	}
	name := tls.Get("sni").String()
	if name == "" && len(names) > 0 {
		name = names[0]
	}
	if isSet(tls.Get("wellKnownCACertificates")) {
		o.ask(tls, name)
	} else {
		o.trust(tls, name)
	}
}
