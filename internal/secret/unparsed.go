package secret

import (
	"regexp"
	"slices"
	"strings"
	"sync"

	"github.com/backendctl/backendctl/internal/source"
)

// unparsed hides the values of a document that cannot be parsed, if one of its words may name a secret. Every word that is neither a key
// nor a common word counts as a value.
func (x *finder) unparsed(part source.Span) {
	text := x.text[part.Start:part.End]
	if !x.maySpellSecret(text) {
		return
	}
	for _, s := range secretData(text) {
		x.hide(source.Span{Start: part.Start + s.Start, End: part.Start + s.End})
	}
	isFirst := true
	for at := 0; at < len(text); {
		rest := text[at:]
		switch c := rest[0]; {
		case c == '\n' || c == '\r':
			isFirst, at = true, at+1
		case strings.IndexByte(" \t-?\"'", c) >= 0:
			at++
		case strings.IndexByte("{}[],", c) >= 0:
			isFirst, at = true, at+1
		case c == ':':
			isFirst, at = false, at+1
		default:
			end := at + until(rest, " \t\r\n{}[],\"'")
			end = at + len(strings.TrimRight(text[at:end], ":"))
			word := text[at:max(end, at+1)]
			isKey := isFirst && keyWord().MatchString(word) && isBeforeColon(text[at+len(word):])
			if !isKey && !commonWord().MatchString(word) {
				s := source.Span{Start: part.Start + at, End: part.Start + at + len(word)}
				x.hide(s)
				x.record(word)
			}
			isFirst, at = false, at+len(word)
		}
	}
}

var (
	words      = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`[A-Za-z0-9_-]+`) })
	escapes    = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`\\[uUx][0-9A-Fa-f]|!!?[a-z]`) })
	keyWord    = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^[A-Za-z]{1,32}$`) })
	commonWord = sync.OnceValue(func() *regexp.Regexp {
		return regexp.MustCompile(`^(?:[^A-Za-z0-9]+|[0-9]{1,5}|(?i:true|false|null|v[0-9][a-z0-9]*|ai|aws|static|gcp|mcp|inline|secretref|passthrough|opaque|secret|secretlist|list|backend|[a-z0-9.-]*\.dev/v[0-9a-z]+))$`)
	})
)

// maySpellSecret reports whether a text may contain a secret: it has an @, a key of a secret, the kind Secret, or escapes that may stand
// for such a word.
func (x *finder) maySpellSecret(text string) bool {
	return strings.IndexByte(text, '@') >= 0 || escapes().MatchString(text) || hasWord(text, func(word string) bool {
		return classOf("", word) > scalar || slices.Contains([]string{"secret", "secrets", "secretlist", "stringdata"}, plainName(word))
	}) || hasWord(text, func(word string) bool { return isNear(plainName(word), "auth") }) && hasWord(text, func(word string) bool { return classOf("auth", word) == all }) ||
		hasWord(text, func(word string) bool { return isNear(plainName(word), basicAuth) })
}

// isSuspicious reports whether a text may have secrets that only a parser finds.
func isSuspicious(text string) bool {
	return strings.ContainsAny(text, `\@`) || escapes().MatchString(text) || hasWord(text, func(word string) bool {
		return isHeader(word) || plainName(word) == "data" || isNear(plainName(word), basicAuth)
	})
}

// hasWord reports whether matches returns true for a word of a text.
func hasWord(text string, matches func(string) bool) bool {
	seen := map[string]bool{}
	for at := 0; ; {
		where := words().FindStringIndex(text[at:])
		if where == nil {
			return false
		}
		word := text[at+where[0] : at+where[1]]
		if !seen[word] && matches(word) {
			return true
		}
		seen[word] = true
		at += where[1]
	}
}

// isBeforeColon reports whether a text begins with a colon, after optional quotes and blanks.
func isBeforeColon(rest string) bool {
	return strings.HasPrefix(strings.TrimLeft(rest, " \t\"'"), ":")
}
