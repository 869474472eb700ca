// Package policies converts the TLS settings of a BackendConfigPolicy to a BackendTLSPolicy, the only TLS policy of kgateway 2.0.
package policies

import (
	"fmt"
	"slices"

	"github.com/backendctl/backendctl/internal/convert/references"
	"github.com/backendctl/backendctl/internal/convert/rewrite"
	"github.com/backendctl/backendctl/internal/mapping"
	"github.com/backendctl/backendctl/internal/yamltree"
)

// TLSVersion returns the apiVersion of a BackendTLSPolicy in a release.
func TLSVersion(release mapping.Shape) string {
	if release == mapping.Release("2.0") {
		return references.GatewayGroup + "/v1alpha3"
	}
	return references.GatewayGroup + "/v1"
}

// CACertificates returns a reference to the ConfigMap with the CA certificates for the object. It creates that ConfigMap with a
// placeholder, unless the input has it.
func CACertificates(o *rewrite.Object) *yamltree.Node {
	name := o.BesideName("-ca")
	o.AddCACertificates(name)
	return reference("", "ConfigMap", name)
}

// reference creates a reference to an object of the same namespace.
func reference(group, kind, name string) *yamltree.Node {
	ref := yamltree.Mapping()
	ref.Set("group", yamltree.Scalar(group))
	ref.Set("kind", yamltree.Scalar(kind))
	ref.Set("name", yamltree.Scalar(name))
	return ref
}

// BecomeTLSPolicy converts a BackendConfigPolicy to a BackendTLSPolicy of kgateway 2.0. [Unsayable] must have returned "" for it. The
// parameter name is the result of [NameOfTLS], and becomes the hostname of the policy.
func BecomeTLSPolicy(o *rewrite.Object, root, name *yamltree.Node) {
	root.Get("apiVersion").Assign(TLSVersion(o.Goal))
	root.Get("kind").Assign(references.TLSPolicyKind)
	spec := root.Get("spec")
	tls := spec.Get("tls")
	validate(o, AddValidation(o, spec, spec.Index(tls)), tls, name)
	if tls.Parent() != nil && tls.IsLeaf() {
		tls.Remove()
	}
}

// AddValidation inserts the validation of a BackendTLSPolicy of kgateway 2.0 into a spec at an index, with a reference to CA certificates.
func AddValidation(o *rewrite.Object, spec *yamltree.Node, at int) *yamltree.Node {
	validation := spec.Insert(at, "validation", yamltree.Mapping()).Value
	validation.Set("caCertificateRefs", yamltree.Sequence(CACertificates(o)))
	return validation
}

// NameOfTLS returns the node with the server name in the TLS settings of a BackendConfigPolicy: the SNI, or else the only name to verify.
// It returns nil if there is none.
func NameOfTLS(tls *yamltree.Node) *yamltree.Node {
	if sni := tls.Get("sni"); sni.String() != "" {
		return sni
	}
	if names := rewrite.Items(tls.Get("verifySubjectAltNames")); len(names) == 1 {
		return names[0]
	}
	return nil
}

// Unsayable returns the reason, as a clause, why a BackendTLSPolicy of kgateway 2.0 cannot express the TLS settings in the spec of a
// BackendConfigPolicy. It returns "" if the policy can express them. The parameter name is the result of [NameOfTLS].
func Unsayable(o *rewrite.Object, spec, name *yamltree.Node) string {
	targets := rewrite.Items(spec.Get("targetRefs"))
	switch skip := spec.Find("tls", "insecureSkipVerify"); {
	case rewrite.IsSet(skip) && skip.Value != false:
		return "the certificate is not verified"
	case len(targets) == 0:
		return "it has no targetRefs"
	case name == nil:
		return "it has no server name"
	case !rewrite.IsDNS(name.String()):
		return fmt.Sprintf("%q is not a DNS name in lower case", name.String())
	}
	for _, ref := range targets {
		about := tlsTarget(ref, o.Namespace())
		policy := o.Claimed(about)
		if d := o.Index.TlsPolicyFor(about); d != nil {
			policy = references.NameOf(d)
		}
		if policy != "" {
			return fmt.Sprintf("%s already has the target %s", policy, rewrite.TargetName(ref))
		}
	}
	return ""
}

func tlsTarget(ref *yamltree.Node, namespace string) references.Target {
	return references.Target{Namespace: namespace, Group: ref.Get("group").String(), Kind: ref.Get("kind").String(), Name: ref.Get("name").String()}
}

// ClaimTargets records the targets of the object if it is now a BackendTLSPolicy, and of the BackendTLSPolicies that were created for it.
func ClaimTargets(o *rewrite.Object) {
	roots := []*yamltree.Node{o.Root}
	for _, d := range o.Beside {
		roots = append(roots, d.Root)
	}
	for _, root := range roots {
		if root.Get("kind").String() != references.TLSPolicyKind {
			continue
		}
		for _, ref := range rewrite.Items(root.Find("spec", "targetRefs")) {
			o.Claim(tlsTarget(ref, o.Namespace()), rewrite.NameOf(root))
		}
	}
}

// validate moves the TLS settings of a BackendConfigPolicy to the validation of a BackendTLSPolicy. Settings that a BackendTLSPolicy cannot
// have are lost.
func validate(o *rewrite.Object, validation, tls, name *yamltree.Node) {
	host := name.String()
	fromSNI := name == tls.Get("sni")
	names := tls.Get("verifySubjectAltNames")
	if len(rewrite.Items(names)) == 0 && name.Origin != nil {
		o.Note(name, "the BackendTLSPolicy also verifies the server's name")
	}
	o.Shift(name, validation, "hostname")
	if names != nil && names.IsLeaf() {
		o.Drop(names, "an empty list has no effect")
		names = nil
	}
	for _, other := range rewrite.Items(names) {
		if other.String() == host && fromSNI {
			o.Drop(other, "the hostname of the BackendTLSPolicy is verified")
		} else {
			loseNamed(o, other, fmt.Sprintf("the name %q", other.String()), mapping.NoOtherName.With(host))
		}
	}
	if names != nil && names.Parent() != nil && names.IsLeaf() {
		o.Remove(names)
	}
	loseTLS(o, tls)
}

// loseNamed removes a node as a loss. If the node is not from the input, the loss has a description instead of a field.
func loseNamed(o *rewrite.Object, n *yamltree.Node, what string, why mapping.Loss) {
	if !o.HasInput(n) {
		o.Missing(nil, what, why)
	}
	o.Lose(n, why)
}

// loseTLS removes the remaining TLS settings of a BackendConfigPolicy, as dropped or lost.
func loseTLS(o *rewrite.Object, tls *yamltree.Node) {
	for _, e := range slices.Clone(tls.Fields()) {
		switch e.Key {
		case "wellKnownCACertificates":
			o.Lose(e.Value, mapping.NoSystemCA)
		case "secretRef":
			o.Lose(e.Value, mapping.NoSecretCA.With(o.Release(), e.Value.Get("name").String()))
		case "insecureSkipVerify", "allowRenegotiation", "simpleTLS":
			dropDefault(o, e)
		default:
			o.Lose(e.Value, mapping.NoConfigPolicy)
		}
	}
}

// dropDefault removes a boolean field that a BackendTLSPolicy does not have. The field is dropped if it is false, or if it only concerns
// client certificates. Otherwise it is lost.
func dropDefault(o *rewrite.Object, e *yamltree.Entry) {
	switch {
	case e.Value.Value != true:
		o.Drop(e.Value, "false is the default in the target")
	case e.Key == "simpleTLS":
		o.Drop(e.Value, "a BackendTLSPolicy has no client certificate")
	default:
		o.Lose(e.Value, mapping.NoConfigPolicy)
	}
}
