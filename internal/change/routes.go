package change

import (
	"slices"
	"strings"
)

// A routeMatch is a match of a rule of a route on one side.
type routeMatch struct {
	route *objectPair
	rule  *Value
	match *Value
	does  uint64 // the hash of the rule without its matches
}

// A routeIndex contains the matches of routes by the host name and the path that they match.
type routeIndex map[string][]*routeMatch

// routeKey returns the key for a host name, or "" for all, and a path with its type. All regular expressions have the same key.
func routeKey(host, path string) string { return host + " " + path }

// routeMatches returns the matches of all routes of a kind on both sides.
func (p *pairer) routeMatches(kind string) [2]routeIndex {
	return cached(p, p.byMatch, kind, func() [2]routeIndex {
		out := [2]routeIndex{{}, {}}
		for _, route := range p.pairsOf(kind) {
			for side, root := range route.roots {
				if root != nil {
					out[side].add(route, root)
				}
			}
		}
		return out
	})
}

func (x routeIndex) add(route *objectPair, root *Value) {
	hosts := hostsOf(root)
	for _, rule := range root.at("spec", "rules").items() {
		does := rule.hashWithout("matches")
		for _, m := range rule.read("matches").items() {
			path := pathKey(m)
			for _, host := range hosts {
				key := routeKey(host, path)
				x[key] = append(x[key], &routeMatch{route, rule, m, does})
			}
		}
	}
}

// hostsOf returns the host names of a route in lower case, or "" for all hosts.
func hostsOf(root *Value) []string {
	var hosts []string
	for _, host := range root.at("spec", "hostnames").items() {
		hosts = append(hosts, strings.ToLower(host.text()))
	}
	if len(hosts) == 0 {
		return []string{""}
	}
	return hosts
}

const regularExpression = "RegularExpression"

func pathKey(m *Value) string {
	return keyOfPath(m.at("path", "type").text(), m.at("path", "value").text())
}

func keyOfPath(pathType, value string) string {
	if pathType == regularExpression {
		return pathType
	}
	return pathType + " " + value
}

// contested reports whether, on a side, a rule that does something else may match the same requests with equal precedence.
func (c *comparer) contested(side Side, rule, match *Value) bool {
	ties := precedenceOf(c.kind)
	return c.hasOther(side, rule, []string{pathKey(match)}, func(other *Value) bool { return ties(other, match) })
}

// intervenes reports whether, on a side, a rule that does something else may match requests of a match, and has a higher precedence than
// the wider match wide.
func (c *comparer) intervenes(side Side, rule, wide, match *Value) bool {
	return c.hasOther(side, rule, widerPaths(match, len(wide.at("path", "value").text())), func(*Value) bool { return true })
}

// widerPaths returns the keys of the paths that may match a request of a match: its own path, regular expressions, and the prefixes that
// include its path and have at least the given length.
func widerPaths(match *Value, least int) []string {
	path, keys := match.at("path", "value").text(), []string{pathKey(match), regularExpression}
	if keys[0] == regularExpression || path == "" {
		return keys
	}
	keys = append(keys, keyOfPath("PathPrefix", path))
	for i := range path {
		if i >= least && (path[i] == '/' || i > 0 && path[i-1] == '/') {
			keys = append(keys, keyOfPath("PathPrefix", path[:i]))
		}
	}
	return keys
}

// hasOther reports whether a rule of another route on a side has a match with one of the keys of paths, is for the same host, meets the
// condition, and does something else than the given rule.
func (c *comparer) hasOther(side Side, rule *Value, paths []string, isRival func(match *Value) bool) bool {
	index, does := c.set.routeMatches(c.object.document().Kind)[side], rule.hashWithout("matches")
	return slices.ContainsFunc(c.hosts(), func(host string) bool {
		return slices.ContainsFunc(paths, func(path string) bool {
			return slices.ContainsFunc(index[routeKey(host, path)], func(m *routeMatch) bool { return m.does != does && isRival(m.match) })
		})
	})
}

// hosts returns the host names of the route on both sides, and "" for the routes of all hosts.
func (c *comparer) hosts() []string {
	hosts := []string{""}
	for _, root := range c.roots {
		if root != nil {
			hosts = append(hosts, hostsOf(root)...)
		}
	}
	return hosts
}
