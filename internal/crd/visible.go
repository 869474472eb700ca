package crd

import (
	"strings"
	"unicode"
)

// The texts of a CRD are printed on terminals and in comments of manifests, so they must not have an effect there.

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

// isHidden reports whether a character is invisible: controls, and characters that change the direction of text.
func isHidden(r rune) bool {
	return unicode.IsControl(r) || r >= 0x202A && r <= 0x202E || r >= 0x2066 && r <= 0x2069 || r == 0x061C || r == 0x200E || r == 0x200F
}

// isName reports whether a text can be the name or a value of a field: it is on one line.
func isName(text string) bool { return text != "" && !strings.ContainsFunc(text, isHidden) }
