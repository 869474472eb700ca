package change

import (
	"fmt"
	"slices"
	"strconv"

	"github.com/backendctl/backendctl/internal/manifest"
)

// A precedence decides which matches of a route tie: the order of their rules decides if a request meets both.
type precedence struct {
	ties func(a, b *Value) bool
	// shape returns a text that is the same for two matches that tie.
	shape func(m *Value) string
}

// equalMatches is the precedence by which only equal matches tie.
var equalMatches = precedence{equal, func(m *Value) string { return strconv.FormatUint(m.hash, 36) }}

// precedenceOf returns the precedence of a kind of route. Source: the Gateway API, and kgateway's order of routes.
func precedenceOf(kind string) precedence {
	if kind == "GRPCRoute" {
		return precedence{func(a, b *Value) bool { return methodsTie(a, b) && itemsTie(a.read("headers"), b.read("headers")) }, shapeOf}
	}
	return precedence{func(a, b *Value) bool {
		return pathsTie(a, b) && sameText(a, b, "method") &&
			itemsTie(a.read("headers"), b.read("headers")) && itemsTie(a.read("queryParams"), b.read("queryParams"))
	}, shapeOf}
}

// shapeOf returns the path and the method of an HTTPRoute's match, or the parts of a GRPCRoute's method that the match requires, and the
// numbers of its headers and parameters.
func shapeOf(m *Value) string {
	return fmt.Sprint(pathKey(m), m.read("method").text(), m.at("method", "service") == nil, m.at("method", "method") == nil,
		len(m.read("headers").items()), len(m.read("queryParams").items()))
}

// exactOf returns the first thing of which a match requires an exact value, and the value: the method of a GRPCRoute, a header or a parameter.
func exactOf(m *Value) (of, value string) {
	if method := m.read("method"); method != nil && method.Kind == manifest.Mapping && !isRegularMethod(m) {
		return "method", method.at("service").text() + "/" + method.at("method").text()
	}
	for _, list := range []string{"headers", "queryParams"} {
		for _, item := range m.read(list).items() {
			if name := item.read("name"); name != nil && isExact(item) {
				return list + plain(name.meant()), item.at("value").text()
			}
		}
	}
	return "", ""
}

// keysOf returns a function that returns the keys of a rule, one for each of its matches. The matches of two rules in the list tie only if
// the rules have a common key. A key is the shape of the match and, if all matches of the shape require an exact value of the same thing, the
// value.
func (p precedence) keysOf(rules []*Value) func(rule *Value) []string {
	exact := map[string]string{} // by shape, of what the matches require a value; "" if that differs
	for _, rule := range rules {
		for _, m := range rule.read("matches").items() {
			shape := p.shape(m)
			of, _ := exactOf(m)
			if other, ok := exact[shape]; ok && other != of {
				of = ""
			}
			exact[shape] = of
		}
	}
	return func(rule *Value) []string {
		var keys []string
		for _, m := range rule.read("matches").items() {
			shape := p.shape(m)
			if of, value := exactOf(m); of != "" && of == exact[shape] {
				shape += "\x00" + value
			}
			keys = append(keys, shape)
		}
		return keys
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

// methodsTie reports whether two matches of a GRPCRoute may match the same method with equal precedence.
func methodsTie(a, b *Value) bool {
	for _, key := range []string{"service", "method"} {
		if (a.at("method", key) == nil) != (b.at("method", key) == nil) {
			return false
		}
	}
	return isRegularMethod(a) || isRegularMethod(b) || sameText(a, b, "method", "service") && sameText(a, b, "method", "method")
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
