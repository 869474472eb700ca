package format

import (
	"regexp"
	"strings"
	"sync"

	"github.com/backendctl/backendctl/internal/manifest"
)

// unquote returns how a quoted scalar is to be written: without quotes where every reader of YAML takes it for the same
// string then, and otherwise in double quotes. It keeps the quotes as they are where double ones would need a backslash,
// and around values that are still to be replaced.
func unquote(raw, value string) string {
	inside := raw[1 : len(raw)-1]
	switch {
	case strings.Contains(value, "$") || strings.Contains(value, "{{") || strings.ContainsAny(raw, "\r\n"):
		return raw
	case (raw[0] == '\'' || inside == value) && isPlain(value):
		return value
	}
	return doubled(raw, value)
}

// doubled returns a quoted scalar in double quotes, if it needs no backslash there.
func doubled(raw, value string) string {
	if raw[0] == '\'' && !strings.ContainsAny(value, "\"\\") && manifest.IsPrintable(value) {
		return `"` + value + `"`
	}
	return raw
}

// isPlain says whether a string needs no quotes: neither for the API server's parser nor for any other one of YAML 1.1 or
// 1.2.
func isPlain(s string) bool {
	return s != "" && manifest.IsPlain(s) && !misread().MatchString(s)
}

// misread matches what some parser takes for a number, a time, a boolean or null. The API server's own readings are not
// all here: manifest.IsPlain has them.
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
