package convert

import (
	"slices"

	"github.com/backendctl/backendctl/internal/convert/products"
	"github.com/backendctl/backendctl/internal/convert/references"
	"github.com/backendctl/backendctl/internal/fields"
	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/mapping"
)

// isCompanion reports whether a document is a companion: a resource other than a Backend that may have to change for the target. It is a
// policy, an extension, or a route of a kind that the target does not read.
func (in *input) isCompanion(d *manifest.Document) bool {
	if in.Target.Catalog() || d.Root == nil || d.Broken || d.Encrypted {
		return false
	}
	switch {
	case references.GroupOf(d.APIVersion) == references.KgatewayGroup:
		has, known := fields.HasPolicy(in.Target, references.KgatewayGroup, d.Kind)
		return fields.Of(d.APIVersion, d.Kind) != nil || known && !has
	case references.IsKind(d, references.GatewayGroup, references.TLSPolicyKind):
		refs := d.Root.Get("spec").Get("targetRefs")
		return refs != nil && slices.ContainsFunc(refs.Items, func(ref *manifest.Node) bool { return in.isTLSTarget(ref, d.Namespace) })
	case references.IsKind(d, references.GatewayGroup, "GRPCRoute"):
		return in.Target.Within("", "2.0") && slices.ContainsFunc(references.MentionsIn(d), references.Mention.IsBackend)
	}
	return false
}

// isTLSTarget reports whether a target of a BackendTLSPolicy is an object that kgateway reads, or becomes one in this conversion.
func (in *input) isTLSTarget(ref *manifest.Node, namespace string) bool {
	kind, of := ref.Get("kind").String(), references.GroupIn(ref)
	if kind == references.BackendKind && of == references.KgatewayGroup || kind == "Service" && of == "" {
		return true
	}
	return slices.ContainsFunc(in.Index.ObjectsNamed(kind, namespace, ref.Get("name").String()), func(d *manifest.Document) bool {
		return references.GroupOf(d.APIVersion) == of && products.Of(d, in.options.From) != nil
	})
}

// releaseOf returns the release that a companion was written for: the release that the user names; else 2.0 for a BackendTLSPolicy of
// v1alpha3; else the target if it has all fields of the companion; else the newest release that has them all. For a BackendTLSPolicy of v1
// and a GRPCRoute, only releases from 2.1 on count. If no release fits, it is the target.
func (in *input) releaseOf(d *manifest.Document) mapping.Shape {
	if t, ok := targetOf(in.options.From); ok && !t.Catalog() {
		return in.options.From
	}
	if references.IsKind(d, references.GatewayGroup, references.TLSPolicyKind) && d.APIVersion == references.GatewayGroup+"/v1alpha3" {
		return mapping.Release("2.0")
	}
	isLater := references.GroupOf(d.APIVersion) == references.GatewayGroup // a BackendTLSPolicy of v1, or a GRPCRoute
	for _, t := range in.candidates() {
		if !t.Catalog() && hasFields(d, t) && (!isLater || t.Within("2.1", "")) {
			return mapping.Of(t)
		}
	}
	return mapping.Of(in.Target)
}
