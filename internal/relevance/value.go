package relevance

import (
	"math/bits"
	"strings"
	"unicode/utf8"
)

// mostBytes is the maximum number of bytes of a value to read. Words that are near a name are shorter.
const mostBytes = 63

// A value is the scalar after a key, as far as it is known without parsing. A plain scalar ends at different characters inside and outside
// of brackets, so it may have several ends.
type value struct {
	bytes  [mostBytes + 1]byte
	n      int
	ends   uint64 // bit n is set if the scalar may have the length n
	hidden bool   // the scalar could be any word, because of an alias, a tag, an escape or a block scalar
}

// is reports whether one of the possible texts of the value is in a class.
func (v *value) is(c class) bool {
	for ends := v.ends; ends != 0; ends &= ends - 1 {
		if c.has(v.bytes[:bits.TrailingZeros64(ends)]) {
			return true
		}
	}
	return false
}

// appendTexts appends the possible texts of the value.
func (v *value) appendTexts(to []string) []string {
	for ends := v.ends; ends != 0; ends &= ends - 1 {
		to = append(to, string(v.bytes[:bits.TrailingZeros64(ends)]))
	}
	return to
}

// read reads the value after a colon.
func (v *value) read(text string, at int) {
	v.n, v.ends, v.hidden = 0, 0, false
	switch at = skipProperties(text, at); at {
	case tooFar:
		v.hidden = true
		return
	case len(text):
		return
	}
	switch c := text[at]; c {
	case '!', '|', '>':
		v.hidden = true
	case '*':
		v.hidden = at+1 < len(text) && isWordByte(text[at+1])
	case '{', '[':
	case '"', '\'':
		v.quoted(text, at+1, c)
	default:
		v.plain(text, at)
	}
}

// skipProperties returns the start of a value after its anchor, or tooFar if that is unknown.
func skipProperties(text string, at int) int {
	if at == tooFar {
		return tooFar
	}
	at = skipSpace(text, at)
	if at == tooFar || at == len(text) || text[at] != '&' {
		return at
	}
	for end := at + mostSkipped; at < len(text) && !isSpace(text, at) && strings.IndexByte(",[]{}", text[at]) < 0; at++ {
		if at == end {
			return tooFar
		}
	}
	return skipSpace(text, at)
}

// add appends a byte, and reports whether there was space for it.
func (v *value) add(c byte) bool {
	if v.n == mostBytes {
		for _, b := range v.bytes[:v.n] {
			v.hidden = v.hidden || b >= 0x80 // with multi-byte characters, a near word may be longer
		}
		return false
	}
	v.bytes[v.n] = c
	v.n++
	return true
}

// end records that the value may end here.
func (v *value) end() { v.ends |= 1 << v.trimmed() }

// trimmed returns the length without trailing blanks.
func (v *value) trimmed() int {
	n := v.n
	for n > 0 && (v.bytes[n-1] == ' ' || v.bytes[n-1] == '\t') {
		n--
	}
	return n
}

// isPlain is true for the bytes before which a plain scalar cannot end.
var isPlain = func() (is [256]bool) {
	for c := range byte(utf8.RuneSelf) {
		is[c] = isWordByte(c) && c != '/'
	}
	return is
}()

// plain reads a plain scalar. A slash is a possible end of the value, because the API group ends there in an apiVersion.
func (v *value) plain(text string, at int) {
	for ; at < len(text); at++ {
		for at < len(text) && v.n < mostBytes && isPlain[text[at]] { // the fast path for nearly all bytes
			v.bytes[v.n] = text[at]
			v.n++
			at++
		}
		if at == len(text) {
			break
		}
		switch c := text[at]; {
		case isPlain[c]:
		case breakLen(text, at) > 0:
			v.end()
			if at = v.fold(text, at); at == len(text) || text[at] == '#' || startsWithKey(text[at:]) {
				return
			}
			at--
			continue
		case c == ':':
			if v.end(); at+1 == len(text) || isSpace(text, at+1) {
				return
			}
		case c == '#':
			if isSpace(text, at-1) {
				v.end()
				return
			}
		case strings.IndexByte(",[]{}?/", c) >= 0:
			v.end()
		}
		if !v.add(text[at]) {
			return
		}
	}
	v.end()
}

// quoted reads a quoted scalar up to its closing quote.
func (v *value) quoted(text string, at int, quote byte) {
	for at < len(text) {
		c := text[at]
		switch {
		case c == quote && quote == '\'' && strings.HasPrefix(text[at:], "''"):
			at++
		case c == quote:
			v.ends |= 1 << v.n
			return
		case c == '\\' && quote == '"':
			v.hidden = true
			return
		case c == '/':
			v.end()
		case breakLen(text, at) > 0:
			v.end() // the closing quote may be missing
			at = v.fold(text, at)
			continue
		}
		if !v.add(c) {
			return
		}
		at++
	}
	v.end()
}

// fold joins lines as YAML does: one line break becomes a space, and each further one a line feed. It returns the start of the next line's
// content.
func (v *value) fold(text string, at int) int {
	v.n = v.trimmed()
	breaks := 0
	for at < len(text) {
		n := breakLen(text, at)
		switch {
		case n > 0:
			if breaks++; strings.HasPrefix(text[at:], "\r\n") {
				n = len("\r\n")
			}
			at += n
			continue
		case text[at] == ' ' || text[at] == '\t':
			at++
			continue
		}
		break
	}
	if breaks == 1 {
		v.add(' ')
	}
	for range breaks - 1 {
		if !v.add('\n') {
			break
		}
	}
	return at
}

// isTemplateAt reports whether the value after a colon may contain a template. A plain scalar continues up to the next line that begins
// with a key.
func isTemplateAt(text string, at int) bool {
	if at = skipProperties(text, at); at == tooFar {
		return true
	}
	rest := text[at:min(len(text), at+mostSkipped)]
	if rest == "" {
		return false
	}
	switch first := rest[0]; first {
	case '{', '[':
		return strings.HasPrefix(rest, "{{")
	case '"', '\'':
		if end := strings.IndexByte(rest[1:], first); end >= 0 {
			return hasTemplate(rest[:1+end])
		}
		return hasTemplate(rest) || len(rest) == mostSkipped
	}
	return hasTemplateLine(rest)
}

// hasTemplateLine reports whether a line of a plain scalar at the start of a text contains a template.
func hasTemplateLine(rest string) bool {
	for rest != "" {
		end := lineEnd(rest, 0)
		if hasTemplate(rest[:end]) {
			return true
		}
		next := skipSpace(rest, end)
		if next == tooFar || next == mostSkipped {
			return true
		}
		if rest = rest[next:]; startsWithKey(rest) {
			return false
		}
	}
	return false
}

func hasTemplate(text string) bool {
	return strings.IndexByte(text, '$') >= 0 || strings.Contains(text, "{{")
}

// startsWithKey reports whether a text starts with a simple word, a colon, and white space or the end. After a quote and a simple word, a
// colon is enough.
func startsWithKey(text string) bool {
	word := strings.TrimLeft(text, `"'`)
	n := 0
	for n < len(word) && isWordByte(word[n]) {
		n++
	}
	if n == 0 || colonAfter(word, n) != n {
		return false
	}
	isQuoted := len(word) < len(text)
	return isQuoted || n+1 == len(word) || isSpace(word, n+1)
}
