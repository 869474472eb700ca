package convert

import (
	"slices"
	"strings"

	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/tree"
)

// patternOf returns a path below spec in the notation of the tables: static.hosts[].port.
func patternOf(tokens []string) string {
	var b strings.Builder
	for _, t := range tokens {
		switch {
		case isIndex(t):
			b.WriteString("[]")
		case b.Len() > 0:
			b.WriteString("." + t)
		default:
			b.WriteString(t)
		}
	}
	return b.String()
}

func isIndex(token string) bool { return token != "" && strings.Trim(token, "0123456789") == "" }

// tokensOf returns the tokens of a path of the tables, with the indexes of the items, outermost first.
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

// indexesOf returns the indexes in a path.
func indexesOf(tokens []string) []string {
	return slices.DeleteFunc(slices.Clone(tokens), func(t string) bool { return !isIndex(t) })
}

// items returns the values of a list.
func items(n *tree.Node) []*tree.Node {
	if n == nil || n.Kind != manifest.Sequence {
		return nil
	}
	out := make([]*tree.Node, len(n.Entries))
	for i, e := range n.Entries {
		out[i] = e.Value
	}
	return out
}

// isPort reports whether a value is a port number.
func isPort(n *tree.Node) bool {
	number, ok := n.Value.(int64)
	return ok && number >= 1 && number <= 65535
}
