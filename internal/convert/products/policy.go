package products

import (
	"slices"
	"strings"

	"github.com/backendctl/backendctl/internal/convert/references"
	"github.com/backendctl/backendctl/internal/convert/rewrite"
	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/mapping"
	"github.com/backendctl/backendctl/internal/yamltree"
)

// toPolicy moves a node to a path of the object's BackendConfigPolicy. The node is lost if the target shape has no such policy or field.
// For the catalog, hostsTLS sets the server name in every host later.
func (o *foreign) toPolicy(n *yamltree.Node, path string) {
	since := mapping.PolicySince(path)
	own := (*manifest.Document)(nil)
	if isTLS(path) && o.Goal != mapping.Agentgateway {
		own = o.tlsPolicy()
	}
	switch {
	case own != nil:
		o.yieldTo(own, n, path)
		return
	case o.Goal == mapping.Catalog && path == "tls.sni" && n.String() != "":
		o.sni = n.String()
		o.SettleAs(n, rewrite.PlaceAt("Backend/"+o.Name(), "/spec"))
		o.Remove(n)
		return
	case o.Goal == mapping.Catalog && path == "tls.verifySubjectAltNames" && len(rewrite.Items(n)) > 0:
		o.verified = rewrite.Items(n)
		o.Remove(n)
		return
	case o.Goal == mapping.Catalog && path == "tls.wellKnownCACertificates" && n.Value == "System":
		o.Drop(n, "the TLS of the hosts implies it")
		return
	case !o.hasConfigPolicy() && (!o.IsFor20() || !isTLS(path)):
		o.Lose(n, mapping.NoConfigPolicy)
		return
	case o.hasConfigPolicy() && o.Goal.Before(since):
		o.Lose(n, mapping.NewerPolicy.With(since))
		return
	case !rewrite.IsObjectName(o.Name()):
		o.Lose(n, mapping.NamelessTLS)
		return
	}
	for _, e := range slices.Clone(n.Fields()) {
		if _, ok := e.Value.Value.(string); n.Kind == manifest.Mapping || !ok {
			o.SettleLost(e.Value, o.NoSuchField()) // the policy accepts only a scalar or a list of texts here
			e.Value.Remove()
		}
	}
	if kind := mapping.PolicyType(path); typeOf(n) != kind {
		o.Lose(n, mapping.NotTaken.With("a BackendConfigPolicy", "it must be of type "+kind))
		return
	}
	if n.Value == "" {
		o.Drop(n, "an empty text has no effect")
		return
	}
	way := strings.Split(path, ".")
	up := rewrite.Sub(o.policySpec(), way[:len(way)-1]...)
	if up.Get(way[len(way)-1]) != nil {
		o.Lose(n, mapping.SaidTwice)
		return
	}
	from := n.Parent()
	o.Shift(n, up, way[len(way)-1])
	o.Prune(from)
}

// hasConfigPolicy reports whether the target shape is a release that has BackendConfigPolicies: 2.1 or later.
func (o *foreign) hasConfigPolicy() bool { return o.Goal.Line() != "" && !o.Goal.Before("2.1") }

// isTLS reports whether a path of a BackendConfigPolicy is a TLS setting. A BackendTLSPolicy may be able to express it.
func isTLS(path string) bool { return strings.HasPrefix(path, "tls.") }

// typeOf returns the JSON Schema type of a value.
func typeOf(n *yamltree.Node) string {
	switch n.Kind {
	case manifest.Mapping:
		return "object"
	case manifest.Sequence:
		return "array"
	}
	switch n.Value.(type) {
	case string:
		return "string"
	case bool:
		return "boolean"
	case int64:
		return "integer"
	}
	return "number"
}

// policySpec returns the spec of the object's new BackendConfigPolicy, and creates the policy if necessary.
func (o *foreign) policySpec() *yamltree.Node {
	if o.policy == nil {
		o.policy = o.AddCompanion(references.KgatewayGroup+"/v1alpha1", references.ConfigPolicyKind, o.FreeName(references.ConfigPolicyKind, "-config"), "traffic settings from "+references.Qualified(references.NameOf(o.Document), o.Document.APIVersion))
		spec := o.policy.Set("spec", yamltree.Mapping()).Value
		o.SetTarget(spec)
	}
	return o.policy.Get("spec")
}

// concludePolicy completes the object's new policy: it adds required values, removes values that the API server would reject, and removes
// the policy if it is then empty.
func (o *foreign) concludePolicy() {
	if o.policy == nil {
		return
	}
	o.concludeTLS()
	if o.policy == nil {
		return
	}
	spec := o.policy.Get("spec")
	o.durations(spec, "")
	o.counts(spec)
	o.checks(spec)
	o.balance(spec)
	o.trusted(spec)
	o.oneProtocol(spec)
	for _, e := range slices.Clone(spec.Entries) {
		if e.Value.Kind == manifest.Mapping && e.Value.IsLeaf() {
			e.Value.Remove()
		}
	}
	if len(spec.Entries) == 1 {
		o.dropPolicy()
	}
}

// dropPolicy removes the object's new policy.
func (o *foreign) dropPolicy() {
	o.DropCompanion(o.policy)
	o.policy = nil
}
