package change

import (
	"slices"
	"strings"
)

var (
	equalRulesSwap = &Condition{"when rules with an equal match change places", func(in *comparer, c *Change) bool {
		return in.swaps(c, equal)
	}}
	noTies = &Condition{"when no rules that change places have equal precedence for a request", func(in *comparer, c *Change) bool {
		return strings.HasSuffix(in.kind, "Route") && !in.swaps(c, precedenceOf(in.kind))
	}}
	independentFilters = &Condition{"when no filters of one type, except mirrors, change places", func(in *comparer, c *Change) bool {
		return !swap(c.From.Items, c.To.Items, ruleOf(in.kind, c.Pattern), noKeys, areDependent)
	}}
	shadowedRule = &Condition{"when earlier rules have all its matches", func(in *comparer, c *Change) bool {
		matches := c.value().read("matches").items()
		return len(matches) > 0 && !slices.ContainsFunc(matches, func(m *Value) bool { return !in.hasEqualMatch(c, earlierRules, m) })
	}}
	shadowedMatch = &Condition{"when an earlier rule has it", func(in *comparer, c *Change) bool {
		return in.hasEqualMatch(c, earlierRules, c.value())
	}}
	shadowingRule = &Condition{"when a later rule has one of its matches", func(in *comparer, c *Change) bool {
		return slices.ContainsFunc(c.value().read("matches").items(), func(m *Value) bool { return in.shadows(c, m) })
	}}
	shadowingMatch = &Condition{"when a later rule has it", func(in *comparer, c *Change) bool {
		return in.shadows(c, c.value())
	}}
)

// swaps reports whether two rules that handle requests differently change places, and a match of one may tie with a match of the other
// before or after the change. A rule without matches ties with every rule.
func (c *comparer) swaps(change *Change, tie func(a, b *Value) bool) bool {
	return swap(change.From.Items, change.To.Items, ruleOf(c.kind, change.Pattern), ruleKeys, func(a, b *Value) bool { return rulesTie(a, b, tie) })
}

// noKeys returns no keys, so that all items of a list are compared with each other.
func noKeys(*Value) []string { return nil }

// swap reports whether two items of a list change places that depend on each other before or after the change. Items depend on each other
// only if they have a common key, or if one of them has no keys.
func swap(before, after []*Value, r listRule, keysOf func(*Value) []string, depend func(a, b *Value) bool) bool {
	pairs := inOrder(match(before, after, r))
	byKey := map[string][]pair{}
	var keyless []pair
	for j, second := range pairs {
		changesPlaces := func(first pair) bool {
			return first.a > second.a && (depend(before[first.a], before[second.a]) || depend(after[first.b], after[second.b]))
		}
		keys := keysOfPair(keysOf(before[second.a]), keysOf(after[second.b]))
		earlier := keyless
		if len(keys) == 0 {
			keyless, earlier = append(keyless, second), pairs[:j]
		}
		if slices.ContainsFunc(earlier, changesPlaces) {
			return true
		}
		for _, key := range keys {
			if slices.ContainsFunc(byKey[key], changesPlaces) {
				return true
			}
			byKey[key] = append(byKey[key], second)
		}
	}
	return false
}

// keysOfPair returns the keys of an item on both sides, each once, and no keys if it has none on one side.
func keysOfPair(before, after []string) []string {
	if len(before) == 0 || len(after) == 0 {
		return nil
	}
	keys := slices.Concat(before, after)
	slices.Sort(keys)
	return slices.Compact(keys)
}

// settingFilters are the types of filters for which kgateway sets different fields of an Envoy route, so that their order does not matter.
var settingFilters = []string{"RequestHeaderModifier", "ResponseHeaderModifier", "RequestRedirect", "URLRewrite", "CORS", "ExtensionRef"}

// areDependent reports whether the order of two filters may matter. The order of two filters that refer to policies of different kinds
// does not matter.
func areDependent(a, b *Value) bool {
	isMirror := func(filter *Value) bool { return filter.at("type").says("RequestMirror") }
	isSetting := func(filter *Value) bool { return slices.Contains(settingFilters, filter.at("type").text()) }
	switch {
	case isMirror(a) || isMirror(b):
		return false
	case !sameText(a, b, "type"):
		return !isSetting(a) || !isSetting(b)
	}
	return sameText(a, b, "extensionRef", "group") && sameText(a, b, "extensionRef", "kind")
}
