package change

import (
	"fmt"
	"iter"
	"strconv"
	"strings"

	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/manifest"
)

// A comparer finds the changes between two objects of the same kind.
type comparer struct {
	kind    string
	roots   [2]*Value // nil on a side without the object
	changes []Change
	// object contains the documents of the objects, and set finds other objects. Both are nil if effects that depend on other objects are
	// not needed.
	object *objectPair
	set    objectSet
	// matches contains the matches of the rules of a route on each side, by the keys of their paths. It is built when it is needed first.
	matches [2]map[string][]*ownMatch
	// replaced is the newer list of the last pair of lists that have no common item, or nil.
	replaced *Value
}

// A place is the location of two values that are compared: their JSON Pointers, their display name and the pattern of their path.
type place struct{ before, after, label, pattern string }

func (p place) field(key string) place { return p.fields(key, key) }

// fields returns the place of a setting. The parameter before is the key of its field on the older side, and key is the key on the newer
// side. The keys differ if the sides use different notations.
func (p place) fields(before, key string) place {
	label, pattern := key, key
	if strings.ContainsAny(key, "./[]\"' ") || key == "" {
		label = fmt.Sprintf("[%q]", key)
	} else if p.label != "" {
		label = "." + key
	}
	if p.pattern != "" {
		pattern = "." + key
	}
	return place{p.before + diag.Pointer(before), p.after + diag.Pointer(key), p.label + label, p.pattern + pattern}
}

// item returns the place of the list item with the indexes i (before) and j (after). The label of the place contains the key of the item,
// or the index j if the item has no key.
func (p place) item(i, j int, v *Value, r listRule) place {
	label := r.label(v)
	if label == "" {
		label = strconv.Itoa(j)
	}
	return place{p.before + "/" + strconv.Itoa(i), p.after + "/" + strconv.Itoa(j), p.label + "[" + label + "]", p.pattern + "[]"}
}

// values adds the changes between two values. One of them may be nil.
func (c *comparer) values(at place, a, b *Value) {
	switch {
	case a != nil && b != nil && equal(a, b):
	case a == nil:
		c.add(at, Added, a, b)
	case b == nil:
		c.add(at, Removed, a, b)
	case a.Kind == manifest.Mapping && b.Kind == manifest.Mapping:
		for f := range differentKeys(a, b) {
			c.values(at.fields(f.keyA, f.keyB), f.a, f.b)
		}
	case a.Kind == manifest.Sequence && b.Kind == manifest.Sequence:
		c.list(at, a, b)
	default:
		c.add(at, Changed, a, b)
	}
}

// A fieldPair contains the effective value of a setting on each side, or nil if the setting has no value there. The keys of the fields
// differ if the sides use different notations.
type fieldPair struct {
	keyA, keyB string
	a, b       *Value
}

// isRenamed reports whether both sides set the setting, in different notations.
func (f fieldPair) isRenamed() bool { return f.keyA != f.keyB && f.a != nil && f.b != nil }

// differentKeys yields the settings of two objects that are set, on at least one side, to a value other than the default of the other side.
func differentKeys(a, b *Value) iter.Seq[fieldPair] {
	return func(yield func(fieldPair) bool) {
		for _, f := range a.Fields {
			other := b.written(f.setting())
			isUnset := other.Value == nil || other.Value.redundant
			if isUnset && a.differs(f, other, b.effective(other)) && !yield(fieldPair{f.Key, f.Key, f.Value, b.effective(other)}) {
				return
			}
		}
		for _, f := range b.Fields {
			other := a.written(f.setting())
			pair := fieldPair{f.Key, f.Key, a.effective(other), f.Value}
			if other.Value != nil && pair.a == other.Value {
				pair.keyA = other.Key
			}
			if isYielded := other.Value != nil && f.Value.redundant; !isYielded && b.differs(f, other, pair.a) && !yield(pair) {
				return
			}
		}
	}
}

// differs reports whether a field of an object sets another value than the effective value of another object. The parameter other is the
// field there. A redundant field has the default of its own object, which differs from that of the other object if it depends on other
// fields.
func (v *Value) differs(f, other Field, effective *Value) bool {
	own := v.effective(f)
	switch {
	case !f.Value.redundant:
		return true
	case own == nil || effective == nil:
		return own != nil && other.Value == nil
	}
	return !equal(own, effective)
}

func (c *comparer) list(at place, a, b *Value) {
	r := ruleOf(c.kind, at.pattern)
	a, b, pairs := paired(a, b, r)
	first := len(c.changes)
	before, after := make([]int, len(a.Items)), make([]bool, len(b.Items))
	for i := range before {
		before[i] = -1
	}
	for _, p := range pairs {
		before[p.a], after[p.b] = p.b, true
	}
	if len(pairs) == 0 && len(a.Items)*len(b.Items) > 0 {
		c.replaced = b
	}
	for i, item := range a.Items {
		if before[i] < 0 {
			c.add(at.item(i, i, item, r), Removed, item, nil)
		}
	}
	pairs = inOrder(pairs)
	next := 0
	for j, item := range b.Items {
		if !after[j] {
			c.add(at.item(j, j, item, r), Added, nil, item)
			continue
		}
		p := pairs[next]
		next++
		c.values(at.item(p.a, p.b, item, r), a.Items[p.a], item)
	}
	if r.members != "" {
		c.regroup(first, at.pattern+"[]", r.members)
	}
	if !r.set && isMoved(pairs) {
		c.move(at, a, b, pairs, r)
	}
}

// paired returns two lists to compare, and the pairs of their items. Weights are compared as shares of the traffic. If the shares differ,
// paired returns copies of the lists. In the copies, weights are compared as the numbers in the manifest.
func paired(a, b *Value, r listRule) (x, y *Value, pairs []pair) {
	pairs = match(a.Items, b.Items, r)
	if !r.shares || sharesAlike(a, b, pairs) {
		return a, b, pairs
	}
	a, b = a.withWrittenWeights(), b.withWrittenWeights()
	return a, b, match(a.Items, b.Items, r)
}

func (c *comparer) add(at place, op Op, a, b *Value) {
	change := Change{Op: op, Before: at.before, After: at.after, Label: at.label, Pattern: at.pattern, From: a, To: b}
	c.append(change)
}

// append adds a change and decides its effect.
func (c *comparer) append(change Change) {
	change.relocate()
	change.decide(c)
	c.changes = append(c.changes, change)
}

// relocate corrects the pointers of values that were compared at another path than the path where they are written.
func (c *Change) relocate() {
	if c.From != nil && c.From.pointer != "" {
		c.Before = c.From.pointer
	}
	if c.To != nil && c.To.pointer != "" {
		c.After = c.To.pointer
	}
}

// plain returns a scalar as text.
func plain(v any) string {
	switch v := v.(type) {
	case string:
		return v
	case nil:
		return "null"
	}
	return fmt.Sprint(v)
}
