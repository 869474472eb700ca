package lint

import (
	"slices"

	"github.com/backendctl/backendctl/internal/manifest"
)

// Scalars returns the places of the scalars inside a place, or of the place itself, that match, in their order. What an
// alias or a merge key repeats is not among them: it is found where it is written.
func (p Place) Scalars(match func(*manifest.Node) bool) []Place {
	if p.Node == nil || p.shared || !holds(p.Node, match) {
		return nil
	}
	if p.Node.Kind == manifest.Scalar {
		return []Place{p}
	}
	var out []Place
	for _, key := range p.Keys() {
		out = append(out, p.At(key).Scalars(match)...)
	}
	for i := range p.Node.Items {
		out = append(out, p.At(i).Scalars(match)...)
	}
	return out
}

// Scalars is [Place.Scalars] for members of a document's object, one after the other.
func Scalars(d *manifest.Document, match func(*manifest.Node) bool, members ...string) []Place {
	var out []Place
	for _, m := range members {
		if n := d.Root.Get(m); n != nil && holds(n, match) {
			out = append(out, At(d, m).Scalars(match)...)
		}
	}
	return out
}

// holds looks at the nodes alone, so that nothing is made for a document without a match.
func holds(n *manifest.Node, match func(*manifest.Node) bool) bool {
	if n.Defined != nil {
		return false
	}
	if n.Kind == manifest.Scalar {
		return match(n)
	}
	for i := range n.Fields { // without a copy of each, because several rules go through all Backends like this
		if holds(n.Fields[i].Value, match) {
			return true
		}
	}
	return slices.ContainsFunc(n.Items, func(item *manifest.Node) bool { return holds(item, match) })
}
