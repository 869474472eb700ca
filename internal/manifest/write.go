package manifest

import (
	"strconv"
	"strings"
)

// Write returns a string as a YAML scalar, in quotes if the plain text would be read as something else.
func Write(s string) string {
	if IsPlain(s) && !strings.ContainsAny(s, ",[]{}") { // these characters end a scalar in a flow collection
		return s
	}
	return strconv.Quote(s)
}

// Like returns a string as a YAML scalar in the style of n, for an edit that replaces n.
func (n *Node) Like(s string) string {
	switch n.Style {
	case DoubleQuoted:
		return strconv.Quote(s)
	case SingleQuoted:
		return "'" + strings.ReplaceAll(s, "'", "''") + "'"
	}
	return Write(s)
}
