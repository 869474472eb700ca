package manifest

import (
	"strconv"
	"strings"
)

// Write writes a string as a scalar of YAML, in quotes where it would be read as something else.
func Write(s string) string {
	if IsPlain(s) && !strings.ContainsAny(s, ",[]{}") { // these end a scalar in a flow collection
		return s
	}
	return strconv.Quote(s)
}

// Like writes a string in the style of a scalar that it is to replace.
func (n *Node) Like(s string) string {
	switch n.Style {
	case DoubleQuoted:
		return strconv.Quote(s)
	case SingleQuoted:
		return "'" + strings.ReplaceAll(s, "'", "''") + "'"
	}
	return Write(s)
}
