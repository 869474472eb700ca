package change

import (
	"cmp"
	"slices"
	"strings"

	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/stable"
)

// A listRule defines how the items of a list are identified, and what their order means.
type listRule struct {
	// keys contains alternative keys, which are tried in order. Each key is a list of field names: two items with the same values of these
	// fields are the same item. A field whose name ends with a question mark may be missing.
	keys [][]string
	// name contains the fields whose values are the name of an item. If name is empty, the values of the first key that the item has are
	// its name.
	name []string
	// set means that the order does not matter.
	set bool
	// renamed is a field that does not count for the contents: items that differ in this field alone are the same item.
	renamed string
	// hidden means that scalars must not be used as names.
	hidden bool
	// shares means that the items have weights, which are relative to each other.
	shares bool
	// members is the field with the list of members in each item. A member may move to another item.
	members string
}

// label returns the name of an item: the values of its key, or the scalar itself in a set. It returns "" for an item without a name.
func (r listRule) label(v *Value) string {
	switch {
	case v == nil:
		return ""
	case v.Kind == manifest.Scalar && r.set && !r.hidden && !v.Secret && len(v.text()) <= mostWords:
		return v.text()
	}
	for _, keys := range append([][]string{r.name}, r.keys...) {
		if name, ok := v.words(keys); ok && len(keys) > 0 {
			parts := slices.DeleteFunc(strings.Split(name, "\x00"), func(part string) bool { return part == "" })
			return strings.Join(parts, ":")
		}
	}
	return ""
}

// A pair contains the indexes of one item in two lists.
type pair struct{ a, b int }

// A matcher pairs the items of two lists. The result is the same in both directions.
type matcher struct {
	a, b           []*Value
	freeA, freeB   []int
	takenA, takenB []bool // the paired items; settle removes them from freeA and freeB
	pairs          []pair
}

func newMatcher(a, b []*Value) *matcher {
	return &matcher{a: a, b: b, freeA: indexes(len(a)), freeB: indexes(len(b)), takenA: make([]bool, len(a)), takenB: make([]bool, len(b))}
}

// match pairs the items of two lists: first items with the same meaning, then scalars with the same text, then items that differ only in the
// field r.renamed, then items with the same keys, and last the most similar items, except in sets of scalars.
func match(a, b []*Value, r listRule) []pair {
	m := newMatcher(a, b)
	m.by(func(v *Value) (any, bool) { return v.hash, true })
	m.by(func(v *Value) (any, bool) { return v.text(), v.Kind == manifest.Scalar }) // 80 and "80"
	if r.renamed != "" {
		m.by(func(v *Value) (any, bool) { return v.hashWithout(r.renamed), true })
	}
	for _, keys := range r.keys {
		m.by(func(v *Value) (any, bool) { return v.key(keys) })
	}
	switch {
	case r.members != "":
		m.mostSimilar(func(a, b *Value) float64 { return commonMembers(a.Get(r.members), b.Get(r.members)) }, leastMembers, 0)
	case !r.set || !m.areScalars():
		m.mostSimilar(similarity, leastLike, aloneLike)
	}
	return m.pairs
}

func indexes(n int) []int {
	all := make([]int, n)
	for i := range all {
		all[i] = i
	}
	return all
}

// by pairs items for which the function key returns the same key. Several items with one key are paired in order.
func (m *matcher) by(key func(*Value) (any, bool)) {
	places := map[any][]int{}
	for _, j := range m.freeB {
		if k, ok := key(m.b[j]); ok {
			places[k] = append(places[k], j)
		}
	}
	defer m.settle()
	for _, i := range m.freeA {
		if k, ok := key(m.a[i]); ok && len(places[k]) > 0 {
			m.take(i, places[k][0])
			places[k] = places[k][1:]
		}
	}
}

func (m *matcher) take(i, j int) {
	m.pairs = append(m.pairs, pair{i, j})
	m.takenA[i], m.takenB[j] = true, true
}

// settle removes the paired items from freeA and freeB.
func (m *matcher) settle() {
	m.freeA = slices.DeleteFunc(m.freeA, func(i int) bool { return m.takenA[i] })
	m.freeB = slices.DeleteFunc(m.freeB, func(j int) bool { return m.takenB[j] })
}

func (m *matcher) areScalars() bool {
	isScalar := func(v *Value) bool { return v.Kind == manifest.Scalar }
	return !slices.ContainsFunc(m.a, func(v *Value) bool { return !isScalar(v) }) && !slices.ContainsFunc(m.b, func(v *Value) bool { return !isScalar(v) })
}

const (
	leastLike    = 0.5    // the minimum similarity of items that are paired
	leastMembers = 0.001  // the minimum for groups: groups with a common member are the same group
	aloneLike    = 0.2    // the minimum if one item is left on each side
	mostPairs    = 40_000 // the maximum number of possible pairs whose similarity is computed
)

// mostSimilar pairs the remaining items, the most similar ones first. The minimum similarity is least, or alone if one item is left on
// each side. Scalars, and items of long lists, are paired in order if the same number of them is left on each side; else they stay
// unpaired.
func (m *matcher) mostSimilar(similarity func(a, b *Value) float64, least, alone float64) {
	switch {
	case len(m.freeA) == 0 || len(m.freeB) == 0:
		return
	case m.areScalars() || len(m.freeA)*len(m.freeB) > mostPairs:
		if len(m.freeA) == len(m.freeB) {
			for i := range m.freeA {
				m.take(m.freeA[i], m.freeB[i])
			}
			m.settle()
		}
		return
	}
	type candidate struct {
		pair
		like float64
	}
	if len(m.freeA) == 1 && len(m.freeB) == 1 {
		least = alone
	}
	var all []candidate
	for _, i := range m.freeA {
		for _, j := range m.freeB {
			if like := similarity(m.a[i], m.b[j]); like >= least {
				all = append(all, candidate{pair{i, j}, like})
			}
		}
	}
	stable.Sort(all, func(x, y candidate) int { // a total order that is the same if the sides are exchanged
		return cmp.Or(cmp.Compare(y.like, x.like), cmp.Compare(x.a+x.b, y.a+y.b), cmp.Compare(abs(x.a-x.b), abs(y.a-y.b)))
	})
	for _, c := range all {
		if !m.takenA[c.a] && !m.takenB[c.b] {
			m.take(c.a, c.b)
		}
	}
	m.settle()
}

// commonMembers returns the share of the smaller group's members that the other group also has, from 0 to 1.
func commonMembers(a, b *Value) float64 {
	if a == nil || b == nil {
		return 0
	}
	m := newMatcher(a.Items, b.Items)
	m.by(func(v *Value) (any, bool) { return v.hash, true })
	m.by(func(v *Value) (any, bool) { return v.key(named.keys[0]) })
	return float64(len(m.pairs)) / float64(max(min(len(a.Items), len(b.Items)), 1))
}

func abs(n int) int { return max(n, -n) }
