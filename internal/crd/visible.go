package crd

import (
	"strings"
	"unicode"
)

// The texts of a CRD are printed on terminals and in comments of manifests. They must not contain characters that control a terminal.

// hidesText reports whether JSON, as encoding/json writes it, has characters that control a terminal or the direction of text.
func hidesText(text string) bool {
	for i, r := range text {
		switch {
		case r == '\\' && i+1 < len(text) && escapesControl(text, i):
			return true
		case isHidden(r) && r != '\n' && r != '\t' && r != '\r':
			return true
		}
	}
	return false
}

// escapesControl reports whether the backslash at an index begins an escape of a control character. An escaped backslash does not.
func escapesControl(text string, at int) bool {
	before := at
	for before > 0 && text[before-1] == '\\' {
		before--
	}
	if (at-before)%2 == 1 {
		return false
	}
	rest := text[at+1:]
	switch {
	case rest[0] == 'b' || rest[0] == 'f':
		return true
	case strings.HasPrefix(rest, "u00") && len(rest) >= 5:
		return strings.ToLower(rest[3:4]) < "2" || strings.EqualFold(rest[3:5], "7f")
	}
	return false
}

// isHidden reports whether a character is a control character, or changes the direction of text.
func isHidden(r rune) bool {
	return unicode.IsControl(r) || r >= 0x202A && r <= 0x202E || r >= 0x2066 && r <= 0x2069 || r == 0x061C || r == 0x200E || r == 0x200F
}

// isName reports whether a text is a valid name or value of a field: it is not empty, and contains no control characters such as line
// breaks.
func isName(text string) bool { return text != "" && !strings.ContainsFunc(text, isHidden) }
