package change

import (
	"slices"

	"github.com/backendctl/backendctl/internal/manifest"
)

// ruleKeys returns the keys of a rule, one for each of its matches: two rules tie only if they have a common key. It returns no keys if the
// rule may tie with rules that have other keys.
func ruleKeys(rule *Value) []string {
	var keys []string
	for _, m := range rule.read("matches").items() {
		key := pathKey(m)
		if method := m.at("method"); method != nil && method.Kind == manifest.Mapping {
			if isRegularMethod(m) {
				return nil
			}
			key += method.at("service").text() + "/" + method.at("method").text()
		}
		keys = append(keys, key)
	}
	return keys
}

// precedenceOf returns a function that reports whether two matches of a kind of route may match the same request with equal precedence, so
// that the order of the rules decides. Source: the Gateway API, and kgateway's order of routes.
func precedenceOf(kind string) func(a, b *Value) bool {
	if kind == "GRPCRoute" {
		return func(a, b *Value) bool { return methodsTie(a, b) && itemsTie(a.read("headers"), b.read("headers")) }
	}
	return func(a, b *Value) bool {
		return pathsTie(a, b) && sameText(a, b, "method") &&
			itemsTie(a.read("headers"), b.read("headers")) && itemsTie(a.read("queryParams"), b.read("queryParams"))
	}
}

// rulesTie reports whether two rules handle requests differently, and a match of one ties with a match of the other. A rule without matches
// ties with every rule.
func rulesTie(a, b *Value, ties func(a, b *Value) bool) bool {
	x, y := a.read("matches").items(), b.read("matches").items()
	tie := len(x) == 0 || len(y) == 0 || slices.ContainsFunc(x, func(m *Value) bool {
		return slices.ContainsFunc(y, func(n *Value) bool { return ties(m, n) })
	})
	return tie && !doesSame(a, b)
}

// pathsTie reports whether two matches may match the same path with equal precedence. Exact paths precede regular expressions, regular
// expressions precede prefixes, and a longer prefix precedes a shorter one. The length of a regular expression does not count.
func pathsTie(a, b *Value) bool {
	if !sameText(a, b, "path", "type") {
		return false
	}
	return a.at("path", "type").text() == regularExpression || sameText(a, b, "path", "value")
}

// methodsTie reports whether two matches of a GRPCRoute may match the same method with equal precedence. kgateway makes a regular
// expression for the path of a method without a service, so that it ties with other regular expressions.
func methodsTie(a, b *Value) bool {
	return isRegularMethod(a) && hasRegularPath(b) || hasRegularPath(a) && isRegularMethod(b) ||
		sameText(a, b, "method", "service") && sameText(a, b, "method", "method")
}

func hasRegularPath(m *Value) bool {
	return isRegularMethod(m) || m.at("method") != nil && m.at("method", "service") == nil
}

func isRegularMethod(m *Value) bool { return m.at("method", "type").text() == regularExpression }

// sameText reports whether two values have the same text at a path. A missing value has the text "".
func sameText(a, b *Value, keys ...string) bool { return a.at(keys...).text() == b.at(keys...).text() }

// itemsTie reports whether two lists of conditions on headers or parameters have the same length, and a request may meet both lists. Two
// different exact values for one name exclude each other.
func itemsTie(a, b *Value) bool {
	x, y := a.items(), b.items()
	return len(x) == len(y) && !slices.ContainsFunc(x, func(v *Value) bool {
		return slices.ContainsFunc(y, func(w *Value) bool {
			name, other := v.read("name"), w.read("name")
			return name != nil && other != nil && equal(name, other) && isExact(v) && isExact(w) && !sameText(v, w, "value")
		})
	})
}

// isExact reports whether a condition on a header or parameter requires an exact value.
func isExact(v *Value) bool { return v.at("type").text() == "Exact" }
