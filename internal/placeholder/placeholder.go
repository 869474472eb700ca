// Package placeholder defines the values that scaffold and convert write for missing settings. Lint reports each of them until it is
// replaced.
package placeholder

import (
	"slices"
	"strings"
)

// Values that a schema accepts, but that lead to no server.
const (
	Name    = "replace-me"
	Host    = Name + ".example.com"
	Account = "000000000000"
	Port    = 8080
)

// Mark begins the comment at the end of a placeholder's line.
const Mark = "# replace: "

// IsText reports whether a string is a placeholder, with or without a [Mark]: the account, or a word that begins with [Name], such
// as replace-me-routes and [Host].
func IsText(s string) bool {
	return s == Account || s == Name || slices.ContainsFunc([]string{".", "-"}, func(next string) bool { return strings.HasPrefix(s, Name+next) })
}

// IsMarked reports whether a value on a line with a [Mark] is a placeholder. [Port] is also a port that people use, so it counts
// only with a mark.
func IsMarked(value any) bool {
	s, isText := value.(string)
	return isText && IsText(s) || value == int64(Port)
}
