package change

import "slices"

const weight = "weight"

// weightOf returns the weight of an item; false if it is not a number.
func weightOf(v *Value) (int64, bool) {
	w := v.read(weight)
	if w == nil {
		return 1, true
	}
	n, ok := w.Scalar.(int64)
	return n, ok && n >= 0 && n <= 1_000_000 // the most that the Gateway API takes
}

// sharesAlike reports whether two lists of the same items have different weights that give each item the same share.
func sharesAlike(a, b *Value, pairs []pair) bool {
	if len(pairs) != len(a.Items) || len(pairs) != len(b.Items) {
		return false
	}
	totals, same := [2]int64{}, true
	weights := make([][2]int64, len(pairs))
	for i, p := range pairs {
		x, okX := weightOf(a.Items[p.a])
		y, okY := weightOf(b.Items[p.b])
		if !okX || !okY {
			return false
		}
		weights[i] = [2]int64{x, y}
		totals[0], totals[1], same = totals[0]+x, totals[1]+y, same && x == y
	}
	isOther := func(w [2]int64) bool { return w[0]*totals[1] != w[1]*totals[0] }
	return !same && (totals[0] == 0) == (totals[1] == 0) && !slices.ContainsFunc(weights, isOther)
}

// withWeights returns a list whose items have the weights of their partners.
func (v *Value) withWeights(other *Value, pairs []pair) *Value {
	out := *v
	out.Items = slices.Clone(v.Items)
	for _, p := range pairs {
		item := *v.Items[p.a]
		item.Fields = withField(item.Fields, weight, find(other.Items[p.b].Fields, weight))
		item.defaults = withField(item.defaults, weight, find(other.Items[p.b].defaults, weight))
		item.sum()
		out.Items[p.a] = &item
	}
	out.sum()
	return &out
}

// withField returns fields with another value of a key; nil takes it out.
func withField(fields []Field, key string, v *Value) []Field {
	out := slices.DeleteFunc(slices.Clone(fields), func(f Field) bool { return f.Key == key })
	if v != nil {
		out = append(out, Field{key, v})
	}
	return out
}

// sendsNothing reports whether a list of references gets no traffic: it has items, and the weight of each is 0.
func sendsNothing(list *Value) bool {
	return list != nil && len(list.Items) > 0 && !slices.ContainsFunc(list.Items, func(item *Value) bool {
		w, ok := weightOf(item)
		return !ok || w > 0
	})
}
