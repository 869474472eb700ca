package source

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// zeroWidthJoiner is part of many emoji and harmless: it neither moves the cursor nor reorders text.
const zeroWidthJoiner = '\u200D'

// Visible returns text from the input so that it cannot control a terminal or reorder text: control characters, bidirectional controls,
// other invisible format characters and invalid UTF-8 become escapes.
func Visible(s string) string {
	if !strings.ContainsFunc(s, IsHidden) {
		return s
	}
	var b strings.Builder
	for len(s) > 0 {
		r, n := utf8.DecodeRuneInString(s)
		if IsHidden(r) {
			b.WriteString(escape(r, s[:n]))
		} else {
			b.WriteString(s[:n])
		}
		s = s[n:]
	}
	return b.String()
}

// IsHidden reports whether r must not reach a terminal unescaped. U+FFFD counts, because invalid bytes decode to it.
func IsHidden(r rune) bool {
	switch {
	case r < utf8.RuneSelf:
		return r < ' ' || r == 0x7F
	case r == zeroWidthJoiner:
		return false
	}
	return r == utf8.RuneError || unicode.In(r, unicode.Cc, unicode.Cf, unicode.Zl, unicode.Zp)
}

// escape returns the escape of a hidden rune, given with the bytes that it was decoded from.
func escape(r rune, raw string) string {
	switch {
	case r == '\n':
		return `\n`
	case r == '\r':
		return `\r`
	case r == '\t':
		return `\t`
	case r == utf8.RuneError && len(raw) == 1:
		return fmt.Sprintf(`\x%02x`, raw[0])
	case r == utf8.RuneError:
		return raw
	case r < 0x100:
		return fmt.Sprintf(`\x%02x`, r)
	case r < 0x10000:
		return fmt.Sprintf(`\u%04x`, r)
	}
	return fmt.Sprintf(`\U%08x`, r)
}

// VisibleLines escapes each line of a text like [Visible], and keeps the line feeds.
func VisibleLines(s string) string {
	lines := strings.Split(s, "\n")
	for i := range lines {
		lines[i] = Visible(lines[i])
	}
	return strings.Join(lines, "\n")
}
