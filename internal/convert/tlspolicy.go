package convert

import (
	"fmt"
	"slices"

	"github.com/backendctl/backendctl/internal/mapping"
	"github.com/backendctl/backendctl/internal/tree"
)

// A maker makes and rewrites policies with the TLS of backends.
type maker struct{ *object }

// tlsVersion returns the API version of a BackendTLSPolicy in a release.
func tlsVersion(release mapping.Shape) string {
	if release == mapping.Release("2.0") {
		return gatewayGroup + "/v1alpha3"
	}
	return gatewayGroup + "/v1"
}

// authority returns a reference to the ConfigMap with the CA certificates for the object, and creates the skeleton of that ConfigMap.
func (o maker) authority() *tree.Node {
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

// becomeTLSPolicy converts a BackendConfigPolicy to a BackendTLSPolicy of kgateway 2.0, which must be able to express its TLS. The node
// name becomes its hostname.
func (o maker) becomeTLSPolicy(root, name *tree.Node) {
	root.Get("apiVersion").Assign(tlsVersion(o.goal))
	root.Get("kind").Assign(tlsPolicyKind)
	spec := root.Get("spec")
	tls := spec.Get("tls")
	o.validate(o.addValidation(spec, spec.Index(tls)), tls, name)
	if tls.Parent() != nil && tls.IsLeaf() {
		tls.Remove()
	}
}

// addValidation adds the validation of a BackendTLSPolicy of kgateway 2.0 to its spec, with the CA certificates.
func (o maker) addValidation(spec *tree.Node, at int) *tree.Node {
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
func (o maker) unsayable(spec, name *tree.Node) string {
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
		about := tlsTarget(ref, o.namespace())
		policy := o.claims[about]
		if d := o.index.tlsPolicies[about]; d != nil {
			policy = objectOfDocument(d)
		}
		if policy != "" {
			return fmt.Sprintf("%s is about %s already", policy, named(ref))
		}
	}
	return ""
}

func tlsTarget(ref *tree.Node, namespace string) policyTarget {
	return policyTarget{namespace, ref.Get("group").String(), ref.Get("kind").String(), ref.Get("name").String()}
}

// claimTargets records the targets of the BackendTLSPolicies that the object becomes or that were created for it.
func (o maker) claimTargets() {
	roots := []*tree.Node{o.root}
	for _, d := range o.beside {
		roots = append(roots, d.Root)
	}
	for _, root := range roots {
		if root.Get("kind").String() != tlsPolicyKind {
			continue
		}
		for _, ref := range items(root.Find("spec", "targetRefs")) {
			o.claims[tlsTarget(ref, o.namespace())] = objectOf(root)
		}
	}
}

// validate moves the TLS settings of a BackendConfigPolicy to the validation of a BackendTLSPolicy.
func (o maker) validate(validation, tls, name *tree.Node) {
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
func (o maker) loseSaid(n *tree.Node, what string, why mapping.Loss) {
	if n.Origin == nil {
		o.missing(nil, what, why)
	}
	o.lose(n, why)
}

// loseTLS removes the remaining TLS settings of a BackendConfigPolicy.
func (o maker) loseTLS(tls *tree.Node) {
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
func (o maker) dropDefault(e *tree.Entry) {
	switch {
	case e.Value.Value != true:
		o.drop(e.Value, "false is what happens there anyway")
	case e.Key == "simpleTLS":
		o.drop(e.Value, "a BackendTLSPolicy has no client certificate")
	default:
		o.lose(e.Value, mapping.NoConfigPolicy)
	}
}
