package convert

import (
	"cmp"
	"fmt"
	"net/netip"
	"slices"
	"strings"

	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/mapping"
	"github.com/backendctl/backendctl/internal/tree"
)

// upstreams are the Upstreams of Gloo.
var upstreams = product{
	shape:    mapping.Gloo,
	is:       func(d *manifest.Document) bool { return isKind(d, "gloo.solo.io", "Upstream") },
	portions: functionsOf,
	list:     []string{"spec", "aws", "lambdaFunctions"},
	begin:    func(f foreign) converter { return &upstream{foreign: f} },
}

// An upstream is an Upstream on its way to a Backend.
type upstream struct {
	foreign
	tls *upstreamTLS // nil if it does not use TLS
}

// functionsOf returns the functions of an Upstream. A Backend has only one.
func functionsOf(_ *index, d *manifest.Document) []portion {
	var all []portion
	if list := d.Root.Get("spec").Get("aws").Get("lambdaFunctions"); list != nil {
		for i, f := range list.Items {
			name := f.Get("logicalName").String()
			if name == "" {
				name = f.Get("lambdaFunctionName").String()
			}
			all = append(all, portion{name: name, index: i})
		}
	}
	return all
}

func (o *upstream) arrive() {
	o.role = cmp.Or(o.at("aws.roleArn").String(), o.at("awsEc2.roleArn").String())
	for _, path := range []string{"aws.secretRef", "awsEc2.secretRef", "sslConfig.secretRef", "ai.openai.authToken.secretRef", "ai.anthropic.authToken.secretRef", "ai.mistral.authToken.secretRef"} {
		o.ownSecret(path)
	}
	if static := o.at("static"); isSet(static) && len(items(static.Get("hosts"))) == 0 {
		o.refuse(static, mapping.NoAddress)
		return
	}
	if aws := o.at("aws"); isSet(aws) {
		if list := aws.Get("lambdaFunctions"); len(items(list)) == 0 {
			o.refuse(aws, mapping.NoFunctions)
			return
		}
		o.only(aws.Get("lambdaFunctions"), o.portion.index)
		if mode := o.at("aws.destinationOverrides.invocationStyle"); mode.String() == "ASYNC" {
			o.postpone(mode)
			o.deferred = append(o.deferred, func() {
				lambda := o.at("aws.lambda")
				if !isMapping(lambda) {
					o.lose(mode, mapping.NoFunctions)
					return
				}
				lambda.Set("invocationMode", tree.Scalar("Async"))
				o.use(mode, lambda.Get("invocationMode"), o.placeIn(lambda, "invocationMode"))
			})
		}
	}
	o.kindOfCredentials("aws")
	o.kindOfCredentials("awsEc2")
	o.publicAddress()
	o.firstCheck()
	o.versionsOf("sslConfig.parameters.minimumProtocolVersion", "sslConfig.parameters.maximumProtocolVersion")
	o.customHost()
	o.speakHTTP2()
	o.serverNameOfHosts()
	o.tls = o.tlsOfUpstream()
	if ssl := o.at("sslConfig"); isSet(ssl) && ssl.IsLeaf() {
		o.settle(ssl, Fate{Outcome: Mapped, To: []Place{placeAt("Backend/"+o.name(), "/spec")}})
	}
}

// kindOfCredentials keeps either the Secret or the role of the credentials, and sets their kind.
func (o *upstream) kindOfCredentials(member string) {
	aws := o.at(member)
	if !isSet(aws) {
		return
	}
	kind := ""
	if isSet(aws.Find("secretRef", "name")) {
		kind = "Secret"
		if role := aws.Get("roleArn"); isSet(role) {
			o.lose(role, mapping.OneAuth)
		}
	} else if isSet(aws.Get("roleArn")) {
		kind = "AssumeRole"
	}
	if kind != "" {
		o.deferred = append(o.deferred, func() {
			if auth := o.at("aws.auth"); isSet(auth) && auth.Get("type") == nil {
				auth.Insert(0, "type", tree.Scalar(kind))
			}
		})
	}
}

// publicAddress sets which address of an instance is used.
func (o *upstream) publicAddress() {
	switch n := o.at("awsEc2.publicIp"); {
	case n == nil:
	case n.Value == true:
		n.Assign("PublicIP")
	default:
		n.Assign("PrivateIP")
	}
}

// firstCheck keeps the first health check.
func (o *upstream) firstCheck() {
	list := o.at("healthChecks")
	for i, check := range items(list) {
		if i > 0 {
			o.lose(check, mapping.FirstOnly)
		}
	}
	if len(items(list)) > 0 {
		o.only(list, 0)
	}
}

// versionsOf converts the names of TLS versions to those of the policy.
func (o *upstream) versionsOf(paths ...string) {
	for _, path := range paths {
		n := o.at(path)
		if n == nil {
			continue
		}
		switch text := n.String(); {
		case strings.HasPrefix(text, "TLSv"):
			n.Assign(strings.ReplaceAll(strings.TrimPrefix(text, "TLSv"), "_", "."))
		case strings.EqualFold(strings.TrimPrefix(text, "TLS_"), "auto"):
			n.Assign("AUTO")
		}
	}
}

// serverNameOfHosts applies that the server name of a host wins over the one of the Upstream. A policy has one name for all hosts.
func (o *upstream) serverNameOfHosts() {
	sni := o.at("sslConfig.sni")
	if !isSet(sni) {
		return
	}
	var names []string
	hosts := o.all("static.hosts[]")
	for _, h := range hosts {
		names = append(names, h.Get("sniAddr").String())
	}
	isPart := slices.Contains(names, "") // of the hosts
	switch names = distinct(names); {
	case len(names) == 0 || len(names) == 1 && names[0] == sni.String():
	case len(names) == 1 && !isPart:
		o.note(sni, fmt.Sprintf("the server name is %q, because Gloo reads sniAddr of the hosts instead", names[0]))
		sni.Assign(names[0])
	default:
		for _, h := range hosts {
			if n := h.Get("sniAddr"); isSet(n) {
				o.lose(n, mapping.PerHost)
			}
		}
	}
}

// customHost sets Gloo's default port for a custom host without a port.
func (o *upstream) customHost() {
	for _, name := range []string{"openai", "anthropic", "mistral", "gemini"} {
		if host := o.at("ai." + name + ".customHost"); isSet(host) && isSet(host.Get("host")) && !isSet(host.Get("port")) {
			o.clear(host.Get("port"))
			host.Set("port", tree.Scalar(int64(443)))
		}
	}
	if m := o.at("ai.mistral"); isSet(m) {
		o.mistral = !isSet(m.Get("customHost"))
		if m.IsLeaf() {
			o.settle(m, Fate{Outcome: Mapped, To: []Place{placeAt("Backend/"+o.name(), "/spec/ai")}})
		}
	}
}

// speakHTTP2 sets the protocol if useHttp2 is on.
func (o *upstream) speakHTTP2() {
	n, static := o.at("useHttp2"), o.at("static")
	if n == nil || n.Value != true {
		return
	}
	if !isSet(static) {
		o.lose(n, mapping.NoPlace)
		return
	}
	o.postpone(n)
	o.deferred = append(o.deferred, func() {
		if !isSet(o.at("static")) {
			o.lose(n, mapping.NoPlace)
			return
		}
		protocol := o.at("static").Set("appProtocol", tree.Scalar("http2")).Value
		o.use(n, protocol, o.placeIn(o.at("static"), "appProtocol"))
	})
}

// serverNames returns the server names for the hosts of an Upstream: their SNI, or else the hosts that are names.
func (o *upstream) serverNames() []string {
	var names []string
	for _, h := range o.all("static.hosts[]") {
		name := h.Get("sniAddr").String()
		if _, err := netip.ParseAddr(h.Get("addr").String()); name == "" && err != nil {
			name = h.Get("addr").String()
		}
		names = append(names, name)
	}
	return distinct(names)
}

// secure sets the TLS that an Upstream has implicitly: Gloo uses TLS for all hosts if one of them has port 443, sends each host's
// own name, and verifies nothing.
func (o *upstream) secure() {
	said := o.tls
	if said == nil {
		return
	}
	tls := o.policyTLS(said.at, strings.Join(said.names[:min(len(said.names), 1)], ""))
	if tls == nil {
		return
	}
	if tls.Get("sni") == nil {
		switch {
		case len(said.names) == 1:
			tls.Set("sni", tree.Scalar(said.names[0]))
		case len(said.names) > 1:
			o.missing(said.at, serverName, mapping.ServerNames)
		}
	}
	switch {
	case tls.Get("secretRef") != nil || tls.Get("files") != nil:
	case o.isFor20():
		o.note(said.at, "Gloo does not verify who answers here; the policy of kgateway 2.0 does, by the authorities in its ConfigMap")
	default:
		skip := tls.Set("insecureSkipVerify", tree.Scalar(true)).Value
		skip.Comment("as Gloo does; wellKnownCACertificates with verifySubjectAltNames is better")
		o.note(said.at, "Gloo does not verify who answers here, and neither does the policy; name the authorities to trust")
		if n := tls.Get("verifySubjectAltNames"); n != nil {
			o.lose(n, mapping.NotTaken.With("a BackendConfigPolicy", "it needs authorities to trust"))
		}
	}
}

// An upstreamTLS has the TLS settings of an Upstream.
type upstreamTLS struct {
	at    *tree.Node
	names []string
}

// tlsOfUpstream returns the TLS settings of an Upstream, before its fields are moved.
func (o *upstream) tlsOfUpstream() *upstreamTLS {
	said := &upstreamTLS{names: o.serverNames()}
	static := o.at("static")
	if ssl := o.at("sslConfig"); isSet(ssl) {
		said.at = ssl
		return said
	}
	if !isSet(static) {
		return nil
	}
	use := static.Get("useTls")
	if isSet(use) {
		said.at = use
		if use.Value != true {
			return nil
		}
		return said
	}
	for _, h := range o.all("static.hosts[]") {
		if port := h.Get("port"); port != nil && port.Value == int64(443) {
			said.at = port
			return said
		}
	}
	return nil
}
