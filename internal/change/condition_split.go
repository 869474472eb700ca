package change

import "slices"

// otherRoute is the condition that other routes on the other side have all matches of an added or removed rule or route, for the same
// hosts and listeners, and handle requests in the same way. Routes to which a policy applies do not count.
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
	others := in.routesBeside(side)
	return len(rules) > 0 && len(others) > 0 && !in.hasPolicies(side, in.object) && !slices.ContainsFunc(rules, func(rule *Value) bool { return !isRuleOfAll(others, rule) })
}}

// routesBeside returns the routes on the other side, apart from the route itself, that have the same namespace, hosts and listeners as the
// route on the given side. It leaves out routes to which a policy applies.
func (c *comparer) routesBeside(side Side) []*Value {
	own, root := c.object.documents[side], c.roots[side]
	var out []*Value
	for _, other := range c.set.pairsOf(own.Kind) {
		d, its := other.documents[side.other()], other.roots[side.other()]
		if d == nil || identityOf(d) == identityOf(own) || d.Namespace != own.Namespace {
			continue
		}
		if isSameIn(root, its, "parentRefs") && isSameIn(root, its, "hostnames") && !c.hasPolicies(side.other(), other) {
			out = append(out, its)
		}
	}
	return out
}

// hasPolicies reports whether a policy applies to an object on a side.
func (c *comparer) hasPolicies(side Side, object *objectPair) bool {
	isTarget := slices.ContainsFunc(c.set.referring(side, referent{identityOf(object.documents[side]), ""}), func(other *objectPair) bool {
		return other.roots[side].at("spec", "targetRefs") != nil
	})
	return isTarget || slices.ContainsFunc(c.set.selecting(object), func(policy *objectPair) bool { return policy.applies(side, object) })
}

// isSameIn reports whether a field of spec has the same value in two objects, or is missing in both.
func isSameIn(a, b *Value, key string) bool {
	x, y := a.at("spec", key), b.at("spec", key)
	return x == y || x != nil && y != nil && equal(x, y)
}

// isRuleOfAll reports whether, for each match of a rule, one of the routes has a rule that has the match and handles requests in the same
// way.
func isRuleOfAll(routes []*Value, rule *Value) bool {
	matches := rule.read("matches").items()
	return len(matches) > 0 && !slices.ContainsFunc(matches, func(m *Value) bool {
		return !slices.ContainsFunc(routes, func(route *Value) bool {
			return slices.ContainsFunc(route.at("spec", "rules").items(), func(other *Value) bool { return hasMatch(other, m) && doesSame(rule, other) })
		})
	})
}
