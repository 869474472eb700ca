package products

import (
	"slices"
	"strings"

	"github.com/backendctl/backendctl/internal/convert/references"
	"github.com/backendctl/backendctl/internal/convert/rewrite"
	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/mapping"
	"github.com/backendctl/backendctl/internal/yamltree"
)

// envoyBackends is the product for the kind Backend of Envoy Gateway.
var envoyBackends = Product{
	shape: mapping.EnvoyGateway,
	is:    func(d *manifest.Document) bool { return references.IsKind(d, "gateway.envoyproxy.io", "Backend") },
	begin: func(o *foreign) converter { return &envoyBackend{foreign: o} },
}

// An envoyBackend converts a Backend of Envoy Gateway to a Backend of kgateway.
type envoyBackend struct {
	foreign  *foreign
	wantsTLS bool
}

// envoyProtocols maps Envoy Gateway's names of protocols to those of kgateway.
var envoyProtocols = map[string]string{
	"gateway.envoyproxy.io/h2c": "kubernetes.io/h2c", "gateway.envoyproxy.io/ws": "kubernetes.io/ws", "gateway.envoyproxy.io/wss": "kubernetes.io/ws",
}

func (b *envoyBackend) arrive() {
	o := b.foreign
	o.ownSecret("tls.clientCertificateRef")
	b.withoutSockets()
	if o.At("type").String() == "DynamicResolver" {
		proxy := o.Spec.Insert(0, "dynamicForwardProxy", yamltree.Mapping()).Value
		if tls := o.At("tls"); rewrite.IsSet(tls) {
			proxy.Set("enableTls", yamltree.Scalar(true))
			// enableTls is enough: a policy for these CA certificates would set one server name for all hosts.
			if n := tls.Get("wellKnownCACertificates"); n.String() == "System" && len(tls.Entries) == 1 {
				o.Drop(n, "enableTls verifies hosts with the system's CA certificates")
			}
		}
	} else if len(rewrite.Items(o.At("endpoints"))) == 0 {
		o.lacks(o.At("endpoints"), mapping.NoAddress)
		return
	}
	b.oneAppProtocol()
	if n := o.At("fallback"); n != nil && n.Value == false {
		o.Drop(n, "false is the default in the target")
	}
	if n := o.At("tls.insecureSkipVerify"); n != nil && n.Value == false {
		o.Drop(n, "false is the default in the target, and a BackendConfigPolicy rejects it together with CA certificates")
	}
	if refs, own := o.At(caCertificates), o.tlsPolicy(); rewrite.IsSet(refs) && own != nil {
		o.yieldTo(own, refs, caCertificates)
	}
	for _, path := range []string{"tls.minVersion", "tls.maxVersion"} {
		if n := o.At(path); n.String() == "Auto" {
			n.Assign("AUTO")
		}
	}
	b.wantsTLS = rewrite.IsSet(o.At("tls"))
	if tls := o.At("tls"); b.wantsTLS && tls.IsLeaf() {
		o.SettleAs(tls, rewrite.PlaceAt("Backend/"+o.Name(), "/spec"))
	}
}

// withoutSockets removes the endpoints that are Unix sockets, and records them as lost.
func (b *envoyBackend) withoutSockets() {
	o := b.foreign
	for _, e := range slices.Clone(rewrite.Items(o.At("endpoints"))) {
		if rewrite.IsSet(e.Get("unix")) {
			o.Lose(e, mapping.NoSocket)
		}
	}
}

// oneAppProtocol keeps the first application protocol, because a Backend can have only one. The first one is lost, too, if a Backend does
// not support it or has no hosts.
func (b *envoyBackend) oneAppProtocol() {
	o := b.foreign
	list := o.At("appProtocols")
	if list != nil && list.IsLeaf() {
		o.Drop(list, "an empty list has no effect")
		return
	}
	for i, n := range slices.Clone(rewrite.Items(list)) {
		name, ok := envoyProtocols[n.String()]
		switch {
		case i > 0:
			o.Lose(n, mapping.FirstOnly)
		case !ok:
			o.Lose(n, mapping.NotHTTP)
		default:
			if strings.HasSuffix(n.String(), "wss") {
				b.wantsTLS = true
			}
			if o.At("dynamicForwardProxy") != nil {
				o.Lose(n, mapping.NoPlace)
				continue
			}
			n.Assign(name)
			o.Shift(n, o.Spec, "appProtocol")
		}
	}
	o.Prune(list)
}

// secure completes the TLS settings of the object's new policy: it sets the system's CA certificates if no others are set, and the server
// name, which Envoy Gateway takes from the endpoint.
func (b *envoyBackend) secure() {
	o := b.foreign
	hosts := o.All("static.hosts[]")
	if !b.wantsTLS || len(hosts) == 0 {
		return
	}
	tls := o.policyTLS(nil, "")
	if tls == nil {
		return
	}
	for _, key := range []string{"secretRef", "insecureSkipVerify"} {
		if rewrite.IsSet(tls.Get(key)) {
			return
		}
	}
	var names []string
	for _, h := range hosts {
		names = append(names, h.Get("host").String())
	}
	if names = distinct(names); len(names) > 1 && tls.Get("sni") == nil {
		o.Missing(nil, serverName, mapping.ServerNames)
	}
	name := tls.Get("sni").String()
	if name == "" && len(names) > 0 {
		name = names[0]
	}
	if rewrite.IsSet(tls.Get("wellKnownCACertificates")) {
		o.ask(tls, name)
	} else {
		o.trust(tls, name)
	}
}
