package products

import (
	"fmt"
	"net/netip"
	"slices"
	"strings"

	"github.com/backendctl/backendctl/internal/convert/rewrite"
	"github.com/backendctl/backendctl/internal/mapping"
	"github.com/backendctl/backendctl/internal/yamltree"
)

// versionsOf converts Gloo's names of TLS versions at the given paths to those of a BackendConfigPolicy.
func (u *upstream) versionsOf(paths ...string) {
	o := u.foreign
	for _, path := range paths {
		n := o.At(path)
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

// serverNameOfHosts replaces the server name of the Upstream by that of its hosts, which takes precedence in Gloo. A policy has one name
// for all hosts, so different names of hosts are lost.
func (u *upstream) serverNameOfHosts() {
	o := u.foreign
	sni := o.At("sslConfig.sni")
	if !rewrite.IsSet(sni) {
		return
	}
	var names []string
	hosts := o.All("static.hosts[]")
	for _, h := range hosts {
		names = append(names, h.Get("sniAddr").String())
	}
	isPart := slices.Contains(names, "") // not all hosts have a server name
	switch names = distinct(names); {
	case len(names) == 0 || len(names) == 1 && names[0] == sni.String():
	case len(names) == 1 && !isPart:
		o.Note(sni, fmt.Sprintf("the server name is %q, because in Gloo the sniAddr of the hosts takes precedence", names[0]))
		sni.Assign(names[0])
	default:
		for _, h := range hosts {
			if n := h.Get("sniAddr"); rewrite.IsSet(n) {
				o.Lose(n, mapping.PerHost)
			}
		}
	}
}

// serverNames returns the server names for the hosts of an Upstream: the sniAddr of each host, or else its address if that is not an IP
// address.
func (u *upstream) serverNames() []string {
	o := u.foreign
	var names []string
	for _, h := range o.All("static.hosts[]") {
		name := h.Get("sniAddr").String()
		if _, err := netip.ParseAddr(h.Get("addr").String()); name == "" && err != nil {
			name = h.Get("addr").String()
		}
		names = append(names, name)
	}
	return distinct(names)
}

// secure completes the TLS settings of the object's new policy with Gloo's defaults. Gloo uses TLS for all hosts if one of them has port
// 443, sends each host its own name, and does not verify certificates.
func (u *upstream) secure() {
	o := u.foreign
	wanted := u.tls
	if wanted == nil {
		return
	}
	tls := o.policyTLS(wanted.at, strings.Join(wanted.names[:min(len(wanted.names), 1)], ""))
	if tls == nil {
		return
	}
	if tls.Get("sni") == nil {
		switch {
		case len(wanted.names) == 1:
			tls.Set("sni", yamltree.Scalar(wanted.names[0]))
		case len(wanted.names) > 1:
			o.Missing(wanted.at, serverName, mapping.ServerNames)
		}
	}
	switch {
	case tls.Get("secretRef") != nil || tls.Get("files") != nil:
	case o.IsFor20():
		if o.concludeTLS() == nil {
			o.Note(wanted.at, "Gloo does not verify the server's certificate; the policy of kgateway 2.0 verifies it with the CA certificates in its ConfigMap")
		}
	default:
		skip := tls.Set("insecureSkipVerify", yamltree.Scalar(true)).Value
		skip.Comment("as in Gloo; to verify the server, use wellKnownCACertificates with verifySubjectAltNames")
		o.Note(wanted.at, "Gloo does not verify the server's certificate, and neither does this policy; set the CA certificates to trust")
		if n := tls.Get("verifySubjectAltNames"); n != nil {
			o.Lose(n, mapping.NotTaken.With("a BackendConfigPolicy", "it requires CA certificates"))
		}
	}
}

// An upstreamTLS describes the TLS of an Upstream that uses TLS.
type upstreamTLS struct {
	at    *yamltree.Node // the node that turns TLS on
	names []string       // the server names of the hosts
}

// tlsOfUpstream returns the TLS settings of an Upstream, or nil if it does not use TLS. It runs before fields are moved.
func (u *upstream) tlsOfUpstream() *upstreamTLS {
	o := u.foreign
	wanted := &upstreamTLS{names: u.serverNames()}
	static := o.At("static")
	if ssl := o.At("sslConfig"); rewrite.IsSet(ssl) {
		wanted.at = ssl
		return wanted
	}
	if !rewrite.IsSet(static) {
		return nil
	}
	use := static.Get("useTls")
	if rewrite.IsSet(use) {
		wanted.at = use
		if use.Value != true {
			return nil
		}
		return wanted
	}
	for _, h := range o.All("static.hosts[]") {
		if port := h.Get("port"); port != nil && port.Value == int64(443) {
			wanted.at = port
			return wanted
		}
	}
	return nil
}
