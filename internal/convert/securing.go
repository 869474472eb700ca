package convert

import (
	"slices"

	"github.com/backendctl/backendctl/internal/manifest"
)

// isSecured reports whether a policy of the set has the TLS of a Backend.
func (x *index) isSecured(b *manifest.Document) bool { return x.securing(b) != nil }

// securing returns the first policy of the set with the TLS of a Backend, nil if there is none.
func (x *index) securing(b *manifest.Document) *manifest.Document {
	for _, r := range x.referring(b.Name) {
		if isTarget(b, r.document) {
			return r.document
		}
	}
	return nil
}

// isTarget reports whether a document is a TLS policy with a Backend as a target.
func isTarget(b, d *manifest.Document) bool {
	if d.Root == nil || d.Broken || d.Kind != configPolicyKind && d.Kind != tlsPolicyKind || d.Namespace != b.Namespace || tlsOf(d) == nil {
		return false
	}
	refs := d.Root.Get("spec").Get("targetRefs")
	return refs != nil && slices.ContainsFunc(refs.Items, func(ref *manifest.Node) bool { return namesObject(ref, b) })
}

// tlsOf returns the TLS settings of a policy.
func tlsOf(d *manifest.Document) *manifest.Node {
	if d.Kind == tlsPolicyKind {
		return d.Root.Get("spec").Get("validation")
	}
	return d.Root.Get("spec").Get("tls")
}
