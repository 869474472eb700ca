package convert

import (
	"slices"

	"github.com/backendctl/backendctl/internal/fields"
	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/mapping"
)

// isCompanion reports whether a document is a resource that differs between releases and is not a Backend: a policy, an extension, or a
// route that the target does not read.
func (in *input) isCompanion(d *manifest.Document) bool {
	if in.target.Catalog() || d.Root == nil || d.Broken || d.Encrypted {
		return false
	}
	switch {
	case groupOf(d.APIVersion) == group:
		has, known := fields.HasPolicy(in.target, group, d.Kind)
		return fields.Of(d.APIVersion, d.Kind) != nil || known && !has
	case isKind(d, gatewayGroup, tlsPolicyKind):
		refs := d.Root.Get("spec").Get("targetRefs")
		return refs != nil && slices.ContainsFunc(refs.Items, func(ref *manifest.Node) bool { return in.isTLSTarget(ref, d.Namespace) })
	case isKind(d, gatewayGroup, "GRPCRoute"):
		return in.target.Within("", "2.0") && slices.ContainsFunc(mentionsIn(d), mention.isBackend)
	}
	return false
}

// isTLSTarget reports whether kgateway reads a target of a BackendTLSPolicy, before or after the conversion of that target.
func (in *input) isTLSTarget(ref *manifest.Node, namespace string) bool {
	kind, of := ref.Get("kind").String(), groupIn(ref)
	if kind == backendKind && of == group || kind == "Service" && of == "" {
		return true
	}
	return slices.ContainsFunc(in.index.objectsNamed(kind, namespace, ref.Get("name").String()), func(d *manifest.Document) bool {
		return groupOf(d.APIVersion) == of && productOf(d, in.options.From) != nil
	})
}

// releaseOf returns the release that a companion was written for: the one that the user names; 2.0 for a BackendTLSPolicy of v1alpha3;
// else the target if it has all the fields, else the newest release that has them all. Other kinds of the Gateway API need at least
// 2.1. If no release fits, it is the target.
func (in *input) releaseOf(d *manifest.Document) mapping.Shape {
	if t, ok := targetOf(in.options.From); ok && !t.Catalog() {
		return in.options.From
	}
	if isKind(d, gatewayGroup, tlsPolicyKind) && d.APIVersion == gatewayGroup+"/v1alpha3" {
		return mapping.Release("2.0")
	}
	isLater := groupOf(d.APIVersion) == gatewayGroup // a BackendTLSPolicy of v1, or a GRPCRoute
	for _, t := range in.candidates() {
		if !t.Catalog() && hasFields(d, t) && (!isLater || t.Within("2.1", "")) {
			return mapping.Of(t)
		}
	}
	return mapping.Of(in.target)
}
