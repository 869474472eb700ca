package products

import (
	"cmp"
	"slices"

	"github.com/backendctl/backendctl/internal/convert/policies"
	"github.com/backendctl/backendctl/internal/convert/references"
	"github.com/backendctl/backendctl/internal/convert/rewrite"
	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/mapping"
	"github.com/backendctl/backendctl/internal/yamltree"
)

// policyTLS returns the TLS settings of the object's new policy, and creates them if necessary. It returns nil if the policy must not have
// TLS settings: a policy of the input has them, they go to the hosts of the catalog, or they are lost. A note or loss is recorded at the
// node at. The parameter name is the server name for the hosts of the catalog.
func (o *foreign) policyTLS(at *yamltree.Node, name string) *yamltree.Node {
	switch {
	case o.notesTLSPolicy(at):
	case o.Goal == mapping.Catalog:
		o.name = name
		o.afterwards = append(o.afterwards, func(*rewrite.Object) { o.hostsTLS() })
	case !o.hasConfigPolicy() && !o.IsFor20():
		o.Missing(at, tlsToHosts, mapping.NoConfigPolicy)
	case !rewrite.IsObjectName(o.Name()):
		o.Missing(at, tlsToHosts, mapping.NamelessTLS)
	default:
		return rewrite.Sub(o.policySpec(), "tls")
	}
	return nil
}

// notesTLSPolicy reports whether a policy of the input sets the TLS of the object. If so, it adds a note about that policy.
func (o *foreign) notesTLSPolicy(at *yamltree.Node) bool {
	d := o.tlsPolicy()
	if d != nil {
		o.Note(at, references.NameOf(d)+" has the TLS settings")
	}
	return d != nil
}

// tlsPolicy returns the policy of the input that sets the TLS of the object, or nil if there is none.
func (o *foreign) tlsPolicy() *manifest.Document { return o.facts.TLSPolicy }

// findTLSPolicy finds the policy of the input that sets the TLS of the object, before or after its conversion.
func (o *foreign) findTLSPolicy() *manifest.Document {
	for _, r := range o.Index.Referring(o.Document.Name, o.Name()) {
		if d := r.Document; references.SetsTLS(d) && o.isTargetOf(d) {
			return d
		}
	}
	return nil
}

// isTargetOf reports whether the object, before or after its conversion, is a target of a policy.
func (o *foreign) isTargetOf(d *manifest.Document) bool {
	refs := d.Root.Get("spec").Get("targetRefs")
	return refs != nil && slices.ContainsFunc(refs.Items, func(ref *manifest.Node) bool {
		return o.portion.IsTarget(o.Document, ref, d.Namespace) || d.Namespace == o.Document.Namespace && o.isBackendRef(ref)
	})
}

// isBackendRef reports whether a target is the Backend that the object becomes.
func (o *foreign) isBackendRef(ref *manifest.Node) bool {
	return ref.Get("group").String() == references.KgatewayGroup && ref.Get("kind").String() == "Backend" && ref.Get("name").String() == o.Name()
}

// hostsTLS sets the TLS settings of every host, as the catalog requires. The server name is that of the input, or else the default.
func (o *foreign) hostsTLS() {
	name := cmp.Or(o.sni, o.name)
	for _, h := range o.All("static.hosts[]") {
		tls := rewrite.Sub(h, "tls")
		if name != "" && tls.Get("sni") == nil {
			tls.Set("sni", yamltree.Scalar(name))
		}
	}
}

// verifyHosts records the fate of the names to verify, if the target is the catalog. The TLS of the catalog verifies the server name of the
// hosts, so only other names are lost.
func (o *foreign) verifyHosts() {
	for _, n := range o.verified {
		if n.String() == cmp.Or(o.sni, o.name) {
			o.SettleDropped(n, "the TLS of the hosts implies it")
		} else {
			o.SettleLost(n, mapping.NoConfigPolicy)
		}
	}
	o.verified = nil
}

// concludeTLS converts the object's new BackendConfigPolicy to a BackendTLSPolicy if the target is kgateway 2.0. It returns the loss if a
// BackendTLSPolicy cannot express the TLS settings, else nil.
func (o *foreign) concludeTLS() *mapping.Loss {
	if o.policy == nil || !rewrite.IsMapping(o.policy.Find("spec", "tls")) || !o.IsFor20() {
		return nil
	}
	spec := o.policy.Get("spec")
	tls := spec.Get("tls")
	name := policies.NameOfTLS(tls)
	why := policies.Unsayable(o.Object, spec, name)
	if why == "" {
		policies.BecomeTLSPolicy(o.Object, o.policy, name)
		o.policy.Find("metadata", "name").Assign(o.FreeName(references.TLSPolicyKind, "-tls"))
		return nil
	}
	loss := mapping.NoTLSKind.With(why)
	o.loseTLS(tls, loss)
	return &loss
}

// loseTLS removes the object's new policy with its TLS settings, as one loss. If the input has no field for the settings, the loss has a
// description instead.
func (o *foreign) loseTLS(tls *yamltree.Node, why mapping.Loss) {
	o.Supersede(serverName)
	if !o.HasInput(tls) {
		o.Missing(nil, tlsToHosts, why)
	}
	o.Lose(tls, why)
	o.dropPolicy()
}

// trust sets the system's CA certificates in the TLS settings of a policy, as a likely default. It also sets the server name, as
// [foreign.ask] does.
func (o *foreign) trust(tls *yamltree.Node, name string) {
	o.Assume(tls.Set("wellKnownCACertificates", yamltree.Scalar("System")).Value, "the system's CA certificates")
	o.ask(tls, name)
}

// ask sets the server name in the TLS settings of a policy, and the name to verify, unless the settings already have them.
func (o *foreign) ask(tls *yamltree.Node, name string) {
	if rewrite.IsDNS(name) && tls.Get("sni") == nil {
		tls.Insert(0, "sni", yamltree.Scalar(name))
	}
	if tls.Get("verifySubjectAltNames") == nil && name != "" {
		tls.Set("verifySubjectAltNames", yamltree.Sequence(yamltree.Scalar(name)))
	}
}
