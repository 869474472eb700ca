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

// PlainScalars returns the places in a Backend's metadata and spec where a value without quotes matches and the field takes one
// of some types. Only without quotes does the type depend on how a value is written; and what looks like a number is text in any
// other field, such as one that is misspelt.
func PlainScalars(p *lint.Pass, b *manifest.Document, match func(*manifest.Node) bool, types ...string) []lint.Place {
	plain := func(n *manifest.Node) bool {
		return n.Style == manifest.Plain && n.Tag == "" && !n.Template && match(n)
	}
	return slices.DeleteFunc(lint.Scalars(b, plain, "metadata", "spec"), func(at lint.Place) bool { return !p.Takes(at, types...) })
}

// SpecStrings returns the places in a Backend's spec where a string that is known matches.
func SpecStrings(b *manifest.Document, match func(string) bool) []lint.Place {
	return lint.Scalars(b, func(n *manifest.Node) bool {
		s, ok := n.Value.(string)
		return ok && !n.Template && match(s)
	}, "spec")
}

// LookAlikes are characters that word processors write in the place of others.
var LookAlikes = map[rune]string{
	'\u2018': "'", '\u2019': "'", '\u201a': "'", '\u201b': "'", '\u201c': `"`, '\u201d': `"`, '\u201e': `"`, '\u201f': `"`,
	'\u2010': "-", '\u2011': "-", '\u2012': "-", '\u2013': "-", '\u2014': "-", '\u2015': "-", '\u2212': "-",
}

// fillers are letters, marks and spaces that no font draws, and that Unicode counts neither as format nor as space.
var fillers = &unicode.RangeTable{R16: []unicode.Range16{
	{Lo: 0x034f, Hi: 0x034f, Stride: 1}, {Lo: 0x115f, Hi: 0x1160, Stride: 1}, {Lo: 0x180b, Hi: 0x180f, Stride: 1},
	{Lo: 0x2800, Hi: 0x2800, Stride: 1}, {Lo: 0x3164, Hi: 0x3164, Stride: 1}, {Lo: 0xfe00, Hi: 0xfe0f, Stride: 1},
	{Lo: 0xffa0, Hi: 0xffa0, Stride: 1},
}}

// IsInvisible says whether a character is not seen or is taken for another one. The space and what else ASCII has is not.
func IsInvisible(r rune) bool {
	if r <= unicode.MaxASCII {
		return false
	}
	return LookAlikes[r] != "" || unicode.In(r, unicode.Cf, unicode.Z, fillers)
}

// Visible writes look-alikes as what they look like and leaves the other invisible characters out. Quotes go, too: what
// had them around it was quoted twice.
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

// placeholders are the words that only stand where somebody was to write something else. They are told from names by
// their capitals, by angle brackets, or by the dollar sign of a shell that nobody ran them through.
var placeholders = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`<[A-Za-z][^<>]*>|(?i:\b(CHANGE|REPLACE|FILL)[_-]?ME\b)|\bREPLACE_WITH_|^YOUR_[A-Z]|` +
		`^(TODO|FIXME)($|[ :_(])|(^|[/:.@])\$[A-Z][A-Z0-9_]*\b`)
})

// IsPlaceholder looks for what each of them has first, because most values have none of it. $LATEST is a version of a
// Lambda function.
func IsPlaceholder(s string) bool {
	maybe := strings.ContainsAny(s, "<$_") || strings.HasPrefix(s, "TODO") || strings.HasPrefix(s, "FIXME") ||
		strings.Contains(s, "me") || strings.Contains(s, "ME") || strings.Contains(s, "Me")
	return maybe && s != "$LATEST" && placeholders().MatchString(s)
}
