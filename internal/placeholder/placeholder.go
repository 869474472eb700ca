// Package placeholder defines the values that scaffold and convert write for missing settings. Lint reports each of these values until the
// user replaces it.
package placeholder

import (
	"slices"
	"strings"
)

// The placeholders. Schemas accept them, but no server has such a name or address.
const (
	Name    = "replace-me"
	Host    = Name + ".example.com"
	Account = "000000000000"
	Port    = 8080
)

// Mark is the beginning of the comment at the end of a placeholder's line.
const Mark = "# replace: "

// IsText reports whether a string is a placeholder, with or without a [Mark]. Placeholders are [Account], [Name], and words that begin with
// [Name], such as replace-me-routes and [Host].
func IsText(s string) bool {
	return s == Account || s == Name || slices.ContainsFunc([]string{".", "-"}, func(next string) bool { return strings.HasPrefix(s, Name+next) })
}

// IsMarked reports whether a value on a line with a [Mark] is a placeholder. It may be [Port], which is a placeholder only with a mark,
// because real services use this port, too.
func IsMarked(value any) bool {
	s, isText := value.(string)
	return isText && IsText(s) || value == int64(Port)
}
