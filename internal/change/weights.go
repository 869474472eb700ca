package change

import (
	"slices"

	"github.com/backendctl/backendctl/internal/manifest"
)

const (
	weight        = "weight"
	defaultWeight = 1
	mostWeight    = 1_000_000 // the maximum weight in the Gateway API
)

// weightOf returns the weight of an item, and false if the weight is not a number.
func weightOf(v *Value) (int64, bool) {
	w := v.read(weight)
	if w == nil {
		return defaultWeight, true
	}
	n, ok := w.meant().(int64)
	return n, ok && n >= 0 && n <= mostWeight
}

// reduceWeights divides the meaning of the weights of a list by their greatest common divisor: 50 and 50 mean the same as 1 and 1.
func (v *Value) reduceWeights() {
	divisor := int64(0)
	for _, item := range v.Items {
		n, ok := weightOf(item)
		if !ok || item.Kind != manifest.Mapping {
			return
		}
		divisor = commonDivisor(divisor, n)
	}
	if divisor > 1 {
		for _, item := range v.Items {
			item.setWeight(func(n int64) int64 { return n / divisor })
		}
	}
}

func commonDivisor(a, b int64) int64 {
	for b != 0 {
		a, b = b, a%b
	}
	return a
}

// setWeight sets the meaning of an item's weight to the result of the function of, which gets the weight as written.
func (v *Value) setWeight(of func(int64) int64) {
	w := v.Get(weight)
	if w == nil {
		return
	}
	n, ok := w.Scalar.(int64)
	if !ok {
		return
	}
	n = of(n)
	w.means, w.redundant = n, n == defaultWeight
	w.sum()
	if w.redundant && find(v.defaults, weight) == nil {
		v.defaults = append(v.defaults, Field{weight, defaultOfWeight()})
	}
	v.sum()
}

func defaultOfWeight() *Value {
	v := defaultValue(int64(defaultWeight))
	v.sum()
	return v
}

// withWrittenWeights returns a copy of a list. The meaning of each weight is the number as written, not its share.
func (v *Value) withWrittenWeights() *Value {
	out := *v
	out.Items = make([]*Value, len(v.Items))
	for i, item := range v.Items {
		written := *item
		written.defaults = slices.Clone(item.defaults)
		written.Fields = slices.Clone(item.Fields)
		for j, f := range written.Fields {
			if f.Key == weight {
				w := *f.Value
				written.Fields[j].Value = &w
			}
		}
		written.setWeight(func(n int64) int64 { return n })
		out.Items[i] = &written
	}
	out.sum()
	return &out
}

// sharesAlike reports whether two lists give the same shares to the same items.
func sharesAlike(a, b *Value, pairs []pair) bool {
	return len(pairs) == len(a.Items) && len(pairs) == len(b.Items) && !slices.ContainsFunc(pairs, func(p pair) bool {
		x, okX := weightOf(a.Items[p.a])
		y, okY := weightOf(b.Items[p.b])
		return !okX || !okY || x != y
	})
}

// sendsNothing reports whether no item of a list of references gets traffic: the list has items, and the weight of each is 0.
func sendsNothing(list *Value) bool {
	return list != nil && len(list.Items) > 0 && !slices.ContainsFunc(list.Items, func(item *Value) bool {
		w, ok := weightOf(item)
		return !ok || w > 0
	})
}
