package change

import (
	"slices"
	"strconv"
	"strings"

	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/stable"
)

// isMoved reports whether the items that stay had another order before.
func isMoved(pairs []pair) bool {
	return !slices.IsSortedFunc(pairs, func(x, y pair) int { return x.a - y.a })
}

// move adds the change of a list whose items have another order.
func (c *comparer) move(at place, a, b *Value, pairs []pair, r listRule) {
	var order [2][]string
	name := func(p pair) string { // by its name after; without one, by its contents before
		if label := r.label(b.Items[p.b]); label != "" {
			return label
		}
		return describe(a.Items[p.a], r, p.a)
	}
	change := Change{Op: Moved, Before: at.before, After: at.after, Label: at.label, Pattern: at.pattern, From: a, To: b}
	for _, p := range pairs {
		order[1] = append(order[1], name(p))
	}
	stable.Sort(pairs, func(x, y pair) int { return x.a - y.a })
	for _, p := range pairs {
		order[0] = append(order[0], name(p))
		change.newFirst = change.newFirst || (p.a == 0) != (p.b == 0)
	}
	change.Order = order
	c.append(change)
}

// mostWords is how long the description of an item is.
const mostWords = 40

// describe names an item that has no name by what is in it, or by its number where that is secret or too long.
func describe(v *Value, r listRule, index int) string {
	var words []string
	members := v.Get(r.members)
	switch {
	case v.hasSecret():
	case v.Kind == manifest.Scalar:
		words = append(words, v.text())
	case members != nil:
		for _, item := range members.Items {
			words = append(words, named.label(item))
		}
	default:
		words = v.leaves(nil)
	}
	text := strings.Join(slices.DeleteFunc(words, func(word string) bool { return word == "" }), ", ")
	if v.Kind != manifest.Scalar {
		text = "[" + text + "]"
	}
	if text == "[]" || len(text) > mostWords {
		return "item " + strconv.Itoa(index+1)
	}
	return text
}

// leaves appends the texts of all scalars in a value.
func (v *Value) leaves(words []string) []string {
	if v.Kind == manifest.Scalar {
		return append(words, v.text())
	}
	for _, f := range v.Fields {
		words = f.Value.leaves(words)
	}
	for _, item := range v.Items {
		words = item.leaves(words)
	}
	return words
}

// regroup makes one change of a member that left one group and joined another. The changes are those from first on.
func (c *comparer) regroup(first int, pattern string) {
	isOf := func(change Change, op Op) bool { return change.Op == op && change.Pattern == pattern }
	for i := first; i < len(c.changes); i++ {
		left := c.changes[i]
		if !isOf(left, Removed) {
			continue
		}
		j := slices.IndexFunc(c.changes[first:], func(to Change) bool { return isOf(to, Added) && equal(left.From, to.To) }) + first
		if j < first {
			continue
		}
		joined := c.changes[j]
		joined.Op, joined.Before, joined.From = Moved, left.Before, left.From
		joined.decide(c)
		c.changes[j] = joined
		c.changes = slices.Delete(c.changes, i, i+1)
		i--
	}
}
