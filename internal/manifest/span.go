package manifest

import (
	"strings"
	"unicode/utf8"

	"github.com/backendctl/backendctl/internal/source"
)

// marks converts the parser's marks to byte offsets. The parser counts NEL, LS and PS as line breaks, unlike editors, so its line numbers
// differ from the line numbers of source.File.
type marks struct {
	text  string
	lines []int
	// The arguments and the result of the last call of offset. Nodes come in order, so on a long line the next call continues at this offset.
	line, col, at int
}

func newMarks(text string, start int) *marks {
	m := &marks{text: text, lines: []int{start}}
	for i := start; i < len(text); {
		n := breakLen(text[i:])
		if n == 0 {
			i++
			continue
		}
		i += n
		m.lines = append(m.lines, i)
	}
	return m
}

// breakLen returns the length of the line break at the start of s, or 0 if there is none.
func breakLen(s string) int {
	switch {
	case strings.HasPrefix(s, "\r\n"):
		return 2
	case s[0] == '\n' || s[0] == '\r':
		return 1
	case s[0] < utf8.RuneSelf:
		return 0
	case strings.HasPrefix(s, "\u0085"):
		return 2
	case strings.HasPrefix(s, "\u2028"), strings.HasPrefix(s, "\u2029"):
		return 3
	}
	return 0
}

// offset converts a line and a column to a byte offset. Both count from 1, and the column counts code points.
func (m *marks) offset(line, column int) int {
	if line < 1 || line > len(m.lines) {
		return len(m.text)
	}
	at, col := m.lines[line-1], 1
	if line == m.line && column >= m.col {
		at, col = m.at, m.col
	}
	for ; col < column && at < len(m.text); col++ {
		_, size := utf8.DecodeRuneInString(m.text[at:])
		at += size
	}
	m.line, m.col, m.at = line, column, at
	return at
}

// column returns the number of code points before offset on its line.
func (m *marks) column(offset int) int {
	start := max(strings.LastIndexAny(m.text[:offset], "\r\n")+1, m.lines[0])
	return utf8.RuneCountInString(m.text[start:offset])
}

// content returns the offset of a node's content, after its anchor and tag, and after the white space and comments that follow them.
func (b *builder) content(at int) int {
	for at < len(b.masked) && (b.masked[at] == '&' || b.masked[at] == '!') {
		at = skipBlank(b.masked, wordEnd(b.masked, at))
	}
	return at
}

// propertiesEnd returns the end of a node's anchor and tag, which begin at an offset, without the white space after them.
func propertiesEnd(text string, at int) int {
	end := at
	for at < len(text) && (text[at] == '&' || text[at] == '!') {
		end = wordEnd(text, at)
		at = skipBlank(text, end)
	}
	return end
}

func isAnchorByte(c byte) bool {
	return '0' <= c && c <= '9' || 'a' <= c|' ' && c|' ' <= 'z' || c == '_' || c == '-'
}

// tagSpan returns the span of the tag in the properties of a node, which begin at offset.
func tagSpan(text string, at int) source.Span {
	for at < len(text) && text[at] == '&' {
		at = skipBlank(text, wordEnd(text, at))
	}
	return source.Span{Start: at, End: wordEnd(text, at)}
}

// isNonSpecific reports whether properties contain the tag "!", which makes a plain scalar a string.
func isNonSpecific(properties string) bool {
	for _, word := range strings.Fields(properties) {
		if word == "!" {
			return true
		}
	}
	return false
}

// wordEnd returns the end of an anchor or a tag. The character that ends an anchor's name may begin its value: &a:b.
func wordEnd(text string, at int) int {
	if at < len(text) && text[at] == '&' {
		for at++; at < len(text) && isAnchorByte(text[at]); at++ {
		}
		return at
	}
	if strings.HasPrefix(text[at:], "!<") { // a verbatim tag, which may contain a comma and brackets
		if i := strings.IndexByte(text[at:], '>'); i >= 0 {
			return at + i + 1
		}
	}
	if i := strings.IndexAny(text[at:], " \t\r\n,[]{}"); i >= 0 {
		return at + i
	}
	return len(text)
}

// skipBlank skips white space, line breaks and comments. It is called after a token, where # begins a comment.
func skipBlank(text string, at int) int {
	for at < len(text) {
		switch text[at] {
		case ' ', '\t', '\r', '\n':
			at++
		case '#':
			at = lineEnd(text, at)
		default:
			return at
		}
	}
	return at
}

// closeFlow returns the offset after the closing bracket that follows offset.
func closeFlow(text string, at int, closing byte) int {
	for {
		at = skipBlank(text, at)
		switch {
		case at >= len(text):
			return len(text)
		case text[at] == closing:
			return at + 1
		}
		at++
	}
}

// scalarEnd returns the end of the scalar that begins at offset.
func scalarEnd(text string, at int, n *Node, indent int) int {
	switch n.Style {
	case DoubleQuoted:
		return quotedEnd(text, at, '"')
	case SingleQuoted:
		return quotedEnd(text, at, '\'')
	case Literal, Folded:
		return blockEnd(text, at, indent)
	default:
		return plainEnd(text, at, n.Text)
	}
}

func quotedEnd(text string, at int, quote byte) int {
	for i := at + 1; i < len(text); i++ {
		switch {
		case text[i] == '\\' && quote == '"':
			i++
		case text[i] == quote && quote == '\'' && strings.HasPrefix(text[i+1:], "'"):
			i++
		case text[i] == quote:
			return i + 1
		}
	}
	return len(text)
}

// plainEnd returns the end of a plain scalar. It searches the text for the words of the scalar one after another, because there may be line
// breaks between the words.
func plainEnd(text string, at int, value string) int {
	if strings.HasPrefix(text[at:], value) {
		return at + len(value)
	}
	end := at
	for _, word := range strings.Fields(value) {
		i := strings.Index(text[end:], word)
		if i < 0 {
			return end
		}
		end += i + len(word)
	}
	return end
}

// blockEnd returns the end of the last line of a block scalar's content, without its break. The header begins at offset; indent is the
// column of the surrounding block collection, or -1 if there is none.
func blockEnd(text string, at, indent int) int {
	header := text[at:lineEnd(text, at)]
	width := max(indent+1, 1)
	explicit := strings.IndexAny(strings.SplitN(header, "#", 2)[0], "123456789")
	if explicit > 0 {
		width = max(indent, 0) + int(header[explicit]-'0')
	}
	end := at + len(strings.TrimRight(header, " \t\r\n"))
	for line := lineEnd(text, at); line < len(text); line = lineEnd(text, line) {
		content := strings.TrimRight(text[line:lineEnd(text, line)], "\r\n")
		trimmed := strings.TrimLeft(content, " ")
		switch {
		case trimmed == "":
			continue
		case len(content)-len(trimmed) < width:
			return end
		case explicit <= 0:
			width, explicit = len(content)-len(trimmed), 1
		}
		end = line + len(content)
	}
	return end
}

// comments returns the comments of a part: a # at the start of a line or after white space, outside scalars.
func comments(text string, part source.Span, scalars []source.Span) []source.Span {
	var out []source.Span
	body := bodyOf(text, part)
	next := 0
	for at := part.Start; at < part.End; at++ {
		for next < len(scalars) && scalars[next].End <= at {
			next++
		}
		if next < len(scalars) && scalars[next].Start <= at {
			at = scalars[next].End - 1
			continue
		}
		if text[at] != '#' || at > part.Start && strings.IndexByte(" \t\r\n", text[at-1]) < 0 && at != body.Start {
			continue
		}
		end := at + len(strings.TrimRight(text[at:lineEnd(text, at)], "\r\n"))
		out = append(out, source.Span{Start: at, End: end})
		at = end
	}
	return out
}

// header returns the span of the lines above the content of a part: its --- line, comments, directives and blank lines.
func header(text string, part source.Span) source.Span {
	end := part.Start
	for end < part.End {
		next := lineEnd(text, end)
		line := text[end:next]
		if isMarker(line, "---") {
			line = " " + line[len("---"):]
		}
		if isContent(line) {
			break
		}
		end = next
	}
	return source.Span{Start: part.Start, End: end}
}
