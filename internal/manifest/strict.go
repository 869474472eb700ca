package manifest

import (
	"slices"
	"strings"

	"github.com/backendctl/backendctl/internal/source"
)

// The methods in this file report text that this package's YAML parser accepts, but that the API server's parser rejects or reads
// differently.

// tabs reports a blank line or a comment that is indented by a tab, outside of braces and brackets, if only blank lines separate it from a
// comment above. This package's parser reads such a line as a part of the comment above; the API server's parser rejects it.
func (b *builder) tabs(part source.Span) {
	for _, c := range b.comments {
		blank := true
		for next := lineEnd(b.text, c.End); next < part.End && blank; next = lineEnd(b.text, next) {
			line := strings.TrimRight(b.text[next:min(lineEnd(b.text, next), part.End)], "\r\n")
			content := strings.TrimLeft(line, " \t")
			blank = content == ""
			tab := strings.IndexByte(line[:len(line)-len(content)], '\t')
			if tab >= 0 && (blank || content[0] == '#') && !inFlow(b.root, c.Start) {
				b.report(ruleSyntax, source.Span{Start: next + tab, End: next + len(line) - len(content)}, "a tab cannot indent in YAML; use spaces")
				break
			}
		}
	}
}

// inFlow reports whether an offset lies inside braces or brackets.
func inFlow(n *Node, offset int) bool {
	if offset < n.Span.Start || offset >= n.Span.End || n.shared {
		return false
	}
	return n.Flow ||
		slices.ContainsFunc(n.Fields, func(f Field) bool { return inFlow(f.Value, offset) }) ||
		slices.ContainsFunc(n.Items, func(item *Node) bool { return inFlow(item, offset) })
}

// trailing reports text after the end of a document without a --- line between them. The API server's parser reads the first value and
// ignores the rest.
func (b *builder) trailing(part source.Span) {
	rest := skipBlank(b.masked[:part.End], b.root.Span.End)
	if rest >= part.End {
		return
	}
	end := rest + len(strings.TrimRight(b.text[rest:min(lineEnd(b.text, rest), part.End)], " \t\r\n"))
	d := b.report(ruleTrailing, source.Span{Start: rest, End: end}, "the document ends above, and the text from here on is ignored")
	d.Help = "indent this text like the document's first line, or put `---` before it if it is another document"
}

// directives reports a %YAML directive with a version other than 1.1, which the API server's parser rejects and this package's parser
// accepts.
func (b *builder) directives(part source.Span) {
	for at := part.Start; at < part.End; at = lineEnd(b.text, at) {
		line := strings.TrimRight(b.text[at:min(lineEnd(b.text, at), part.End)], "\r\n")
		if isMarker(line, "---") || isContent(line) {
			return
		}
		version, ok := strings.CutPrefix(line, "%YAML")
		if ok && len(strings.Fields(version)) > 0 && strings.Fields(version)[0] != "1.1" {
			span := source.Span{Start: at, End: at + len(line)}
			b.report(ruleSyntax, span, "the API server reads YAML 1.1 only; remove this directive")
		}
	}
}
