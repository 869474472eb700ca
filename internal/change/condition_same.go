package change

import (
	"slices"
	"strings"

	"github.com/backendctl/backendctl/internal/manifest"
)

var (
	repeats = &Condition{"when an equal item is in the list on both sides", func(in *comparer, c *Change) bool {
		list := listPattern(c.Pattern)
		r := ruleOf(in.kind, list)
		return isItem(c) && r.set && !r.shares && !isMembers(in.kind, list) && slices.ContainsFunc(in.otherList(c).items(), func(item *Value) bool { return equal(item, c.value()) })
	}}
	allReplaced = &Condition{"when the list keeps none of its items", func(in *comparer, c *Change) bool {
		return in.replaced != nil && in.listAround(After, c.After) == in.replaced
	}}
	sameShares = &Condition{"when each backend gets the same share of the traffic", func(in *comparer, c *Change) bool {
		before, after := in.listAround(Before, c.Before), in.listAround(After, c.After)
		if c.From == nil {
			before = in.otherList(c)
		}
		if c.To == nil {
			after = in.otherList(c)
		}
		return haveSameShares(before, after)
	}}
)

// isItem reports whether a change adds or removes a list item, and not an item in an added or removed object.
func isItem(c *Change) bool {
	return (c.From == nil || c.To == nil) && lastField(c.Pattern) != c.Pattern && c.Pattern[len(c.Pattern)-1] == ']'
}

// isMembers reports whether a list contains the members of a group, which share its traffic: a repeated member gets more.
func isMembers(kind, list string) bool {
	field := lastField(list)
	groups, isInGroup := strings.CutSuffix(list, "[]."+field)
	return isInGroup && ruleOf(kind, groups).members == field
}

// listPattern returns the pattern of a list from the pattern of its items.
func listPattern(pattern string) string {
	if len(pattern) < 2 {
		return pattern
	}
	return pattern[:len(pattern)-2]
}

// haveSameShares reports whether two lists of references give the same share of the traffic to the same backends. A backend may occur
// several times.
func haveSameShares(before, after *Value) bool {
	if before == nil || after == nil {
		return false
	}
	a, totalA, okA := sharesOf(before)
	b, totalB, okB := sharesOf(after)
	if !okA || !okB || totalA == 0 || totalB == 0 || len(a) != len(b) {
		return false
	}
	for hash, weight := range a {
		if weight*totalB != b[hash]*totalA {
			return false
		}
	}
	return true
}

// sharesOf returns the sum of the written weights of each reference that gets traffic, by the hash of the reference without its weight.
// total is the sum of all weights. ok is false if a weight is not valid.
func sharesOf(list *Value) (shares map[uint64]int64, total int64, ok bool) {
	shares = map[uint64]int64{}
	for _, item := range list.Items {
		w := item.read(weight)
		n, isNumber := int64(defaultWeight), w == nil
		if w != nil {
			n, isNumber = w.Scalar.(int64)
		}
		if !isNumber || n < 0 || n > mostWeight || item.Kind != manifest.Mapping {
			return nil, 0, false
		}
		if n > 0 {
			shares[item.hashWithout(weight)] += n
			total += n
		}
	}
	return shares, total, true
}

// hashWithout returns the hash of a mapping without some fields.
func (v *Value) hashWithout(keys ...string) uint64 {
	rest := *v
	rest.Fields = slices.DeleteFunc(slices.Clone(v.Fields), func(f Field) bool { return slices.Contains(keys, f.Key) })
	rest.sum()
	return rest.hash
}
