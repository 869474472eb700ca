package references

import (
	"slices"

	"github.com/backendctl/backendctl/internal/manifest"
)

// RefersTo reports whether the document refers to an object: in a mention, as the target of a policy, or in a ReferenceGrant.
func (r Referrer) RefersTo(object *manifest.Document) bool {
	if r.Document.Root == nil {
		return false
	}
	if slices.ContainsFunc(r.mentions, func(m Mention) bool { return m.names(object) }) {
		return true
	}
	spec := r.Document.Root.Get("spec")
	for _, list := range []*manifest.Node{spec.Get("targetRefs"), spec.Get("to")} {
		if list == nil || r.Document.Namespace != object.Namespace {
			continue
		}
		if slices.ContainsFunc(list.Items, func(ref *manifest.Node) bool { return namesObject(ref, object) }) {
			return true
		}
	}
	return false
}

// namesObject reports whether a target of a policy, or an entry of a ReferenceGrant, refers to an object. Both must be in the same
// namespace, which the caller checks.
func namesObject(ref *manifest.Node, object *manifest.Document) bool {
	return GroupIn(ref) == GroupOf(object.APIVersion) && ref.Get("kind").String() == object.Kind && ref.Get("name").String() == object.Name
}
