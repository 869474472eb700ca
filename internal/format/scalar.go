package format

import (
	"math"
	"sort"
	"strings"

	"github.com/backendctl/backendctl/internal/edit"
	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/source"
)

// level is the number of columns per level of indentation.
const level = 2

// slice returns a part of the text with the edits applied.
func (r *reader) slice(start, end int) string {
	i := sort.Search(len(r.edits), func(i int) bool { return r.edits[i].Span.Start >= start })
	var inside []edit.Edit
	for ; i < len(r.edits) && r.edits[i].Span.End <= end; i++ {
		e := r.edits[i]
		inside = append(inside, edit.Edit{Span: source.Span{Start: e.Span.Start - start, End: e.Span.End - start}, New: e.New})
	}
	if inside == nil {
		return r.text[start:end]
	}
	text, err := edit.Apply(r.text[start:end], inside)
	if err != nil {
		r.reject(start, "quotes that overlap")
	}
	return text
}

// further reads the lines of a value up to the line with its end. They move with the entry, and are otherwise not changed.
func (r *reader) further(e *entry, end int) {
	for r.at < end {
		eol := r.next(r.at)
		text := r.slice(r.at, r.at+len(r.line(r.at)))
		if !r.isQuoted(eol - 1) {
			text = strings.TrimRight(text, " \t")
		}
		content := strings.TrimLeft(text, " ")
		e.body = append(e.body, line{content, len(text) - len(content) - e.column})
		r.at = eol
	}
}

// isQuoted reports whether an offset is inside a quoted text with several lines.
func (r *reader) isQuoted(offset int) bool {
	i := sort.Search(len(r.quoted), func(i int) bool { return r.quoted[i].End > offset })
	return i < len(r.quoted) && r.quoted[i].Start <= offset
}

// A header is the text before the lines of a block scalar: "|", ">-", "|2+".
type header struct {
	text   string
	indent int // the indentation indicator, or 0
	end    int // the number of bytes from the header to the end of the line
}

// header returns the header of a block scalar, after its properties.
func (r *reader) header(n *manifest.Node) header {
	line := strings.TrimRight(r.line(n.Span.Start), " \t")
	at := 0
	for at < len(line) && (line[at] == '!' || line[at] == '&') {
		word := strings.IndexAny(line[at:], " \t")
		at += max(word, 0)
		at += len(line[at:]) - len(strings.TrimLeft(line[at:], " \t"))
		if word < 0 {
			break
		}
	}
	h := header{text: line[at:], end: len(line) - at}
	if i := strings.IndexAny(h.text, " \t#"); i >= 0 { // the parser accepts a comment without a space before it
		h.text = h.text[:i]
	}
	if i := strings.IndexAny(h.text, "123456789"); i >= 0 {
		h.indent = int(h.text[i] - '0')
	}
	return h
}

// blockScalar reads the lines of a block scalar. They are indented by one level, or by the header's indicator.
func (r *reader) blockScalar(e *entry, n *manifest.Node) {
	if n.Span.Start >= r.at {
		r.reject(n.Span.Start, "a block scalar that does not begin on the line of its key or dash")
		return
	}
	h := r.header(n)
	first := r.at
	for r.at < n.Span.End {
		r.at = r.next(r.at)
	}
	width, indent := e.column+h.indent, h.indent
	if h.indent == 0 {
		width, indent = r.width(first, r.at), level
	}
	e.keeps = strings.Contains(h.text, "+")
	r.at = r.blanks(r.at, width, e.keeps)
	for at := first; at < r.at; at = r.next(at) {
		text := r.line(at)
		content := strings.TrimLeft(text, " ")
		if content == "" && len(text) <= width {
			e.body = append(e.body, line{})
			continue
		}
		e.body = append(e.body, line{text[min(width, len(text)-len(content)):], indent})
	}
	if r.at > first && r.at == len(r.text) && r.text[r.at-1] != '\n' {
		e.strip(h)
	}
}

// width returns the indentation of the first line that is not blank.
func (r *reader) width(at, end int) int {
	for ; at < end; at = r.next(at) {
		text := r.line(at)
		if content := strings.TrimLeft(text, " "); content != "" {
			return len(text) - len(content)
		}
	}
	return math.MaxInt // all lines are blank, so none is longer than the indentation
}

// blanks returns the end of the blank lines that belong to a text: all of them if keep is set, otherwise those longer than the indentation
// of the text, because the rest of such a line is text.
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

// strip sets the header's indicator for a text without a final line break. The text had none because the file had none, and formatting adds
// one to the file.
func (e *entry) strip(h header) {
	at := len(e.head) - h.end
	e.head = e.head[:at] + strings.NewReplacer("+", "", "-", "").Replace(h.text) + "-" + e.head[at+len(h.text):]
}
