package rewrite

import (
	"slices"
	"strings"

	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/yamltree"
)

// PatternOf returns a path below spec in the notation of the mapping tables, such as static.hosts[].port.
func PatternOf(tokens []string) string {
	var b strings.Builder
	for _, t := range tokens {
		switch {
		case IsIndex(t):
			b.WriteString("[]")
		case b.Len() > 0:
			b.WriteString("." + t)
		default:
			b.WriteString(t)
		}
	}
	return b.String()
}

// IsIndex reports whether a token of a path is the index of an item.
func IsIndex(token string) bool { return token != "" && strings.Trim(token, "0123456789") == "" }

// tokensOf returns the tokens of a path such as static.hosts[].port. The indexes replace the brackets, from left to right.
func tokensOf(path string, indexes []string) []string {
	var out []string
	for step := range strings.SplitSeq(path, ".") {
		key, list := strings.CutSuffix(step, "[]")
		out = append(out, key)
		if list && len(indexes) > 0 {
			out = append(out, indexes[0])
			indexes = indexes[1:]
		}
	}
	return out
}

// indexesOf returns the tokens of a path that are indexes of items.
func indexesOf(tokens []string) []string {
	return slices.DeleteFunc(slices.Clone(tokens), func(t string) bool { return !IsIndex(t) })
}

// Items returns the items of a list, or nil if the node is not a list.
func Items(n *yamltree.Node) []*yamltree.Node {
	if n == nil || n.Kind != manifest.Sequence {
		return nil
	}
	out := make([]*yamltree.Node, len(n.Entries))
	for i, e := range n.Entries {
		out[i] = e.Value
	}
	return out
}

// IsPort reports whether a value is an integer from 1 to 65535.
func IsPort(n *yamltree.Node) bool {
	number, ok := n.Value.(int64)
	return ok && number >= 1 && number <= 65535
}

// Sub returns the object at a path below another object, and creates it if necessary.
func Sub(n *yamltree.Node, way ...string) *yamltree.Node {
	for _, key := range way {
		next := n.Get(key)
		if !IsSet(next) {
			next = n.Set(key, yamltree.Mapping()).Value
		}
		n = next
	}
	return n
}
