package fields

import (
	"strings"

	"github.com/backendctl/backendctl/internal/target"
)

// A Union is a condition on some fields of an object: at most one, at least one, or exactly one of these fields must be set.
type Union struct {
	Fields       []string
	Exclusive    bool   // at most one of the fields is set
	Required     bool   // at least one of the fields is set
	Since, Until string // the first and the last release line with the union; empty if the object has the same limit
}

// Unions returns the unions of an object, or of the items of a list, in a release.
func (f *Field) Unions(t target.Target) []Union {
	var out []Union
	for _, u := range f.unions {
		if t.Within(u.Since, u.Until) {
			out = append(out, u)
		}
	}
	return out
}

// unionOf parses the line of a union: a word, the fields and the releases. The word most means at most one of the fields, least means at
// least one, and any other word means exactly one.
func unionOf(line string) Union {
	how, rest, _ := strings.Cut(line, " ")
	u := Union{Fields: strings.Fields(rest), Exclusive: how != "least", Required: how != "most"}
	if last := len(u.Fields) - 1; strings.Contains(u.Fields[last], "..") {
		u.Since, u.Until, _ = strings.Cut(u.Fields[last], "..")
		u.Fields = u.Fields[:last]
	}
	return u
}
