package convert

import (
	"fmt"
	"slices"
	"strconv"

	"github.com/backendctl/backendctl/internal/fields"
	"github.com/backendctl/backendctl/internal/mapping"
	"github.com/backendctl/backendctl/internal/tree"
)

// tlsVersion returns the API version of a BackendTLSPolicy in a release.
func tlsVersion(release mapping.Shape) string {
	if release == mapping.Release("2.0") {
		return gatewayGroup + "/v1alpha3"
	}
	return gatewayGroup + "/v1"
}

// adaptTLSPolicy sets the API version of a BackendTLSPolicy for the target, and replaces CA certificates that the target ignores.
func (o *object) adaptTLSPolicy() {
	version := o.root.Get("apiVersion")
	if fields.Of(version.String(), tlsPolicyKind) == nil {
		o.refuse(version, mapping.NoTLSVersion.With(o.release(), tlsVersion(o.goal()), version.String()))
		return
	}
	was20 := version.String() == tlsVersion(mapping.Release("2.0"))
	if want := tlsVersion(o.goal()); version.String() != want {
		version.Assign(want)
	}
	validation := o.at("validation")
	if !isMapping(validation) {
		return
	}
	if o.goal().Before("2.2") {
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
func (o *object) noteHonoured(validation *tree.Node) {
	if system := validation.Get("wellKnownCACertificates"); isSet(system) {
		o.note(system, "kgateway 2.0 ignores this and connects in plaintext; from 2.1 on it turns TLS on")
	}
	if refs := items(o.at("targetRefs")); len(refs) > 1 {
		o.note(refs[1], "kgateway 2.0 reads the first target alone; from 2.1 on the policy applies to "+named(refs[1])+", too")
	}
}

// nameAuthorities replaces the system CA certificates, which kgateway 2.0 ignores, with a ConfigMap that the user has to fill in.
func (o *object) nameAuthorities(validation *tree.Node) {
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

// authority returns a reference to the ConfigMap with the CA certificates for the object, and creates the skeleton of that ConfigMap.
func (o *object) authority() *tree.Node {
	name := o.besideName("-ca")
	o.addAuthority(name)
	return reference("", "ConfigMap", name)
}

// reference creates a reference to an object of the same namespace.
func reference(group, kind, name string) *tree.Node {
	ref := tree.Mapping()
	ref.Set("group", tree.Scalar(group))
	ref.Set("kind", tree.Scalar(kind))
	ref.Set("name", tree.Scalar(name))
	return ref
}

// authoritiesInConfigMap replaces references to Secrets with CA certificates by references to ConfigMaps if the target does not read
// Secrets.
func (o *object) authoritiesInConfigMap(validation *tree.Node) {
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
func (o *object) oneTarget() {
	for i, ref := range items(o.at("targetRefs")) {
		if i == 0 {
			continue
		}
		root := o.companion(tlsVersion(o.goal()), tlsPolicyKind, o.freeName(tlsPolicyKind, "-"+strconv.Itoa(i+1)),
			fmt.Sprintf("%s for %s: kgateway 2.0 reads one target of a policy", objectOf(o.root), named(ref)))
		spec := root.Set("spec", tree.Mapping()).Value
		refs := spec.Set("targetRefs", tree.Sequence()).Value
		ref.Move(refs, 0, "")
		spec.Set("validation", o.at("validation").Plain())
	}
}

// toTLSPolicy converts a BackendConfigPolicy, which kgateway 2.0 does not have, to a BackendTLSPolicy if that can express its TLS.
func (o *object) toTLSPolicy() {
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
	if o.set.index.has(tlsPolicyKind, o.namespace(), o.name()) {
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

// concludeTLS converts the object's new BackendConfigPolicy to a BackendTLSPolicy if the goal is kgateway 2.0. It returns the loss if a
// BackendTLSPolicy cannot express the TLS, else nil.
func (o *object) concludeTLS() *mapping.Loss {
	if o.policy == nil || !o.isFor20() || !isMapping(o.policy.Find("spec", "tls")) {
		return nil
	}
	spec := o.policy.Get("spec")
	tls := spec.Get("tls")
	if o.tlsPolicy() != nil {
		o.lose(tls, mapping.SaidTwice)
		o.dropPolicy()
		return nil
	}
	name := nameOfTLS(tls)
	why := o.unsayable(spec, name)
	if why == "" {
		o.becomeTLSPolicy(o.policy, name)
		o.policy.Find("metadata", "name").Assign(o.freeName(tlsPolicyKind, "-tls"))
		return nil
	}
	loss := mapping.NoTLSKind.With(why)
	o.lose(tls, loss)
	o.dropPolicy()
	o.missing(nil, tlsToHosts, loss)
	return &loss
}

// becomeTLSPolicy converts a BackendConfigPolicy to a BackendTLSPolicy of kgateway 2.0, which must be able to express its TLS. The node
// name becomes its hostname.
func (o *object) becomeTLSPolicy(root, name *tree.Node) {
	root.Get("apiVersion").Assign(tlsVersion(o.goal()))
	root.Get("kind").Assign(tlsPolicyKind)
	spec := root.Get("spec")
	tls := spec.Get("tls")
	o.validate(o.addValidation(spec, spec.Index(tls)), tls, name)
	if tls.Parent() != nil && tls.IsLeaf() {
		tls.Remove()
	}
}

// addValidation adds the validation of a BackendTLSPolicy of kgateway 2.0 to its spec, with the CA certificates.
func (o *object) addValidation(spec *tree.Node, at int) *tree.Node {
	validation := spec.Insert(at, "validation", tree.Mapping()).Value
	validation.Set("caCertificateRefs", tree.Sequence(o.authority()))
	return validation
}

// nameOfTLS returns the node with the server name in the TLS of a BackendConfigPolicy: the SNI, or else the only name that is verified.
func nameOfTLS(tls *tree.Node) *tree.Node {
	if sni := tls.Get("sni"); sni.String() != "" {
		return sni
	}
	if names := items(tls.Get("verifySubjectAltNames")); len(names) == 1 {
		return names[0]
	}
	return nil
}

// unsayable returns, as a clause, why a BackendTLSPolicy of kgateway 2.0 cannot express the TLS in the spec of a BackendConfigPolicy, or ""
// if it can. The name is the result of nameOfTLS.
func (o *object) unsayable(spec, name *tree.Node) string {
	targets := items(spec.Get("targetRefs"))
	switch skip := spec.Find("tls", "insecureSkipVerify"); {
	case isSet(skip) && skip.Value != false:
		return "the certificate is not verified"
	case len(targets) == 0:
		return "it has no targetRefs"
	case name == nil:
		return "it asks for no name"
	case !isDNS(name.String()):
		return fmt.Sprintf("%q is not a DNS name in lower case", name.String())
	}
	for _, ref := range targets {
		policy := o.set.tlsPolicies[tlsTarget(ref, o.namespace())]
		if d := o.set.index.tlsPolicies[tlsTarget(ref, o.namespace())]; d != nil {
			policy = objectOfDocument(d)
		}
		if policy != "" {
			return fmt.Sprintf("%s is about %s already", policy, named(ref))
		}
	}
	return ""
}

// A policyTarget is a target of a BackendTLSPolicy.
type policyTarget struct{ namespace, group, kind, name string }

func tlsTarget(ref *tree.Node, namespace string) policyTarget {
	return policyTarget{namespace, ref.Get("group").String(), ref.Get("kind").String(), ref.Get("name").String()}
}

// noteTLSPolicies records the targets of the BackendTLSPolicies that the object becomes or that were created for it.
func (o *object) noteTLSPolicies() {
	roots := []*tree.Node{o.root}
	for _, d := range o.beside {
		roots = append(roots, d.Root)
	}
	for _, root := range roots {
		if root.Get("kind").String() != tlsPolicyKind {
			continue
		}
		for _, ref := range items(root.Find("spec", "targetRefs")) {
			o.set.tlsPolicies[tlsTarget(ref, o.namespace())] = objectOf(root)
		}
	}
}

// validate moves the TLS settings of a BackendConfigPolicy to the validation of a BackendTLSPolicy.
func (o *object) validate(validation, tls, name *tree.Node) {
	host := name.String()
	fromSNI := name == tls.Get("sni")
	names := tls.Get("verifySubjectAltNames")
	if len(items(names)) == 0 && name.Origin != nil {
		o.note(name, "the BackendTLSPolicy verifies the name of the server as well")
	}
	o.shift(name, validation, "hostname")
	if names != nil && names.IsLeaf() {
		o.drop(names, "an empty list names no other server")
		names = nil
	}
	for _, other := range items(names) {
		if other.String() == host && fromSNI {
			o.drop(other, "the hostname of the BackendTLSPolicy is verified")
		} else {
			o.loseSaid(other, fmt.Sprintf("the name %q", other.String()), mapping.NoOtherName.With(host))
		}
	}
	if names != nil && names.Parent() != nil && names.IsLeaf() {
		o.remove(names)
	}
	o.loseTLS(tls)
}

// loseSaid removes a node. If no leaf of the input has its meaning, it reports the loss in words.
func (o *object) loseSaid(n *tree.Node, what string, why mapping.Loss) {
	if n.Origin == nil {
		o.missing(nil, what, why)
	}
	o.lose(n, why)
}

// loseTLS removes the remaining TLS settings of a BackendConfigPolicy.
func (o *object) loseTLS(tls *tree.Node) {
	for _, e := range slices.Clone(tls.Fields()) {
		switch e.Key {
		case "wellKnownCACertificates":
			o.lose(e.Value, mapping.NoSystemCA)
		case "secretRef":
			o.lose(e.Value, mapping.NoSecretCA.With(o.release(), e.Value.Get("name").String()))
		case "insecureSkipVerify", "allowRenegotiation", "simpleTLS":
			o.dropDefault(e)
		default:
			o.lose(e.Value, mapping.NoConfigPolicy)
		}
	}
}

// dropDefault removes a switch that is off, which has no effect, and simpleTLS, because a BackendTLSPolicy has no client certificate.
func (o *object) dropDefault(e *tree.Entry) {
	switch {
	case e.Value.Value != true:
		o.drop(e.Value, "false is what happens there anyway")
	case e.Key == "simpleTLS":
		o.drop(e.Value, "a BackendTLSPolicy has no client certificate")
	default:
		o.lose(e.Value, mapping.NoConfigPolicy)
	}
}
