package relevance

import "strings"

// A key is the key of a field that is searched for in unparsed text. tail is a suffix of word that begins with a rare letter, so that it is
// faster to search for than the whole word; "" means the whole word.
type key struct{ word, tail string }

var (
	kindKey    = key{word: "kind"}
	versionKey = key{word: "apiVersion", tail: "Version"}
	groupKey   = key{word: "group"}
	// The keys of an operation of a JSON patch.
	operationKey = key{word: "op"}
	pathKey      = key{word: "path"}
)

// An occurrence is the position of a key and of its value.
type occurrence struct {
	start, value int // value is tooFar if its position is unknown
	rest         int // the offset at which the search continues
}

// next moves o to the next occurrence of the key, in any style: block, flow, JSON, or after a question mark.
func (k key) next(text string, o *occurrence) bool {
	tail := k.tail
	if tail == "" {
		tail = k.word
	}
	for {
		i := strings.Index(text[o.rest:], tail)
		if i < 0 {
			return false
		}
		end := o.rest + i + len(tail)
		o.rest, o.start = end, end-len(k.word)
		if o.start < 0 || text[o.start:end] != k.word || o.start > 0 && isWordByte(text[o.start-1]) {
			continue
		}
		if colon := colonAfter(text, end); colon != -1 {
			o.value = colon
			if colon != tooFar {
				o.value++
			}
			return true
		}
	}
}

// isWordByte reports whether c, directly before or after a name, makes the name a part of a longer word.
func isWordByte(c byte) bool {
	return 'a' <= c|' ' && c|' ' <= 'z' || '0' <= c && c <= '9' || c == '_' || c == '-' || c == '.' || c == '/'
}

// colonAfter returns the offset of the colon after a key that ends at an offset, -1 if the word is not a key, and tooFar if too many blanks
// or comments follow the word.
func colonAfter(text string, at int) int {
	if at < len(text) && (text[at] == '"' || text[at] == '\'') {
		at++
	}
	at = skipSpace(text, at)
	if at == tooFar || at < len(text) && text[at] == ':' {
		return at
	}
	return -1
}

// mostSkipped is the maximum number of bytes to skip between a key and its value. It keeps the search linear for a text with many keys in
// comments.
const mostSkipped = 256

// tooFar stands for an offset that is not within mostSkipped bytes.
const tooFar = -2

// skipSpace returns the offset of the next content, after blanks, line breaks, byte order marks and comments.
func skipSpace(text string, at int) int {
	start, end := at, min(len(text), at+mostSkipped)
	for at < end {
		switch {
		case isSpace(text, at):
			at += max(breakLen(text, at), 1)
		case strings.HasPrefix(text[at:], "\uFEFF"):
			at += len("\uFEFF")
		case text[at] == '#' && (at > start || at > 0 && isSpace(text, at-1)):
			at += lineEnd(text[at:end], 0)
		default:
			return at
		}
	}
	if at-start >= mostSkipped {
		return tooFar
	}
	return at
}

// isSpace reports whether a blank or a line break is at an offset.
func isSpace(text string, at int) bool {
	return text[at] == ' ' || text[at] == '\t' || breakLen(text, at) > 0
}

// breakLen returns the length of the line break at an offset, or 0 if there is none. YAML 1.1 has three line breaks that are not ASCII.
func breakLen(text string, at int) int {
	switch c := text[at]; {
	case c == '\n' || c == '\r':
		return 1
	case c < 0x80:
		return 0
	case strings.HasPrefix(text[at:], "\u0085"):
		return len("\u0085")
	case strings.HasPrefix(text[at:], "\u2028"), strings.HasPrefix(text[at:], "\u2029"):
		return len("\u2028")
	}
	return 0
}

// lineEnd returns the offset of the next line break.
func lineEnd(text string, at int) int {
	for at < len(text) && breakLen(text, at) == 0 {
		at++
	}
	return at
}
