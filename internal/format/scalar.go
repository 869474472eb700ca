package format

import (
	"math"
	"sort"
	"strings"

	"github.com/backendctl/backendctl/internal/edit"
	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/source"
)

// level is how many columns a level is indented.
const level = 2

// slice returns a piece of the text with its quotes changed.
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
		r.give(start, "quotes that overlap")
	}
	return text
}

// further reads the lines of a value up to the one with its end. They move with the entry, and are otherwise left alone.
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

// isQuoted says whether an offset lies inside of a quoted text that runs over several lines.
func (r *reader) isQuoted(offset int) bool {
	i := sort.Search(len(r.quoted), func(i int) bool { return r.quoted[i].End > offset })
	return i < len(r.quoted) && r.quoted[i].Start <= offset
}

// A header is what stands before the lines of a literal or folded text: "|", ">-", "|2+".
type header struct {
	text   string
	indent int // what it says, 0 for nothing
	end    int // how many bytes the line has from here on
}

// header finds the header of a block scalar behind its properties.
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
	if i := strings.IndexAny(h.text, " \t#"); i >= 0 { // the parser takes a comment that no space stands before
		h.text = h.text[:i]
	}
	if i := strings.IndexAny(h.text, "123456789"); i >= 0 {
		h.indent = int(h.text[i] - '0')
	}
	return h
}

// blockScalar reads the lines of a literal or folded text. They are indented by a level, or as the header says.
func (r *reader) blockScalar(e *entry, n *manifest.Node) {
	if n.Span.Start >= r.at {
		r.give(n.Span.Start, "a block scalar that does not begin on the line of its key or dash")
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
	return math.MaxInt // all lines are blank, and none is longer than a text that is not there is indented
}

// blanks returns where the blank lines end that belong to a text: all of them where they are kept, and otherwise those
// that are longer than the text is indented, because the rest of them is text.
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

// strip says in the header that the text has no line break at its end. It had none because the file had none, and both
// would get one.
func (e *entry) strip(h header) {
	at := len(e.head) - h.end
	e.head = e.head[:at] + strings.NewReplacer("+", "", "-", "").Replace(h.text) + "-" + e.head[at+len(h.text):]
}
