package change

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/manifest"
)

// A comparer finds the changes between two documents of a kind.
type comparer struct {
	kind    string
	changes []Change
}

// A place is where two values stand.
type place struct{ before, after, label, pattern string }

func (p place) field(key string) place {
	label, pattern := key, key
	if strings.ContainsAny(key, "./[]\"' ") || key == "" {
		label = fmt.Sprintf("[%q]", key)
	} else if p.label != "" {
		label = "." + key
	}
	if p.pattern != "" {
		pattern = "." + key
	}
	return place{p.before + diag.Pointer(key), p.after + diag.Pointer(key), p.label + label, p.pattern + pattern}
}

// item names an item of a list: by what identifies it, or else by its index.
func (p place) item(i, j int, v *Value, r listRule) place {
	label := r.label(v)
	if label == "" {
		label = strconv.Itoa(j)
	}
	return place{p.before + "/" + strconv.Itoa(i), p.after + "/" + strconv.Itoa(j), p.label + "[" + label + "]", p.pattern + "[]"}
}

// values compares two values, of which one may not be there.
func (c *comparer) values(at place, a, b *Value) {
	if a != nil && b != nil && equal(a, b) {
		return
	}
	if a == nil || b == nil {
		if a, b = c.defaulted(at, a, b); a == nil && b == nil || a != nil && b != nil && equal(a, b) {
			return
		}
	}
	switch {
	case a == nil:
		c.add(at, Added, a, b)
	case b == nil:
		c.add(at, Removed, a, b)
	case a.Kind == manifest.Mapping && b.Kind == manifest.Mapping:
		c.fields(at, a, b)
	case a.Kind == manifest.Sequence && b.Kind == manifest.Sequence:
		c.list(at, a, b)
	default:
		c.add(at, Changed, a, b)
	}
}

// defaulted puts the default into the place of a value that is not there. An object that holds defaults alone is one.
func (c *comparer) defaulted(at place, a, b *Value) (*Value, *Value) {
	d := defaultOf(c.kind, at.pattern)
	switch {
	case d != nil && a == nil:
		return d, b
	case d != nil:
		return a, d
	case isDefault(c.kind, at.pattern, a) || isDefault(c.kind, at.pattern, b):
		return nil, nil
	}
	return a, b
}

func (c *comparer) fields(at place, a, b *Value) {
	for _, f := range a.Fields {
		if b.Get(f.Key) == nil {
			c.values(at.field(f.Key), f.Value, nil)
		}
	}
	for _, f := range b.Fields {
		c.values(at.field(f.Key), a.Get(f.Key), f.Value)
	}
}

func (c *comparer) list(at place, a, b *Value) {
	r := ruleOf(c.kind, at.pattern)
	pairs := match(a.Items, b.Items, r)
	before, after := make([]int, len(a.Items)), make([]bool, len(b.Items))
	for i := range before {
		before[i] = -1
	}
	for _, p := range pairs {
		before[p.a], after[p.b] = p.b, true
	}
	for i, item := range a.Items {
		if before[i] < 0 {
			c.add(at.item(i, i, item, r), Removed, item, nil)
		}
	}
	slices.SortFunc(pairs, func(x, y pair) int { return x.b - y.b })
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
	if !r.set && isMoved(pairs) {
		c.move(at, a, b, pairs, r)
	}
}

// isMoved says whether the items that stay, in the order after, had another one before.
func isMoved(pairs []pair) bool {
	return !slices.IsSortedFunc(pairs, func(x, y pair) int { return x.a - y.a })
}

func (c *comparer) move(at place, a, b *Value, pairs []pair, r listRule) {
	var order [2][]string
	name := func(p pair) string { // an item is known by its name after, and one without by its place before
		if label := r.label(b.Items[p.b]); label != "" {
			return label
		}
		return strconv.Itoa(p.a)
	}
	for _, p := range pairs {
		order[1] = append(order[1], name(p))
	}
	slices.SortFunc(pairs, func(x, y pair) int { return x.a - y.a })
	for _, p := range pairs {
		order[0] = append(order[0], name(p))
	}
	c.add(at, Moved, a, b)
	c.changes[len(c.changes)-1].Order = order
}

func (c *comparer) add(at place, op Op, a, b *Value) {
	change := Change{Op: op, Before: at.before, After: at.after, Label: at.label, Pattern: at.pattern, From: a, To: b}
	change.Impact, change.Reason = impactOf(c.kind, change)
	c.changes = append(c.changes, change)
}

// plain writes a scalar as a text.
func plain(v any) string {
	switch v := v.(type) {
	case string:
		return v
	case nil:
		return "null"
	}
	return fmt.Sprint(v)
}
