package products

import (
	"reflect"
	"slices"
	"strings"

	"github.com/backendctl/backendctl/internal/convert/references"
	"github.com/backendctl/backendctl/internal/convert/rewrite"
	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/mapping"
	"github.com/backendctl/backendctl/internal/yamltree"
)

// yieldTo removes a TLS setting, because a policy of the input already sets the TLS of the object, and two policies are not combined. The
// setting is dropped if the policy has the same one, else it is lost. The path is the setting's path in a BackendConfigPolicy.
func (o *foreign) yieldTo(policy *manifest.Document, n *yamltree.Node, path string) {
	kept := rewrite.KeptBy(references.NameOf(policy) + " has this setting")
	why := mapping.OtherTLSPolicy.With(references.NameOf(policy))
	has := func(v *yamltree.Node) bool { return hasTLS(policy, path, v.JSON()) }
	items := rewrite.Items(n)
	switch {
	case has(n):
		o.Settle(n, kept)
	case n.Kind == manifest.Sequence && len(items) == 0:
		o.SettleDropped(n, "an empty list has no effect")
	case !slices.ContainsFunc(items, has):
		o.SettleLost(n, why)
	default:
		for _, item := range items {
			if has(item) {
				o.Settle(item, kept)
			} else {
				o.SettleLost(item, why)
			}
		}
	}
	o.Remove(n)
}

// hasTLS reports whether a policy has a TLS setting: a value or, for a list, one item. The path is the setting's path in a
// BackendConfigPolicy.
func hasTLS(policy *manifest.Document, path string, value any) bool {
	tls := references.TLSOf(policy)
	if policy.Kind == references.TLSPolicyKind {
		return slices.ContainsFunc(validatedBy(tls, path), func(n *manifest.Node) bool { return n != nil && reflect.DeepEqual(n.JSON(), value) })
	}
	n, depth := policy.Root.Get("spec").Lookup(strings.Split(path, "."))
	if depth < strings.Count(path, ".")+1 {
		return false
	}
	return reflect.DeepEqual(n.JSON(), value) || slices.ContainsFunc(n.Items, func(item *manifest.Node) bool { return reflect.DeepEqual(item.JSON(), value) })
}

// validatedBy returns the values in the validation of a BackendTLSPolicy that correspond to a path of a BackendConfigPolicy. A missing
// value is nil.
func validatedBy(validation *manifest.Node, path string) []*manifest.Node {
	switch path {
	case "tls.sni":
		return []*manifest.Node{validation.Get("hostname")}
	case "tls.wellKnownCACertificates", caCertificates:
		return []*manifest.Node{validation.Get(strings.TrimPrefix(path, "tls."))}
	case "tls.verifySubjectAltNames":
		names := validation.Get("subjectAltNames")
		if names == nil || len(names.Items) == 0 {
			return []*manifest.Node{validation.Get("hostname")}
		}
		var all []*manifest.Node
		for _, item := range names.Items {
			all = append(all, item.Get("hostname"))
		}
		return all
	}
	return nil
}

// caCertificates is the path of references to CA certificates, which a BackendTLSPolicy has and a BackendConfigPolicy does not.
const caCertificates = "tls.caCertificateRefs"
