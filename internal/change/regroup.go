package change

import (
	"slices"

	"github.com/backendctl/backendctl/internal/diag"
)

// A member is an item that left or joined a group, alone or because its whole group was removed or added.
type member struct {
	place
	value  *Value
	change int // the index of the change that removed or added the member
}

// regroup replaces two changes by one if a member left one group and joined another. The changes of the list of groups begin at index
// first. regroup also removes the change of a removed group if all its members moved to other groups, and the change of an added group if
// all its members moved there from other groups.
func (c *comparer) regroup(first int, groups, members string) {
	left, joined := c.members(first, Removed, groups, members), c.members(first, Added, groups, members)
	byHash := map[uint64][]member{}
	for _, m := range joined {
		byHash[m.value.hash] = append(byHash[m.value.hash], m)
	}
	total, moved := map[int]int{}, map[int]int{}
	for _, m := range slices.Concat(left, joined) {
		total[m.change]++
	}
	moves := map[int][]Change{}
	for _, from := range left {
		same := byHash[from.value.hash]
		i := slices.IndexFunc(same, func(to member) bool { return equal(from.value, to.value) && groupOf(from.before) != groupOf(to.after) })
		if i < 0 {
			continue
		}
		to := same[i]
		byHash[from.value.hash] = slices.Delete(same, i, i+1)
		change := Change{Op: Moved, Before: from.before, After: to.after, Label: to.label, Pattern: to.pattern, From: from.value, To: to.value}
		change.decide(c)
		moves[to.change] = append(moves[to.change], change)
		moved[from.change]++
		moved[to.change]++
	}
	rest := slices.Clone(c.changes[first:])
	c.changes = c.changes[:first]
	for i, change := range rest {
		if moved[first+i] == 0 || moved[first+i] < total[first+i] {
			c.changes = append(c.changes, change)
		}
		c.changes = append(c.changes, moves[first+i]...)
	}
}

// members returns the members that the changes with the given operation, from index first on, remove or add.
func (c *comparer) members(first int, op Op, groups, members string) []member {
	var out []member
	path := join(groups, members) + "[]"
	for i, change := range c.changes[first:] {
		at := place{change.Before, change.After, change.Label, change.Pattern}
		switch {
		case change.Op != op:
		case change.Pattern == path:
			out = append(out, member{at, change.value(), first + i})
		case change.Pattern == groups:
			list := at.field(members)
			for j, item := range change.value().Get(members).items() {
				out = append(out, member{list.item(j, j, item, ruleOf(c.kind, list.pattern)), item, first + i})
			}
		}
	}
	return out
}

// groupOf returns the index of the group from the pointer to one of its members.
func groupOf(pointer string) string {
	tokens := diag.Tokens(pointer)
	return tokens[len(tokens)-3]
}
