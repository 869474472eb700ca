package format

import (
	"regexp"
	"strings"
	"sync"

	"github.com/backendctl/backendctl/internal/manifest"
)

// unquote returns the formatted text of a quoted scalar. raw is its text, and value is its string. The result has no quotes if every YAML
// parser then reads the same string, and double quotes otherwise. The original quotes stay if double quotes would need a backslash, around
// a text with a template or a variable, and around a text with several lines.
func unquote(raw, value string) string {
	inside := raw[1 : len(raw)-1]
	switch {
	case strings.Contains(value, "$") || strings.Contains(value, "{{") || strings.ContainsAny(raw, "\r\n"):
		return raw
	case (raw[0] == '\'' || inside == value) && IsPlain(value):
		return value
	}
	return doubled(raw, value)
}

// doubled returns a quoted scalar in double quotes, or with its original quotes if double quotes would need a backslash.
func doubled(raw, value string) string {
	if raw[0] == '\'' && !strings.ContainsAny(value, "\"\\") && manifest.IsPrintable(value) {
		return `"` + value + `"`
	}
	return raw
}

// IsPlain reports whether a string needs no quotes: the API server's parser and all other parsers of YAML 1.1 or 1.2 read it as this
// string.
func IsPlain(s string) bool {
	return s != "" && manifest.IsPlain(s) && !misread().MatchString(s)
}

// misread matches strings that some parsers read as a number, a time, a boolean or null. manifest.IsPlain returns false for the strings
// that the API server's parser reads in this way.
var misread = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`(?i)^(?:` + strings.Join([]string{
		`[-+]?[0-9][0-9_,]*`, // a whole number
		`[-+]?(?:[0-9][0-9_]*\.?|[0-9_]*\.[0-9_]+)(?:e[-+]?[0-9]+)?`, // a float; 1.2's 1e3, 1.1's .5
		`[-+]?[0-9][0-9_]*\.[0-9_]*(?:e[-+]?[0-9]+)?`,
		`[-+]?0(?:o[0-7_]+|x[0-9a-f_]+|b[01_]+)`,           // octal, hexadecimal, binary
		`[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?`, // 1.1's base 60: 12:30
		`[-+]?\.(?:inf|nan)`,
		`[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}.*`, // a time
		`y|yes|n|no|on|off|true|false|null|~|=|<<`,
	}, "|") + `)$`)
})
