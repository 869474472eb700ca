// Package reporttest has helpers for tests of reports.
package reporttest

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/backendctl/backendctl/internal/source"
)

// CheckLines fails the test if a line of text contains control characters, which could control a terminal, or invalid UTF-8.
func CheckLines(t *testing.T, text string) {
	t.Helper()
	for line := range strings.SplitSeq(text, "\n") {
		if HasControls(line) {
			t.Errorf("the line has control characters or invalid UTF-8: %q", line)
		}
	}
}

// HasControls reports whether a line has control characters or invalid UTF-8. The Unicode replacement character U+FFFD is allowed.
func HasControls(line string) bool {
	return strings.ContainsFunc(line, func(r rune) bool { return r != utf8.RuneError && source.IsHidden(r) }) || !utf8.ValidString(line)
}
