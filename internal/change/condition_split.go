package change

import (
	"slices"
	"strings"
)

// otherRoute is the condition that other routes of the other side have all matches of an added or removed rule or route, for the same
// hosts and listeners, and do the same. A route that other objects refer to is not replaced by a route with another name.
var otherRoute = &Condition{"when other routes do the same on the other side", func(in *comparer, c *Change) bool {
	if in.set == nil {
		return false
	}
	side, rules := After, []*Value{c.value()}
	if c.To == nil {
		side = Before
	}
	if c.Pattern == "" {
		rules = c.value().at("spec", "rules").items()
	}
	return len(rules) > 0 && !slices.ContainsFunc(rules, func(rule *Value) bool { return !in.isElsewhere(side, rule) }) && !in.isUsed(side, in.object)
}}

// isElsewhere reports whether, for each match of a rule on a side, another route on the other side has the match and does the same, and no
// rule that does something else could take precedence.
func (c *comparer) isElsewhere(side Side, rule *Value) bool {
	matches := rule.read("matches").items()
	return len(matches) > 0 && !slices.ContainsFunc(matches, func(m *Value) bool {
		return !c.hasTwin(side, rule, m) || c.contested(Before, rule, m) || c.contested(After, rule, m)
	})
}

// hasTwin reports whether another route on the other side has a match of a rule on the given side, does the same with the requests, and
// differs from the route only in its name and its other rules.
func (c *comparer) hasTwin(side Side, rule, match *Value) bool {
	own, root := c.object.documents[side], c.roots[side]
	does, hosts := rule.hashWithout("matches"), hostsOf(root)
	others := c.set.routeMatches(own.Kind)[side.other()][routeKey(hosts[0], pathKey(match))]
	return slices.ContainsFunc(others, func(other *routeMatch) bool {
		if other.does != does || !equal(other.match, match) || !doesSame(rule, other.rule) {
			return false
		}
		d, its := other.route.documents[side.other()], other.route.roots[side.other()]
		return identityOf(d) != identityOf(own) && d.Namespace == own.Namespace && isSameIn(root, its, "parentRefs") && isSameIn(root, its, "hostnames") &&
			hasSameSigns(root, its) && !c.isUsed(side.other(), other.route)
	})
}

// isUsed reports whether an object on a side is the target of a policy, or another object refers to it.
func (c *comparer) isUsed(side Side, object *objectPair) bool {
	return len(c.set.referring(side, referent{identityOf(object.documents[side]), ""})) > 0 ||
		slices.ContainsFunc(c.set.selecting(object), func(policy *objectPair) bool { return policy.applies(side, object) })
}

// isSameIn reports whether a field of spec has the same value in two objects, or is missing in both.
func isSameIn(a, b *Value, key string) bool {
	x, y := a.at("spec", key), b.at("spec", key)
	return x == y || x != nil && y != nil && equal(x, y)
}

// hasSameSigns reports whether two objects have the same labels and annotations of those that kgateway reads.
func hasSameSigns(a, b *Value) bool {
	for _, field := range []string{"labels", "annotations"} {
		x, y := signs(a.at("metadata", field)), signs(b.at("metadata", field))
		if len(x) != len(y) || slices.ContainsFunc(x, func(f Field) bool { return find(y, f.Key).text() != f.Value.text() }) {
			return false
		}
	}
	return true
}

// signs returns the labels or annotations that kgateway reads.
func signs(v *Value) []Field {
	return slices.DeleteFunc(slices.Clone(fieldsOf(v)), func(f Field) bool { return !strings.Contains(f.Key, "kgateway.dev/") })
}
