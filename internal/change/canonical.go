package change

import (
	"cmp"
	"slices"

	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/stable"
)

// Canonical returns both sides of a document in a canonical form, so that their texts differ only where the meaning differs: fields have a
// fixed order, defaults are left out, and the items of a set have the order of the newer side. A missing side is nil.
func (d *Document) Canonical() (before, after *Value) {
	c := &comparer{kind: d.kind()}
	if d.b != nil {
		after = c.canonical(place{}, d.b, nil)
	}
	if d.a != nil {
		before = c.canonical(place{}, d.a, d.b)
	}
	return before, after
}

// canonical returns a copy of the value v in canonical form. like is the corresponding value on the other side, or nil.
func (c *comparer) canonical(at place, v, like *Value) *Value {
	if v.meantKind() == manifest.Scalar && like != nil && !v.Secret && equal(v, like) {
		v = like // v is only another notation of like
	}
	out := &Value{Kind: v.Kind, Scalar: v.Scalar, File: v.File, Span: v.Span, Secret: v.Secret}
	out.Replaced = v.Secret && like != nil && !equal(v, like)
	switch v.Kind {
	case manifest.Mapping:
		for _, f := range v.Fields {
			if f.Value.redundant {
				continue
			}
			other := Field{Key: f.Key}
			if like != nil {
				other = like.written(f.setting())
			}
			out.Fields = append(out.Fields, Field{f.notation(other), c.canonical(at.field(f.Key), f.Value, other.Value)})
		}
		stable.Sort(out.Fields, func(a, b Field) int {
			return cmp.Or(cmp.Compare(rank(a.Key), rank(b.Key)), cmp.Compare(a.Key, b.Key))
		})
	case manifest.Sequence:
		for _, item := range c.arranged(at, v, like) {
			out.Items = append(out.Items, c.canonical(at.item(0, 0, nil, listRule{}), item[0], item[1]))
		}
	}
	return out
}

// notation returns the key of the field f in canonical form: the key of the other side's field if both fields have the same meaning, so
// that different notations of one value have the same text.
func (f Field) notation(other Field) string {
	if other.Value != nil && equal(f.Value, other.Value) {
		return other.Key
	}
	return f.Key
}

// arranged returns each item of the list v with the matching item of the other list, the parameter like, or with nil. If the list is a set,
// the items with a match come first, in the order of the other list.
func (c *comparer) arranged(at place, v, like *Value) [][2]*Value {
	items := make([][2]*Value, len(v.Items))
	places := make([]int, len(v.Items))
	for i, item := range v.Items {
		items[i], places[i] = [2]*Value{item}, len(v.Items)+i
	}
	if like == nil || like.Kind != manifest.Sequence {
		return items
	}
	r := ruleOf(c.kind, at.pattern)
	v, like, pairs := paired(v, like, r)
	for i, item := range v.Items {
		items[i][0] = item
	}
	for _, p := range pairs {
		items[p.a][1], places[p.a] = like.Items[p.b], p.b-len(like.Items)
	}
	if r.set {
		inOrder := indexes(len(items))
		stable.Sort(inOrder, func(i, j int) int { return places[i] - places[j] })
		arranged := make([][2]*Value, len(items))
		for to, from := range inOrder {
			arranged[to] = items[from]
		}
		return arranged
	}
	return items
}

// rank returns the position of a common top-level field in the usual order of manifests.
func rank(key string) int {
	usual := []string{"apiVersion", "kind", "metadata", "name", "namespace", "type"}
	if i := slices.Index(usual, key); i >= 0 {
		return i
	}
	return len(usual)
}
