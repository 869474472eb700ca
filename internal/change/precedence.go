package change

import (
	"slices"
	"strconv"
	"strings"
)

// A precedence decides which matches of a route tie: the order of their rules decides if a request meets both.
type precedence struct {
	ties func(a, b *Value) bool
	// shape returns a text that is the same for two matches that tie. exact returns the values that a match requires, by what they are of:
	// matches that require different values of the same thing do not tie.
	shape func(m *Value) string
	exact func(m *Value) map[string]string
}

// equalMatches is the precedence by which only equal matches tie.
var equalMatches = precedence{equal, func(m *Value) string { return strconv.FormatUint(m.hash, 36) }, func(*Value) map[string]string { return nil }}

// precedenceOf returns the precedence of a kind of route. Source: the Gateway API, and kgateway's order of routes.
func precedenceOf(kind string) precedence {
	if kind == "GRPCRoute" {
		return precedence{
			func(a, b *Value) bool { return methodsTie(a, b) && itemsTie(a.read("headers"), b.read("headers")) },
			grpcShape, exactMethod,
		}
	}
	return precedence{
		func(a, b *Value) bool {
			return pathsTie(a, b) && sameText(a, b, "method") &&
				itemsTie(a.read("headers"), b.read("headers")) && itemsTie(a.read("queryParams"), b.read("queryParams"))
		},
		func(m *Value) string { return pathKey(m) + " " + m.read("method").text() + numberOfItems(m) }, exactItems,
	}
}

// grpcShape returns which parts of the method a match of a GRPCRoute requires.
func grpcShape(m *Value) string {
	return strconv.FormatBool(m.at("method", "service") == nil) + strconv.FormatBool(m.at("method", "method") == nil) + numberOfItems(m)
}

// numberOfItems returns the numbers of headers and parameters that a match requires.
func numberOfItems(m *Value) string {
	return " " + strconv.Itoa(len(m.read("headers").items())) + " " + strconv.Itoa(len(m.read("queryParams").items()))
}

// exactItems returns the exact values of headers and parameters that a match requires, by their names.
func exactItems(m *Value) map[string]string {
	out := map[string]string{}
	for _, list := range []string{"headers", "queryParams"} {
		for _, item := range m.read(list).items() {
			if name := item.read("name"); name != nil && isExact(item) {
				out[list+" "+plain(name.meant())] = item.at("value").text()
			}
		}
	}
	return out
}

// exactMethod returns the values that exactItems returns, and the method if it is not a regular expression.
func exactMethod(m *Value) map[string]string {
	out := exactItems(m)
	if !isRegularMethod(m) {
		out["method"] = m.at("method", "service").text() + " " + m.at("method", "method").text()
	}
	return out
}

// keysOf returns a function that returns the keys of a rule, one for each of its matches. The matches of two rules in the list tie only if
// the rules have a common key. A key contains the shape of the match, and the exact values that all matches of this shape require.
func (p precedence) keysOf(rules []*Value) func(rule *Value) []string {
	total, required := map[string]int{}, map[string]map[string]int{}
	for _, rule := range rules {
		for _, m := range rule.read("matches").items() {
			shape := p.shape(m)
			total[shape]++
			if required[shape] == nil {
				required[shape] = map[string]int{}
			}
			for name := range p.exact(m) {
				required[shape][name]++
			}
		}
	}
	return func(rule *Value) []string {
		var keys []string
		for _, m := range rule.read("matches").items() {
			shape := p.shape(m)
			parts := []string{}
			for name, value := range p.exact(m) {
				if required[shape][name] == total[shape] {
					parts = append(parts, name+"="+value)
				}
			}
			slices.Sort(parts)
			keys = append(keys, shape+"\x00"+strings.Join(parts, "\x00"))
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
