package convert

import (
	"slices"

	"github.com/backendctl/backendctl/internal/convert/policies"
	"github.com/backendctl/backendctl/internal/convert/references"
	"github.com/backendctl/backendctl/internal/convert/rewrite"
	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/mapping"
	"github.com/backendctl/backendctl/internal/yamltree"
)

// secure moves the TLS settings of the catalog's hosts to a policy, which has one server name for all hosts.
func (o *decidedBackend) secure() {
	hosts := o.All("static.hosts[]")
	if o.From() != mapping.Catalog || o.To() == mapping.Agentgateway {
		return
	}
	var secured []*yamltree.Node
	for _, h := range hosts {
		if t := h.Get("tls"); rewrite.IsSet(t) {
			secured = append(secured, t)
		} else if t != nil {
			o.Clear(t)
		}
	}
	if len(secured) == 0 {
		return
	}
	if d := o.Index.Securing(o.Document); d != nil {
		o.dropSecured(d, secured)
		return
	}
	why, ok := o.onePolicy(hosts, secured)
	if !ok {
		for _, t := range secured {
			o.Lose(t, why)
		}
		return
	}
	o.assumePorts(hosts)
	if o.To() == mapping.Release("2.0") {
		o.backendTLSPolicy(hosts, secured)
	} else {
		o.configPolicy(hosts, secured)
	}
}

// dropSecured removes the TLS settings of hosts, because a policy of the input already sets TLS. A host with another server name than the
// policy loses its settings.
func (o *decidedBackend) dropSecured(d *manifest.Document, secured []*yamltree.Node) {
	name := references.TLSOf(d).Get("sni").String() + references.TLSOf(d).Get("hostname").String()
	for _, t := range secured {
		if sni := t.Get("sni").String(); sni != "" && sni != name {
			o.Lose(t, mapping.OtherServerName.With(references.NameOf(d)))
		} else {
			o.Settle(t, rewrite.KeptBy(references.NameOf(d)+" has this setting"))
			o.Remove(t)
		}
	}
}

// onePolicy reports whether one policy can express the TLS settings of all hosts. If not, it returns the loss.
func (o *decidedBackend) onePolicy(hosts, secured []*yamltree.Node) (mapping.Loss, bool) {
	first := secured[0].Get("sni").String()
	names := serverNames(hosts, secured)
	switch {
	case len(secured) < len(hosts), slices.ContainsFunc(secured, func(t *yamltree.Node) bool { return t.Get("sni").String() != first }):
		return mapping.ServerNames, false
	case !rewrite.IsObjectName(o.Name()):
		return mapping.NamelessTLS, false
	case len(names) == 0:
		return mapping.NoServerName, false
	case o.To() == mapping.Release("2.0") && (len(names) > 1 || !rewrite.IsDNS(names[0])):
		return mapping.OneDNSName, false
	}
	return mapping.Loss{}, true
}

// serverNames returns the server names for TLS: the common SNI of the hosts, or else the names of all hosts.
func serverNames(hosts, secured []*yamltree.Node) []string {
	return namesOf(secured[0].Get("sni").String(), hosts)
}

// namesOf returns the server names for TLS: the SNI, or else the names of the hosts.
func namesOf(sni string, hosts []*yamltree.Node) []string {
	if sni != "" {
		return []string{sni}
	}
	var names []string
	for _, h := range hosts {
		if name := h.Get("host").String(); name != "" && !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	return names
}

// assumePorts sets port 443 for hosts with TLS that have no port.
func (o *decidedBackend) assumePorts(hosts []*yamltree.Node) {
	for _, h := range hosts {
		if h.Kind == manifest.Mapping && !rewrite.IsSet(h.Get("port")) {
			o.Clear(h.Get("port"))
			o.Assume(h.Set("port", yamltree.Scalar(int64(443))).Value, "the host's port for TLS")
		}
	}
}

// tlsOfHosts is the beginning of the comment above a new policy.
const tlsOfHosts = "TLS to the hosts of "

const trusted = "ASSUMED: the catalog has no field for CA certificates; these are the system's"

// configPolicy creates a BackendConfigPolicy with the TLS settings of all hosts.
func (o *decidedBackend) configPolicy(hosts, secured []*yamltree.Node) {
	names := serverNames(hosts, secured)
	root := o.AddCompanion(references.KgatewayGroup+"/v1alpha1", references.ConfigPolicyKind, o.FreeName(references.ConfigPolicyKind, "-tls"), tlsOfHosts+rewrite.NameOf(o.Root))
	spec := root.Set("spec", yamltree.Mapping()).Value
	o.SetTarget(spec)
	tls := spec.Set("tls", yamltree.Mapping()).Value
	place := rewrite.PlaceAt(rewrite.NameOf(root), "/spec/tls")
	if name := secured[0].Get("sni"); name.String() != "" {
		name.Move(tls, 0, "sni")
	} else if len(names) == 1 && rewrite.IsDNS(names[0]) {
		tls.Set("sni", yamltree.Scalar(names[0]))
	}
	if tls.Get("sni") != nil {
		place.Path += "/sni"
	}
	caCertificates := tls.Set("wellKnownCACertificates", yamltree.Scalar("System")).Value
	caCertificates.Comment(trusted)
	o.AddAssumption(caCertificates, "the system's CA certificates")
	list := yamltree.Sequence()
	for _, name := range names {
		list.Append(yamltree.Scalar(name))
	}
	tls.Set("verifySubjectAltNames", list)
	o.settleTLS(secured, tls, place)
}

// settleTLS records that the TLS settings of hosts are now at a place in a policy. It moves their comments to the node heir of the policy.
func (o *decidedBackend) settleTLS(secured []*yamltree.Node, heir *yamltree.Node, place rewrite.Place) {
	for _, t := range secured {
		for _, e := range t.Fields() {
			if e.Key != "sni" {
				o.Lose(e.Value, o.NoSuchField())
			}
		}
		o.SettleAs(t, place)
		for _, e := range t.Fields() {
			e.Value.Dissolve(heir)
		}
		t.Dissolve(heir)
	}
}

// backendTLSPolicy creates a BackendTLSPolicy of release 2.0 with the TLS settings of all hosts. In that release, TLS requires a ConfigMap
// with CA certificates, so backendTLSPolicy creates a ConfigMap, too.
func (o *decidedBackend) backendTLSPolicy(hosts, secured []*yamltree.Node) {
	root := o.AddCompanion(policies.TLSVersion(o.Goal), references.TLSPolicyKind, o.FreeName(references.TLSPolicyKind, "-tls"), tlsOfHosts+rewrite.NameOf(o.Root))
	spec := root.Set("spec", yamltree.Mapping()).Value
	o.SetTarget(spec)
	validation := policies.AddValidation(o.Object, spec, len(spec.Entries))
	if sni := secured[0].Get("sni"); sni.String() != "" {
		sni.Move(validation, 1, "hostname")
	} else {
		validation.Set("hostname", yamltree.Scalar(serverNames(hosts, secured)[0]))
	}
	o.settleTLS(secured, validation, rewrite.PlaceAt(rewrite.NameOf(root), "/spec/validation/hostname"))
}
