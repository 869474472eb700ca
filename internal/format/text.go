package format

import (
	"sort"
	"strings"

	"github.com/backendctl/backendctl/internal/edit"
	"github.com/backendctl/backendctl/internal/source"
	"github.com/backendctl/backendctl/internal/yamltree"
)

// restyle formats the text of an entry: its key, the space after it, and the lines of its value, unless the value is a block.
func (s *styler) restyle(e *yamltree.Entry, column int) {
	end := e.Span.Start + len(e.Text) // the end of the key with its colon, or of the dash
	e.After = ""
	if !e.IsItem() {
		e.Text = s.key(e.Span.Start, end)
		e.After = ":"
		end += strings.IndexByte(s.text[end:], ':') + 1
	}
	lines := s.linesOf(e, end, column)
	e.Rest, e.Column = "", column
	v := e.Value
	above := 0 // the number of lines between the key and the value
	if v.Origin.Span.Len() > 0 {
		above = strings.Count(s.text[end:max(v.Origin.Span.Start, end)], "\n")
	}
	switch {
	case v.Block:
		e.After += lines[0]
	case above > 0:
		e.After += strings.Join(lines[:above], s.eol) + s.eol
		v.Raw = strings.Join(lines[above:], s.eol)
	case strings.HasPrefix(strings.TrimLeft(lines[0], " \t"), "#"):
		e.After += lines[0]
		v.Raw = ""
	default:
		v.Raw = strings.TrimPrefix(strings.Join(lines, s.eol), " ")
	}
}

// key returns the formatted text of the key from start to end.
func (s *styler) key(start, end int) string {
	key := s.slice(start, end)
	if isAnchorAlone(key) {
		return key + " " // without the space, the colon would be part of the anchor's name
	}
	return key
}

// linesOf returns the formatted lines of an entry after its key or dash. end is the offset of the end of the key or dash, and column the
// new column of the entry.
func (s *styler) linesOf(e *yamltree.Entry, end, column int) []string {
	lines := []string{s.rest(end)}
	switch v := e.Value; {
	case v.Block:
	case v.IsLiteral():
		lines = append(lines, s.literal(e, column)...)
		if e.Span.End == len(s.text) && !strings.HasSuffix(s.text, "\n") && len(lines) > 1 {
			lines[0] = s.stripped(lines[0], v)
		}
	case v.Origin.Span.Len() > 0: // the parser gives an empty item the position of the next one
		lines = append(lines, s.further(e, end, column)...)
	}
	return lines
}

// isAnchorAlone reports whether a key is an alias, or an anchor without a text.
func isAnchorAlone(key string) bool {
	return (strings.HasPrefix(key, "&") || strings.HasPrefix(key, "*")) && !strings.ContainsAny(key, " \t")
}

// rest returns the formatted text of a line after a colon or a dash. It begins with one space, or with all original spaces before a
// comment.
func (s *styler) rest(at int) string {
	eol := at + len(yamltree.LineAt(s.text, at))
	text := s.slice(at, eol)
	trimmed := strings.Trim(text, " \t")
	if strings.HasSuffix(trimmed, "\\") && len(trimmed) < len(text) && s.isQuoted(eol) {
		return " " + strings.TrimLeft(text, " \t") // the backslash escapes the space after it
	}
	switch {
	case trimmed == "":
		return ""
	case trimmed[0] == '#':
		return strings.TrimRight(text, " \t")
	}
	return " " + trimmed
}

// slice returns a part of the original text with the edits applied.
func (s *styler) slice(start, end int) string {
	i := sort.Search(len(s.edits), func(i int) bool { return s.edits[i].Span.Start >= start })
	var inside []edit.Edit
	for ; i < len(s.edits) && s.edits[i].Span.End <= end; i++ {
		e := s.edits[i]
		inside = append(inside, edit.Edit{Span: source.Span{Start: e.Span.Start - start, End: e.Span.End - start}, New: e.New})
	}
	if inside == nil {
		return s.text[start:end]
	}
	text, err := edit.Apply(s.text[start:end], inside)
	if err != nil && s.left == nil {
		s.left = &Left{Cause: Unusual, Offset: start, Reason: "quotes that overlap"}
	}
	return text
}

// further returns the lines of a value after the line of its key or dash. They are indented as much as the entry is moved, and the edits
// are applied to them.
func (s *styler) further(e *yamltree.Entry, at, column int) []string {
	var lines []string
	for at = yamltree.NextLine(s.text, at); at < e.Span.End; at = yamltree.NextLine(s.text, at) {
		text := s.slice(at, at+len(yamltree.LineAt(s.text, at)))
		if !s.isQuoted(yamltree.NextLine(s.text, at) - 1) {
			text = strings.TrimRight(text, " \t")
		}
		content := strings.TrimLeft(text, " ")
		lines = append(lines, indented(content, len(text)-len(content)-e.Column+column))
	}
	return lines
}

// indented returns a line with the given indentation. It returns "" for a line without content.
func indented(content string, columns int) string {
	if content == "" {
		return ""
	}
	return strings.Repeat(" ", max(columns, 0)) + content
}

// isQuoted reports whether an offset is inside a quoted text with several lines.
func (s *styler) isQuoted(offset int) bool {
	i := sort.Search(len(s.quoted), func(i int) bool { return s.quoted[i].End > offset })
	return i < len(s.quoted) && s.quoted[i].Start <= offset
}

// literal returns the lines of a block scalar after its header. They are indented by one level, or by the number in the header.
func (s *styler) literal(e *yamltree.Entry, column int) []string {
	h := e.Value.Header()
	_, text, _ := strings.Cut(e.Value.Raw, "\n")
	width, indent := h.Width(text, e.Column), level
	if h.Indent != 0 {
		indent = h.Indent
	}
	var lines []string
	for l := range strings.Lines(s.text[yamltree.NextLine(s.text, e.Value.Origin.Span.Start):e.Span.End]) {
		l = strings.TrimRight(l, "\r\n")
		content := strings.TrimLeft(l, " ")
		if content == "" && len(l) <= width {
			lines = append(lines, "")
			continue
		}
		lines = append(lines, indented(l[min(width, len(l)-len(content)):], column+indent))
	}
	return lines
}

// stripped returns the header line of a block scalar at the end of a file without a final line break. It adds the indicator "-", which
// means that the text has no final line break, because formatting adds a line break to the file.
func (s *styler) stripped(line string, v *yamltree.Node) string {
	h := v.Header()
	at := len(line) - len(strings.TrimRight(yamltree.LineAt(s.text, v.Origin.Span.Start+h.Start), " \t"))
	return line[:at] + strings.NewReplacer("+", "", "-", "").Replace(h.Text) + "-" + line[at+len(h.Text):]
}
