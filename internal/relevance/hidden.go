package relevance

import (
	"slices"
	"strconv"
	"strings"
)

// hidesNames reports whether a text may contain one of the searched keys in a form that a text search does not find: with an escaped
// letter, with a line break in a quoted word, in base64, or as an alias.
func hidesNames(text string) bool {
	return hasBinary(text) || hasLetterEscape(text) || hasAliasKey(text)
}

// hasBinary reports whether a text may have a value with the tag !!binary. The tag may contain escapes, be written in full, or use a handle
// that a directive declares.
func hasBinary(text string) bool {
	for at := 0; ; {
		i := strings.IndexByte(text[at:], '!')
		if i < 0 {
			return strings.Contains(text, "%TAG")
		}
		at += i + 1
		if rest := text[at:]; strings.HasPrefix(rest, "!bi") || strings.HasPrefix(rest, "!b%") || strings.HasPrefix(rest, "!%") ||
			strings.HasPrefix(rest, "<") {
			return true
		}
	}
}

// hasLetterEscape reports whether a text has an escape of an ASCII letter, or an escaped line break inside one of the searched words.
func hasLetterEscape(text string) bool {
	for at := 0; ; {
		i := strings.IndexByte(text[at:], '\\')
		if i < 0 || at+i+1 == len(text) {
			return false
		}
		at += i + 1
		switch text[at] {
		case 'x':
			if isLetterCode(text[at+1:], 2) {
				return true
			}
		case 'u':
			if isLetterCode(text[at+1:], 4) {
				return true
			}
		case 'U':
			if isLetterCode(text[at+1:], 8) {
				return true
			}
		default:
			if breakLen(text, at) > 0 && splitsWord(text[:at-1]) {
				return true
			}
		}
	}
}

// isLetterCode reports whether a text begins with the hexadecimal code, of the given number of digits, of an ASCII letter.
func isLetterCode(text string, digits int) bool {
	if len(text) < digits {
		return false
	}
	code, err := strconv.ParseUint(text[:digits], 16, 32)
	return err == nil && ('A' <= code && code <= 'Z' || 'a' <= code && code <= 'z')
}

// splitsWord reports whether a text ends with the beginning of one of the searched keys.
func splitsWord(text string) bool {
	start := len(text)
	for start > 0 && isWordByte(text[start-1]) {
		start--
	}
	begun := text[start:]
	if begun == "" {
		return false
	}
	isBegun := func(k key) bool { return strings.HasPrefix(k.word, begun) }
	return slices.ContainsFunc([]key{kindKey, versionKey, operationKey, pathKey, metadataKey, nameKey, specKey}, isBegun) || slices.ContainsFunc(members, isBegun)
}

// hasAliasKey reports whether a text with anchors may have an alias as a key: a word after a star, with a colon after it or a question mark
// before it.
func hasAliasKey(text string) bool {
	if strings.IndexByte(text, '&') < 0 {
		return false
	}
	for at := 0; ; {
		i := strings.IndexByte(text[at:], '*')
		if i < 0 {
			return false
		}
		star := at + i
		at = star + 1
		for at < len(text) && isWordByte(text[at]) {
			at++
		}
		if at == star+1 || star > 0 && isWordByte(text[star-1]) {
			continue
		}
		if colonAfter(text, at) != -1 || strings.HasSuffix(strings.TrimRight(text[:star], " \t\r\n"), "?") {
			return true
		}
	}
}
