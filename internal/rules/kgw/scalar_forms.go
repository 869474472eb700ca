package kgw

import (
	"regexp"
	"slices"
	"strings"
	"sync"
	"unicode"

	"github.com/backendctl/backendctl/internal/lint"
	"github.com/backendctl/backendctl/internal/manifest"
)

// PlainScalars returns the places in a Backend's metadata and spec that have an unquoted value for which match returns true. The field
// must have one of the given types: in a field of another type, such as a misspelt field, the text is not ambiguous. A value in quotes is
// always a string.
func PlainScalars(p *lint.Pass, b *manifest.Document, match func(*manifest.Node) bool, types ...string) []lint.Place {
	plain := func(n *manifest.Node) bool {
		return n.Style == manifest.Plain && n.Tag == "" && !n.Template && match(n)
	}
	return slices.DeleteFunc(lint.Scalars(b, plain, "metadata", "spec"), func(at lint.Place) bool { return !p.Takes(at, types...) })
}

// SpecStrings returns the places in a Backend's spec that have a string for which match returns true. Templates are skipped.
func SpecStrings(b *manifest.Document, match func(string) bool) []lint.Place {
	return lint.Scalars(b, func(n *manifest.Node) bool {
		s, ok := n.Value.(string)
		return ok && !n.Template && match(s)
	}, "spec")
}

// LookAlikes maps characters that word processors insert to similar ASCII characters.
var LookAlikes = map[rune]string{
	'\u2018': "'", '\u2019': "'", '\u201a': "'", '\u201b': "'", '\u201c': `"`, '\u201d': `"`, '\u201e': `"`, '\u201f': `"`,
	'\u2010': "-", '\u2011': "-", '\u2012': "-", '\u2013': "-", '\u2014': "-", '\u2015': "-", '\u2212': "-",
}

// fillers are letters, marks and spaces without a glyph that belong neither to Unicode's format characters nor to its spaces.
var fillers = &unicode.RangeTable{R16: []unicode.Range16{
	{Lo: 0x034f, Hi: 0x034f, Stride: 1}, {Lo: 0x115f, Hi: 0x1160, Stride: 1}, {Lo: 0x180b, Hi: 0x180f, Stride: 1},
	{Lo: 0x2800, Hi: 0x2800, Stride: 1}, {Lo: 0x3164, Hi: 0x3164, Stride: 1}, {Lo: 0xfe00, Hi: 0xfe0f, Stride: 1},
	{Lo: 0xffa0, Hi: 0xffa0, Stride: 1},
}}

// IsInvisible reports whether a character is not ASCII and is invisible, or looks like an ASCII character.
func IsInvisible(r rune) bool {
	if r <= unicode.MaxASCII {
		return false
	}
	return LookAlikes[r] != "" || unicode.In(r, unicode.Cf, unicode.Z, fillers)
}

// Visible replaces hyphens that are not ASCII by ASCII hyphens, and removes invisible characters. It also removes curly quotes: a value in
// curly quotes was quoted twice.
func Visible(s string) string {
	var b strings.Builder
	for _, r := range s {
		switch {
		case LookAlikes[r] == "-":
			b.WriteByte('-')
		case !IsInvisible(r):
			b.WriteRune(r)
		}
	}
	return b.String()
}

// placeholders matches text that the author was meant to replace. It requires capitals, angle brackets or a shell variable's dollar sign,
// so that it does not match names.
var placeholders = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`<[A-Za-z][^<>]*>|(?i:\b(CHANGE|REPLACE|FILL)[_-]?ME\b)|\bREPLACE_WITH_|^YOUR_[A-Z]|` +
		`^(TODO|FIXME)($|[ :_(])|(^|[/:.@])\$[A-Z][A-Z0-9_]*\b`)
})

// IsPlaceholder reports whether s is a placeholder. It first looks for characters that every placeholder has, because most values have
// none of them. $LATEST is not a placeholder, but a version of a Lambda function.
func IsPlaceholder(s string) bool {
	maybe := strings.ContainsAny(s, "<$_") || strings.HasPrefix(s, "TODO") || strings.HasPrefix(s, "FIXME") ||
		strings.Contains(s, "me") || strings.Contains(s, "ME") || strings.Contains(s, "Me")
	return maybe && s != "$LATEST" && placeholders().MatchString(s)
}

// IsBlank reports whether a text is not empty, but [Visible] leaves only white space of it.
func IsBlank(s string) bool { return s != "" && strings.TrimSpace(Visible(s)) == "" }
