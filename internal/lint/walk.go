package lint

import (
	"slices"

	"github.com/backendctl/backendctl/internal/manifest"
)

// Scalars returns the matching scalars inside a place, or the place itself, in order. Values that come from an alias or a merge key are
// excluded, because the value with the anchor is found, too.
func (p Place) Scalars(match func(*manifest.Node) bool) []Place {
	if p.Node == nil || p.shared || !holds(p.Node, match) {
		return nil
	}
	if p.Node.Kind == manifest.Scalar {
		return []Place{p}
	}
	var out []Place
	for _, key := range p.Keys() {
		out = append(out, p.Field(key).Scalars(match)...)
	}
	for i := range p.Node.Items {
		out = append(out, p.Index(i).Scalars(match)...)
	}
	return out
}

// Scalars returns the matching scalars below some top-level fields of a document, such as spec, in order. It excludes the same values as
// [Place.Scalars].
func Scalars(d *manifest.Document, match func(*manifest.Node) bool, members ...string) []Place {
	var out []Place
	for _, m := range members {
		if n := d.Root.Get(m); n != nil && holds(n, match) {
			out = append(out, At(d, m).Scalars(match)...)
		}
	}
	return out
}

// holds reports whether a scalar node, or a scalar inside a node, matches. It allocates nothing, because most documents have no match.
func holds(n *manifest.Node, match func(*manifest.Node) bool) bool {
	if n.Defined != nil {
		return false
	}
	if n.Kind == manifest.Scalar {
		return match(n)
	}
	for i := range n.Fields { // the index avoids copies of the fields, because several rules walk all Backends
		if holds(n.Fields[i].Value, match) {
			return true
		}
	}
	return slices.ContainsFunc(n.Items, func(item *manifest.Node) bool { return holds(item, match) })
}
