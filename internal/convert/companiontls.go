package convert

import (
	"fmt"
	"slices"
	"strconv"

	"github.com/backendctl/backendctl/internal/fields"
	"github.com/backendctl/backendctl/internal/mapping"
	"github.com/backendctl/backendctl/internal/tree"
)

// adaptTLSPolicy sets the API version of a BackendTLSPolicy for the target, and replaces CA certificates that the target ignores.
func (o *adaptation) adaptTLSPolicy() {
	version := o.root.Get("apiVersion")
	if fields.Of(version.String(), tlsPolicyKind) == nil {
		o.refuse(version, mapping.NoTLSVersion.With(o.release(), tlsVersion(o.goal), version.String()))
		return
	}
	was20 := version.String() == tlsVersion(mapping.Release("2.0"))
	if want := tlsVersion(o.goal); version.String() != want {
		version.Assign(want)
	}
	validation := o.at("validation")
	if !isMapping(validation) {
		return
	}
	if o.goal.Before("2.2") {
		o.authoritiesInConfigMap(validation)
	}
	if o.isFor20() {
		o.nameAuthorities(validation)
		o.oneTarget()
	} else if was20 {
		o.noteHonoured(validation)
	}
}

// noteHonoured notes settings that kgateway 2.0 ignores and later releases apply.
func (o *adaptation) noteHonoured(validation *tree.Node) {
	if system := validation.Get("wellKnownCACertificates"); isSet(system) {
		o.note(system, "kgateway 2.0 ignores this and connects in plaintext; from 2.1 on it turns TLS on")
	}
	if refs := items(o.at("targetRefs")); len(refs) > 1 {
		o.note(refs[1], "kgateway 2.0 reads the first target alone; from 2.1 on the policy applies to "+named(refs[1])+", too")
	}
}

// nameAuthorities replaces the system CA certificates, which kgateway 2.0 ignores, with a ConfigMap that the user has to fill in.
func (o *adaptation) nameAuthorities(validation *tree.Node) {
	system := validation.Get("wellKnownCACertificates")
	if !isSet(system) {
		return
	}
	if len(items(validation.Get("caCertificateRefs"))) == 0 {
		o.clear(validation.Get("caCertificateRefs"))
		validation.Insert(validation.Index(system), "caCertificateRefs", tree.Sequence(o.authority()))
	}
	o.lose(system, mapping.NoSystemCA)
}

// authoritiesInConfigMap replaces references to Secrets with CA certificates by references to ConfigMaps if the target does not read
// Secrets.
func (o *adaptation) authoritiesInConfigMap(validation *tree.Node) {
	for _, ref := range items(validation.Get("caCertificateRefs")) {
		kind := ref.Get("kind")
		if kind.String() != "Secret" {
			continue
		}
		name := ref.Get("name").String()
		o.settleLost(kind, mapping.NoSecretCA.With(o.release(), name))
		kind.Assign("ConfigMap")
		if isObjectName(name) {
			o.addAuthority(name)
		}
	}
}

// oneTarget creates a separate policy for each target after the first, because kgateway 2.0 reads only the first target.
func (o *adaptation) oneTarget() {
	for i, ref := range items(o.at("targetRefs")) {
		if i == 0 {
			continue
		}
		root := o.companion(tlsVersion(o.goal), tlsPolicyKind, o.freeName(tlsPolicyKind, "-"+strconv.Itoa(i+1)),
			fmt.Sprintf("%s for %s: kgateway 2.0 reads one target of a policy", objectOf(o.root), named(ref)))
		spec := root.Set("spec", tree.Mapping()).Value
		refs := spec.Set("targetRefs", tree.Sequence()).Value
		ref.Move(refs, 0, "")
		spec.Set("validation", o.at("validation").Plain())
	}
}

// toTLSPolicy converts a BackendConfigPolicy, which kgateway 2.0 does not have, to a BackendTLSPolicy if that can express its TLS.
func (o *adaptation) toTLSPolicy() {
	tls := o.at("tls")
	if !isMapping(tls) {
		o.refuse(o.root.Get("kind"), mapping.NoConfigPolicy)
		return
	}
	name := nameOfTLS(tls)
	if why := o.unsayable(o.spec, name); why != "" {
		o.refuse(tls, mapping.NoTLSKind.With(why))
		return
	}
	o.becomeTLSPolicy(o.root, name)
	if o.index.has(tlsPolicyKind, o.namespace(), o.name()) {
		o.root.Find("metadata", "name").Assign(o.freeName(tlsPolicyKind, "-tls"))
	}
	for _, e := range slices.Clone(o.spec.Fields()) {
		if !slices.Contains([]string{"targetRefs", "validation"}, e.Key) {
			o.lose(e.Value, mapping.NoConfigPolicy)
		}
	}
	o.oneTarget()
	o.note(o.root.Get("kind"), "kgateway 2.0 has no BackendConfigPolicy; "+objectOf(o.root)+" says the TLS")
}
