package change

import (
	"slices"
	"strconv"
	"strings"

	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/stable"
)

// inOrder sorts pairs by their position after the change, in place, and returns them.
func inOrder(pairs []pair) []pair {
	stable.Sort(pairs, func(x, y pair) int { return x.b - y.b })
	return pairs
}

// isMoved reports whether the items that are on both sides had another order before the change.
func isMoved(pairs []pair) bool {
	return !slices.IsSortedFunc(pairs, func(x, y pair) int { return x.a - y.a })
}

// move adds a change for a list: the items that are on both sides have another order. It sorts pairs by their position before the change.
func (c *comparer) move(at place, a, b *Value, pairs []pair, r listRule) {
	change := Change{Op: Moved, Before: at.before, After: at.after, Label: at.label, Pattern: at.pattern, From: a, To: b}
	names := namesOf(a, b, pairs, r)
	for _, p := range pairs {
		change.Order[1] = append(change.Order[1], names[p])
	}
	stable.Sort(pairs, func(x, y pair) int { return x.a - y.a })
	for _, p := range pairs {
		change.Order[0] = append(change.Order[0], names[p])
		change.newFirst = change.newFirst || (p.a == 0) != (p.b == 0)
	}
	c.append(change)
}

// namesOf returns a unique name for each paired item: the label that it has after the change. If the label is missing or not unique, the
// name is the contents of the item before the change, or else its number before the change.
func namesOf(a, b *Value, pairs []pair, r listRule) map[pair]string {
	names := make(map[pair]string, len(pairs))
	for _, name := range []func(pair) string{
		func(p pair) string { return r.label(b.Items[p.b]) },
		func(p pair) string { return describe(a.Items[p.a], r, p.a) },
		func(p pair) string { return number(p.a) },
	} {
		count := map[string]int{}
		for _, p := range pairs {
			count[names[p]]++
		}
		for _, p := range pairs {
			if names[p] == "" || count[names[p]] > 1 {
				names[p] = name(p)
			}
		}
	}
	return names
}

// number returns a name for an item from its index: item 1 for index 0.
func number(index int) string { return "item " + strconv.Itoa(index+1) }

// mostWords is the maximum length in bytes of an item's name that consists of the item's contents.
const mostWords = 40

// describe returns a name for an item without a key: its contents, or its number if the contents are secret or too long.
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
		return number(index)
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
