package change

import "slices"

// An ownMatch is a match of a route with its rule and the index of the rule.
type ownMatch struct {
	index       int
	rule, match *Value
}

// matchesLike returns the matches of the route on a side whose paths have the same key as that of the given match.
func (c *comparer) matchesLike(side Side, match *Value) []*ownMatch {
	return c.matchesAt(side, pathKey(match))
}

// matchesAt returns the matches of the route on a side whose paths have a key.
func (c *comparer) matchesAt(side Side, path string) []*ownMatch {
	if c.matches[side] == nil {
		c.matches[side] = map[string][]*ownMatch{}
		for i, rule := range c.roots[side].at("spec", "rules").items() {
			for _, m := range rule.read("matches").items() {
				key := pathKey(m)
				c.matches[side][key] = append(c.matches[side][key], &ownMatch{i, rule, m})
			}
		}
	}
	return c.matches[side][path]
}

// shadows reports whether a match of an added or removed value takes requests away from a later rule that has the match on both sides.
func (c *comparer) shadows(change *Change, match *Value) bool {
	other := Before
	if change.To == nil {
		other = After
	}
	return c.hasEqualMatch(change, laterRules, match) && slices.ContainsFunc(c.matchesLike(other, match), func(m *ownMatch) bool {
		return equal(m.match, match)
	})
}

// rulesAround reports whether the rule with an index is before, or after, the rule with the index own.
type rulesAround func(index, own int) bool

func earlierRules(index, own int) bool { return index < own }
func laterRules(index, own int) bool   { return index > own }

// hasEqualMatch reports whether rules before or after the rule that contains an added or removed value have a match, and handle requests
// differently.
func (c *comparer) hasEqualMatch(change *Change, around rulesAround, match *Value) bool {
	side, pointer := After, change.After
	if change.To == nil {
		side, pointer = Before, change.Before
	}
	own := c.ruleAt(side, pointer)
	i := slices.Index(c.roots[side].at("spec", "rules").items(), own)
	return i >= 0 && slices.ContainsFunc(c.matchesLike(side, match), func(m *ownMatch) bool {
		return around(m.index, i) && equal(m.match, match) && !doesSame(m.rule, own)
	})
}

// passes reports whether a match has another position than before, relative to a match of a rule that does something else, has equal
// precedence, and is on both sides. Only rules of the route count.
func (c *comparer) passes(rule, match *Value) bool {
	var sides [2]map[uint64]bool // by rival, whether it comes first
	for side := range sides {
		sides[side] = c.rivals(Side(side), rule, match)
	}
	for r, isFirst := range sides[Before] {
		if wasFirst, ok := sides[After][r]; ok && wasFirst != isFirst {
			return true
		}
	}
	return false
}

// rivals returns the matches of other rules on a side that tie with a match, if these rules do something else. The key is a hash of what the
// rule does and of its match. The value is true if the rule comes before the first rule that has the given match and does the same.
func (c *comparer) rivals(side Side, rule, match *Value) map[uint64]bool {
	ties, out, first := precedenceOf(c.kind), map[uint64]bool{}, -1
	like := c.matchesLike(side, match)
	if i := slices.IndexFunc(like, func(m *ownMatch) bool { return equal(m.match, match) && doesSame(rule, m.rule) }); i >= 0 {
		first = like[i].index
	}
	for _, m := range like {
		if ties(m.match, match) && !doesSame(rule, m.rule) {
			r := 31*m.rule.hashWithout("matches") + m.match.hash
			out[r] = out[r] || m.index < first
		}
	}
	return out
}
