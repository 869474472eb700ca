package convert

import (
	"fmt"
	"slices"
	"strconv"

	"github.com/backendctl/backendctl/internal/convert/policies"
	"github.com/backendctl/backendctl/internal/convert/references"
	"github.com/backendctl/backendctl/internal/convert/rewrite"
	"github.com/backendctl/backendctl/internal/fields"
	"github.com/backendctl/backendctl/internal/mapping"
	"github.com/backendctl/backendctl/internal/yamltree"
)

// adaptTLSPolicy sets the API version of a BackendTLSPolicy for the target, and replaces CA certificates of a kind that the target ignores.
func (o *adaptation) adaptTLSPolicy() {
	version := o.Root.Get("apiVersion")
	if fields.Of(version.String(), references.TLSPolicyKind) == nil {
		o.Refuse(version, mapping.NoTLSVersion.With(o.release(), policies.TLSVersion(o.Goal), version.String()))
		return
	}
	was20 := version.String() == policies.TLSVersion(mapping.Release("2.0"))
	if want := policies.TLSVersion(o.Goal); version.String() != want {
		version.Assign(want)
	}
	validation := o.At("validation")
	if !rewrite.IsMapping(validation) {
		return
	}
	if o.Goal.Before("2.2") {
		o.caCertificatesInConfigMap(validation)
	}
	if o.IsFor20() {
		o.referToCACertificates(validation)
		o.oneTarget()
	} else if was20 {
		o.noteHonoured(validation)
	}
}

// noteHonoured notes settings that kgateway 2.0 ignores and later releases apply.
func (o *adaptation) noteHonoured(validation *yamltree.Node) {
	if system := validation.Get("wellKnownCACertificates"); rewrite.IsSet(system) {
		o.Note(system, "kgateway 2.0 ignores this and connects in plaintext; from 2.1 on it turns TLS on")
	}
	if refs := rewrite.Items(o.At("targetRefs")); len(refs) > 1 {
		o.Note(refs[1], "kgateway 2.0 reads only the first target; from 2.1 on the policy applies to "+rewrite.TargetName(refs[1])+", too")
	}
}

// referToCACertificates replaces the system CA certificates, which kgateway 2.0 ignores, with a reference to a new ConfigMap. The user must
// add the CA certificates to that ConfigMap.
func (o *adaptation) referToCACertificates(validation *yamltree.Node) {
	system := validation.Get("wellKnownCACertificates")
	if !rewrite.IsSet(system) {
		return
	}
	if len(rewrite.Items(validation.Get("caCertificateRefs"))) == 0 {
		o.Clear(validation.Get("caCertificateRefs"))
		validation.Insert(validation.Index(system), "caCertificateRefs", yamltree.Sequence(policies.CACertificates(o.Object)))
	}
	o.Lose(system, mapping.NoSystemCA)
}

// caCertificatesInConfigMap changes references to Secrets with CA certificates into references to ConfigMaps. The target reads CA
// certificates only from ConfigMaps.
func (o *adaptation) caCertificatesInConfigMap(validation *yamltree.Node) {
	for _, ref := range rewrite.Items(validation.Get("caCertificateRefs")) {
		kind := ref.Get("kind")
		if kind.String() != "Secret" {
			continue
		}
		name := ref.Get("name").String()
		o.SettleLost(kind, mapping.NoSecretCA.With(o.release(), name))
		kind.Assign("ConfigMap")
		if rewrite.IsObjectName(name) {
			o.AddCACertificates(name)
		}
	}
}

// oneTarget creates a separate policy for each target after the first, because kgateway 2.0 reads only the first target.
func (o *adaptation) oneTarget() {
	for i, ref := range rewrite.Items(o.At("targetRefs")) {
		if i == 0 {
			continue
		}
		root := o.AddCompanion(policies.TLSVersion(o.Goal), references.TLSPolicyKind, o.FreeName(references.TLSPolicyKind, "-"+strconv.Itoa(i+1)),
			fmt.Sprintf("%s for %s: kgateway 2.0 reads only one target of a policy", rewrite.NameOf(o.Root), rewrite.TargetName(ref)))
		spec := root.Set("spec", yamltree.Mapping()).Value
		refs := spec.Set("targetRefs", yamltree.Sequence()).Value
		ref.Move(refs, 0, "")
		spec.Set("validation", o.At("validation").Plain())
	}
}

// toTLSPolicy converts a BackendConfigPolicy to a BackendTLSPolicy, because kgateway 2.0 has no BackendConfigPolicy. It refuses the policy
// if a BackendTLSPolicy cannot express its TLS settings.
func (o *adaptation) toTLSPolicy() {
	tls := o.At("tls")
	if !rewrite.IsMapping(tls) {
		o.Refuse(o.Root.Get("kind"), mapping.NoConfigPolicy)
		return
	}
	name := policies.NameOfTLS(tls)
	if why := policies.Unsayable(o.Object, o.Spec, name); why != "" {
		o.Refuse(tls, mapping.NoTLSKind.With(why))
		return
	}
	policies.BecomeTLSPolicy(o.Object, o.Root, name)
	if o.Index.Has(references.TLSPolicyKind, o.Namespace(), o.Name()) {
		o.Root.Find("metadata", "name").Assign(o.FreeName(references.TLSPolicyKind, "-tls"))
	}
	for _, e := range slices.Clone(o.Spec.Fields()) {
		if !slices.Contains([]string{"targetRefs", "validation"}, e.Key) {
			o.Lose(e.Value, mapping.NoConfigPolicy)
		}
	}
	o.oneTarget()
	o.Note(o.Root.Get("kind"), "kgateway 2.0 has no BackendConfigPolicy; the TLS settings are now in "+rewrite.NameOf(o.Root))
}
