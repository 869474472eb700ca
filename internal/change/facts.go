package change

import (
	"fmt"
	"slices"
	"strings"
)

// The functions of this file return what the tables of this package contain about a field, for the command that adds a release. A
// pattern is the path of the field, with [] for items.

// HasKeys reports whether the table of lists has keys of the items of a list.
func HasKeys(kind, pattern string, keys []string) bool {
	return slices.ContainsFunc(ruleOf(kind, pattern).keys, func(has []string) bool { return slices.Equal(has, keys) })
}

// IsSet reports whether the table of lists has the order of a list as meaningless.
func IsSet(kind, pattern string) bool { return ruleOf(kind, pattern).set }

// DefaultOf returns the constant default of a field, and reports whether the table of defaults has one. A whole number is an int64.
func DefaultOf(kind, pattern string) (any, bool) {
	parent, key := pattern[:max(strings.LastIndexByte(pattern, '.'), 0)], lastField(pattern)
	rows := defaults.below(kind, parent)
	i := slices.IndexFunc(rows, func(d defaultRow) bool { return d.key == key })
	if i < 0 {
		return nil, false
	}
	value := rows[i].value.in(interpreter{root: &Value{}}, &Value{})
	if value == nil {
		return nil, true
	}
	return value.JSON(), true
}

// HasDefault reports whether a value is the constant default of a field.
func HasDefault(kind, pattern string, value any) bool {
	has, ok := DefaultOf(kind, pattern)
	return ok && fmt.Sprint(has) == fmt.Sprint(value)
}

// ReadsAlike reports whether the table of readings reads two values of a field as one.
func ReadsAlike(kind, pattern string, a, b any) bool {
	read, ok := readings.of(kind, pattern)
	return ok && read(a) == read(b)
}
