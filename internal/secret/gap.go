package secret

import (
	"cmp"
	"strings"
	"unicode"

	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/source"
	"github.com/backendctl/backendctl/internal/stable"
)

// comments states whether comments are secret.
type comments int

const (
	judged comments = iota // a comment is secret only if its text contains a credential
	hidden                 // every comment is secret
)

// gaps hides all text between the keys, values and items of a collection, except punctuation. Such text consists of keys that no object can
// have, with their values, and of text that the parser does not assign to a value.
func (x *finder) gaps(n *manifest.Node) {
	x.between(n, judged)
}

func (x *finder) between(n *manifest.Node, c comments) {
	place := placeOf(n)
	parts := make([]source.Span, 0, 2*len(n.Fields)+len(n.Items))
	for _, f := range n.Fields {
		if !f.Merged {
			parts = append(parts, f.KeySpan, f.Value.Span)
		}
	}
	for _, m := range n.Merges {
		parts = append(parts, m.KeySpan, m.Value.Span)
	}
	for _, item := range n.Items {
		parts = append(parts, item.Span)
	}
	stable.Sort(parts, func(a, b source.Span) int { return cmp.Compare(a.Start, b.Start) })
	at := place.Start
	for _, p := range parts {
		x.gap(source.Span{Start: at, End: p.Start}, c)
		at = max(at, p.End)
	}
	x.gap(source.Span{Start: at, End: place.End}, c)
}

// gap hides the words between two nodes.
func (x *finder) gap(s source.Span, c comments) {
	for at := s.Start; at < s.End; {
		rest := x.text[at:s.End]
		switch first := rest[0]; {
		case isSpace(rest) || strings.IndexByte("{}[],:?-|>", first) >= 0:
			at++
		case first == '#' && c == hidden:
			x.hide(source.Span{Start: at + 1, End: at + until(rest, "\r\n")})
			at += until(rest, "\r\n")
		case first == '#', first == '%' && at == lineStart(x.text, at):
			at += until(rest, "\r\n")
		default:
			end := at + until(rest, " \t\r\n,[]{}\u0085\u2028\u2029")
			if strings.IndexByte("&!*", first) < 0 && strings.ContainsFunc(x.text[at:end], isWord) {
				x.hide(source.Span{Start: at, End: end})
			}
			at = end
		}
	}
}

func isSpace(text string) bool { return strings.IndexByte(" \t\r\n", text[0]) >= 0 }

func isWord(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }

// until returns the number of bytes of a text before the first of some characters, but at least one.
func until(text, characters string) int {
	if i := strings.IndexAny(text[1:], characters); i >= 0 {
		return i + 1
	}
	return len(text)
}
