package yamltree

import (
	"math"
	"strings"

	"github.com/backendctl/backendctl/internal/manifest"
)

// IsLiteral reports whether a value is a block scalar, such as a text after "|". The entry's comment then follows the header of the block
// scalar.
func (n *Node) IsLiteral() bool { return n.Style == manifest.Literal || n.Style == manifest.Folded }

// A Header is the text before the lines of a block scalar, such as "|", ">-" or "|2+".
type Header struct {
	Text   string
	Start  int // the offset of Text in the text of the value, after an anchor or a tag
	Indent int // the indentation indicator, or 0
}

// Header returns the header of a block scalar.
func (n *Node) Header() Header { return headerOf(n.Raw) }

func headerOf(text string) Header {
	line, _, _ := strings.Cut(text, "\n")
	line = strings.TrimRight(line, " \t\r")
	var h Header
	for h.Start < len(line) && (line[h.Start] == '!' || line[h.Start] == '&') {
		word := strings.IndexAny(line[h.Start:], " \t")
		h.Start += max(word, 0)
		h.Start += len(line[h.Start:]) - len(strings.TrimLeft(line[h.Start:], " \t"))
		if word < 0 {
			break
		}
	}
	h.Text = line[h.Start:]
	if i := strings.IndexAny(h.Text, " \t#"); i >= 0 { // the parser accepts a comment without a space before it
		h.Text = h.Text[:i]
	}
	if i := strings.IndexAny(h.Text, "123456789"); i >= 0 {
		h.Indent = int(h.Text[i] - '0')
	}
	return h
}

// Keeps reports whether the header contains "+": blank lines after the text are then part of the text.
func (h Header) Keeps() bool { return strings.Contains(h.Text, "+") }

// Width returns the indentation of the lines of a block scalar, in columns. An indicator in the header is relative to column, the column of
// the entry. Without an indicator, the indentation is that of the first line that is not blank.
func (h Header) Width(lines string, column int) int {
	if h.Indent != 0 {
		return column + h.Indent
	}
	for line := range strings.Lines(lines) {
		if content := strings.TrimLeft(trimBreak(line), " "); content != "" {
			return len(trimBreak(line)) - len(content)
		}
	}
	return math.MaxInt // all lines are blank, so none is longer than the indentation
}

// literal reads the text of a block scalar. The comment after its header becomes the comment of the entry, as for any other scalar.
func (r *reader) literal(e *Entry, m *manifest.Node) {
	if r.use == Arrange && m.Span.Start >= r.next(e.keyEnd()) {
		r.unknown(m.Span.Start, "a block scalar that does not begin on the line of its key or dash")
		return
	}
	line := r.line(m.Span.Start)
	h, first := headerOf(line), r.next(m.Span.Start)
	for r.at = first; r.at < m.Span.End; {
		r.at = r.next(r.at)
	}
	r.at = r.blanks(r.at, h.Width(r.text[first:r.at], e.Column), h.Keeps())
	e.Span.End = r.at
	e.Value.Raw = trimBreak(r.text[m.Span.Start:r.at])
	if header := strings.TrimRight(beforeComment(line), " \t"); beforeComment(line) != line {
		e.Value.Raw, e.Rest = header+e.Value.Raw[len(line):], line[len(header):]
	}
}

// blanks returns the offset of the end of a block scalar. The parameter "at" is the offset of the first line after the text of the
// scalar. If the parameter "keep" is true, all blank lines belong to the scalar. Otherwise the scalar ends after the last blank line with
// more than width spaces, because the spaces beyond the indentation are text.
func (r *reader) blanks(at, width int, keep bool) int {
	end := at
	for at < len(r.text) {
		text := r.line(at)
		next := r.next(at)
		if strings.Trim(text, " ") != "" {
			return end
		}
		if len(text) > width || keep && r.text[next-1] == '\n' {
			end = next
		}
		at = next
	}
	return end
}
