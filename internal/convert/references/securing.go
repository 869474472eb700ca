package references

import (
	"slices"

	"github.com/backendctl/backendctl/internal/manifest"
)

// IsSecured reports whether a policy of the input sets TLS for a Backend.
func (x *Index) IsSecured(b *manifest.Document) bool { return x.Securing(b) != nil }

// Securing returns the first policy of the input that sets TLS for a Backend, or nil if there is none.
func (x *Index) Securing(b *manifest.Document) *manifest.Document {
	for _, r := range x.Referring(b.Name) {
		if IsTarget(b, r.Document) {
			return r.Document
		}
	}
	return nil
}

// IsTarget reports whether the document d is a policy that sets TLS for the Backend b.
func IsTarget(b, d *manifest.Document) bool {
	if !SetsTLS(d) || d.Namespace != b.Namespace {
		return false
	}
	refs := d.Root.Get("spec").Get("targetRefs")
	return refs != nil && slices.ContainsFunc(refs.Items, func(ref *manifest.Node) bool { return namesObject(ref, b) })
}

// SetsTLS reports whether a document is a policy with TLS settings.
func SetsTLS(d *manifest.Document) bool {
	return d.Root != nil && !d.Broken && (d.Kind == ConfigPolicyKind || d.Kind == TLSPolicyKind) && TLSOf(d) != nil
}

// TLSOf returns the TLS settings of a policy, or nil if it has none.
func TLSOf(d *manifest.Document) *manifest.Node {
	if d.Kind == TLSPolicyKind {
		return d.Root.Get("spec").Get("validation")
	}
	return d.Root.Get("spec").Get("tls")
}
