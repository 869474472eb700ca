// Package policies converts the TLS of a BackendConfigPolicy to a BackendTLSPolicy, which is all that kgateway 2.0 has.
package policies

import (
	"fmt"
	"slices"

	"github.com/backendctl/backendctl/internal/convert/references"
	"github.com/backendctl/backendctl/internal/convert/rewrite"
	"github.com/backendctl/backendctl/internal/mapping"
	"github.com/backendctl/backendctl/internal/yamltree"
)

// TLSVersion returns the API version of a BackendTLSPolicy in a release.
func TLSVersion(release mapping.Shape) string {
	if release == mapping.Release("2.0") {
		return references.GatewayGroup + "/v1alpha3"
	}
	return references.GatewayGroup + "/v1"
}

// Authority returns a reference to the ConfigMap with the CA certificates for the object, and creates the skeleton of that ConfigMap.
func Authority(o *rewrite.Object) *yamltree.Node {
	name := o.BesideName("-ca")
	o.AddAuthority(name)
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

// BecomeTLSPolicy converts a BackendConfigPolicy to a BackendTLSPolicy of kgateway 2.0, which must be able to express its TLS. The node
// name becomes its hostname.
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

// AddValidation adds the validation of a BackendTLSPolicy of kgateway 2.0 to its spec, with the CA certificates.
func AddValidation(o *rewrite.Object, spec *yamltree.Node, at int) *yamltree.Node {
	validation := spec.Insert(at, "validation", yamltree.Mapping()).Value
	validation.Set("caCertificateRefs", yamltree.Sequence(Authority(o)))
	return validation
}

// NameOfTLS returns the node with the server name in the TLS of a BackendConfigPolicy: the SNI, or else the only name that is verified.
func NameOfTLS(tls *yamltree.Node) *yamltree.Node {
	if sni := tls.Get("sni"); sni.String() != "" {
		return sni
	}
	if names := rewrite.Items(tls.Get("verifySubjectAltNames")); len(names) == 1 {
		return names[0]
	}
	return nil
}

// Unsayable returns, as a clause, why a BackendTLSPolicy of kgateway 2.0 cannot express the TLS in the spec of a BackendConfigPolicy, or ""
// if it can. The name is the result of nameOfTLS.
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

// ClaimTargets records the targets of the BackendTLSPolicies that the object becomes or that were created for it.
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

// validate moves the TLS settings of a BackendConfigPolicy to the validation of a BackendTLSPolicy.
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

// loseSaid removes a node. If no leaf of the input has its meaning, it reports the loss in words.
func loseNamed(o *rewrite.Object, n *yamltree.Node, what string, why mapping.Loss) {
	if n.Origin == nil {
		o.Missing(nil, what, why)
	}
	o.Lose(n, why)
}

// loseTLS removes the remaining TLS settings of a BackendConfigPolicy.
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

// dropDefault removes a switch that is off, which has no effect, and simpleTLS, because a BackendTLSPolicy has no client certificate.
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
