package change

import (
	"slices"
	"testing"
)

// TestPrecedenceKeys checks that rules with matches that tie have a common key, so that swap compares them.
func TestPrecedenceKeys(t *testing.T) {
	g := newGenerator(t)
	for _, kind := range []string{"HTTPRoute", "GRPCRoute"} {
		count := 0
		for range 1000 {
			root := defaultValue(object{"spec": object{"rules": g.list(6, func(int) any { return object{"matches": g.list(2, func(int) any { return g.match(kind) })} })}})
			interpret(kind, root)
			rules := root.at("spec", "rules").items()
			for name, ties := range map[string]func(a, b *Value) bool{"precedence": precedenceOf(kind), "equality": equal} {
				for i, a := range rules {
					for _, b := range rules[:i] {
						isCommon := func(key string) bool { return slices.Contains(ruleKeys(b), key) }
						if !slices.ContainsFunc(a.read("matches").items(), func(m *Value) bool {
							return slices.ContainsFunc(b.read("matches").items(), func(n *Value) bool { return ties(m, n) })
						}) {
							continue
						}
						count++
						if len(ruleKeys(a))*len(ruleKeys(b)) > 0 && !slices.ContainsFunc(ruleKeys(a), isCommon) {
							t.Errorf("%s by %s: rules tie and have no common key:\n%v\n%v", kind, name, a.JSON(), b.JSON())
						}
					}
				}
			}
		}
		if count < 30 {
			t.Errorf("only %d pairs of rules of a %s tie", count, kind)
		}
	}
}

// match returns a random match of a route.
func (g *generator) match(kind string) any {
	out := object{"headers": g.list(2, func(int) any {
		return object{"name": g.pick("x", "X", "y"), "value": g.pick("1", "2"), "type": g.pick("Exact", "Exact", "RegularExpression")}
	})}
	if kind == "GRPCRoute" {
		method := object{"type": g.pick("Exact", "Exact", "Exact", "RegularExpression")}
		method[g.pick("service", "service", "method")] = g.pick("a", "b")
		out["method"] = method
		return out
	}
	out["path"] = object{"type": g.pick("Exact", "PathPrefix", "RegularExpression"), "value": g.pick("/a", "/b")}
	out["queryParams"] = g.list(2, func(int) any { return object{"name": g.pick("p", "q"), "value": g.pick("1", "2")} })
	return out
}
