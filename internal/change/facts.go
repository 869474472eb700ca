package change

import (
	"fmt"
	"slices"
	"strings"
)

// The functions of this file return what the tables of this package contain about a field. The tool that adds a kgateway release uses
// them. The parameter pattern is the path of the field, with [] for items.

// HasKeys reports whether the items of a list are identified by the given keys, according to the table of lists.
func HasKeys(kind, pattern string, keys []string) bool {
	return slices.ContainsFunc(ruleOf(kind, pattern).keys, func(has []string) bool { return slices.Equal(has, keys) })
}

// IsSet reports whether the order of a list does not matter, according to the table of lists.
func IsSet(kind, pattern string) bool { return ruleOf(kind, pattern).set }

// DefaultOf returns the default of a field in an object that has no other fields, and reports whether the table of defaults has the field.
// The default is nil if it needs the value of another field. A whole number is an int64.
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

// HasDefault reports whether a value is the default of a field that [DefaultOf] returns.
func HasDefault(kind, pattern string, value any) bool {
	has, ok := DefaultOf(kind, pattern)
	return ok && fmt.Sprint(has) == fmt.Sprint(value)
}

// ReadsAlike reports whether two values of a field have the same meaning, according to the table of readings.
func ReadsAlike(kind, pattern string, a, b any) bool {
	read, ok := readings.of(kind, pattern)
	return ok && read(a) == read(b)
}
