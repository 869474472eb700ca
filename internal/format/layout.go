package format

import (
	"strings"

	"github.com/backendctl/backendctl/internal/edit"
	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/source"
)

// A layout is a document as lines: blocks of entries, each with the comments that belong to it.
type layout struct {
	prefix []string // directives, and the line with the document's marker
	root   *block
	final  bool   // the document is the last one in the file
	breaks string // the line break
	links  []link
	fixed  bool // an anchor is defined twice, so moving a key could change the value of an alias
}

// A block is a mapping or a list in block style.
type block struct {
	list       bool
	column     int
	start, end int
	header     []note // comments at the top that stay there
	entries    []*entry
	tail       []note // comments after the last entry
}

// An entry is a key with its value, or an item with its dash.
type entry struct {
	lead   []note // comments above it
	key    string
	merge  bool // a merge key
	hidden bool // its key is a template, so its name is unknown
	start  int
	column int
	head   string // its first line, without indentation
	body   []line // further lines of a scalar or a flow collection
	child  *block
	keeps  bool // blank lines after it would be text
	inline bool // the child's first entry is on this line, after the dash
}

// A note is a comment on a separate line, or a blank line: "".
type note struct {
	text   string
	column int
}

// A line is a line of a value after the first. It moves with its entry.
type line struct {
	text   string
	indent int // relative to the entry; 0 for a blank line
}

// A reader divides a document into a layout. It reads each line once, from top to bottom.
type reader struct {
	text   string        // up to the document's end
	at     int           // the line to read next
	edits  []edit.Edit   // sorted
	quoted []source.Span // quoted texts with several lines, sorted
	root   bool          // the root's first key is not read yet
	left   *Left
}

// newLayout reads a document. It rejects a document with unsupported syntax, so that no text is lost.
func newLayout(d *manifest.Document, o *order) (*layout, *Left) {
	text := d.File.Text()
	l := &layout{final: d.Span.End == len(text), breaks: "\n"}
	if i := strings.IndexByte(text, '\n'); i > 0 && text[i-1] == '\r' {
		l.breaks = "\r\n"
	}
	s := survey{text: text, anchors: map[string]bool{}}
	s.block(d.Root, o)
	l.links, l.fixed = s.links, s.ambiguous
	r := &reader{text: text[:d.Span.End], at: d.Span.Start, root: true, edits: s.all(), quoted: s.quoted}
	l.prefix = r.prefix(d.Root.Span.Start)
	r.at += source.BOMLen(r.text[r.at:]) // a byte order mark is removed
	l.root = r.block(d.Root, false)
	end := r.gap()
	if r.at < len(r.text) {
		r.reject(r.at, "text behind the document's end")
	}
	if r.left != nil {
		return nil, r.left
	}
	l.root.tail = append(l.root.tail, l.root.last().settle(end, l.root.column)...)
	return l, nil
}

// prefix reads directives and the document's marker, if there is one before the root.
func (r *reader) prefix(root int) []string {
	var lines []string
	for at := r.at; at < root; at = r.next(at) {
		line := r.line(at)
		lines = append(lines, strings.TrimRight(line, " \t"))
		if strings.HasPrefix(line, "---") {
			r.at = r.next(at)
			return lines
		}
	}
	return nil
}

// reject rejects the document because of unsupported syntax.
func (r *reader) reject(offset int, reason string) {
	if r.left == nil {
		r.left = &Left{Cause: Unusual, Offset: offset, Reason: reason}
	}
}

// next returns the start of the line after the one that contains an offset.
func (r *reader) next(at int) int {
	if i := strings.IndexByte(r.text[at:], '\n'); i >= 0 {
		return at + i + 1
	}
	return len(r.text)
}

// line returns the text from an offset to the end of its line, without the line break.
func (r *reader) line(at int) string {
	return strings.TrimSuffix(strings.TrimSuffix(r.text[at:r.next(at)], "\n"), "\r")
}

// begin returns the start of the line that contains an offset, after a byte order mark.
func (r *reader) begin(at int) int {
	start := strings.LastIndexByte(r.text[:at], '\n') + 1
	return start + source.BOMLen(r.text[start:])
}

// gap reads comments and blank lines.
func (r *reader) gap() []note {
	var notes []note
	for ; r.at < len(r.text); r.at = r.next(r.at) {
		line := strings.TrimRight(r.line(r.at), " \t")
		text := strings.TrimLeft(line, " \t")
		if text != "" && text[0] != '#' {
			break
		}
		notes = append(notes, note{text, len(line) - len(text)})
	}
	return notes
}

// block reads the block that begins on the next line or, if inline, on the current one.
func (r *reader) block(n *manifest.Node, inline bool) *block {
	b := &block{list: n.Kind == manifest.Sequence, start: n.Span.Start}
	b.column = n.Span.Start - r.begin(n.Span.Start)
	if b.list {
		r.items(b, n, inline)
	} else {
		r.pairs(b, n, inline)
	}
	if len(b.entries) == 0 {
		r.reject(n.Span.Start, "a block without entries")
	}
	b.end = r.at
	return b
}

// pairs reads the entries of a mapping: its own keys and its merge keys, in the order of the text.
func (r *reader) pairs(b *block, n *manifest.Node, inline bool) {
	for i, f := range pairsOf(n) {
		e := &entry{key: f.Key, merge: f.merge, hidden: f.Template, start: f.KeySpan.Start, column: b.column}
		if !inline || i > 0 {
			e.lead = r.between(b, e.key)
			r.expect(e.start, b.column)
		}
		if r.left == nil {
			r.pair(e, f.Field)
		}
		if r.left != nil {
			return
		}
		b.entries = append(b.entries, e)
	}
}

// expect rejects the document unless the next line begins with the text at an offset, in the given column.
func (r *reader) expect(offset, column int) {
	if offset-r.at != column || offset > len(r.text) || strings.Trim(r.text[r.at:offset], " ") != "" {
		r.reject(min(r.at, offset), "a key or value that does not begin its line")
	}
}

// between reads the comments above an entry. Comments that belong to the previous entry are added there.
func (r *reader) between(b *block, key string) []note {
	gap := r.gap()
	if len(b.entries) > 0 {
		return b.last().settle(gap, b.column)
	}
	header := headerOf(gap)
	if r.root {
		header, r.root = rootHeaderOf(gap, key), false
	}
	b.header = gap[:header]
	return gap[header:]
}

// pair reads a key and its value.
func (r *reader) pair(e *entry, f manifest.Field) {
	colon := f.KeySpan.End + len(r.text[f.KeySpan.End:]) - len(strings.TrimLeft(r.text[f.KeySpan.End:], " \t"))
	if !strings.HasPrefix(r.text[colon:], ":") {
		r.reject(e.start, "a key without a colon on its line")
		return
	}
	e.head = r.slice(f.KeySpan.Start, f.KeySpan.End)
	switch {
	case hasTag(e.head):
		r.reject(e.start, "a key with a tag")
		return
	case isAnchorAlone(e.head):
		e.head += " " // otherwise the colon would be part of the name
	}
	e.head += ":" + r.rest(colon+1)
	eol := r.next(colon)
	r.at = eol
	if isBlock(f.Value) && f.Value.Span.Start < eol {
		r.reject(e.start, "a block that begins on the line of its key")
		return
	}
	r.value(e, f.Value)
}

// hasTag reports whether a tag precedes a key, with or without an anchor.
func hasTag(key string) bool {
	for word := range strings.FieldsSeq(key) {
		if word[0] != '&' {
			return word[0] == '!'
		}
	}
	return false
}

// isAnchorAlone reports whether a key is an anchor without a text, or an alias.
func isAnchorAlone(key string) bool {
	return (strings.HasPrefix(key, "&") || strings.HasPrefix(key, "*")) && !strings.ContainsAny(key, " \t")
}

// rest returns the text after a colon or a dash with the space before it: one space, or all spaces before a comment.
func (r *reader) rest(at int) string {
	text := r.slice(at, at+len(r.line(at)))
	trimmed := strings.Trim(text, " \t")
	if eol := at + len(r.line(at)); strings.HasSuffix(trimmed, "\\") && len(trimmed) < len(text) && r.isQuoted(eol) {
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

// items reads the entries of a list.
func (r *reader) items(b *block, n *manifest.Node, inline bool) {
	for i, item := range n.Items {
		e := &entry{start: n.Span.Start, column: b.column}
		if !inline || i > 0 {
			e.lead = r.between(b, "")
			e.start = r.at + b.column
			r.expect(e.start, b.column)
		}
		if r.left == nil && !strings.HasPrefix(r.text[e.start:], "-") {
			r.reject(e.start, "an item without its own dash")
		}
		if r.left == nil {
			r.item(e, item)
		}
		if r.left != nil {
			return
		}
		b.entries = append(b.entries, e)
	}
}

// item reads a dash and the item after it.
func (r *reader) item(e *entry, n *manifest.Node) {
	eol := r.next(e.start)
	if !isBlock(n) || n.Span.Start >= eol {
		e.head = "-" + r.rest(e.start+1)
		r.at = eol
		e.inline = e.head == "-" && isBlock(n)
		r.value(e, n)
		return
	}
	if strings.Trim(r.text[e.start+1:n.Span.Start], " ") != "" {
		r.reject(e.start, "an item with an anchor or a tag on the line of its first key")
		return
	}
	e.head, e.inline = "-", true
	e.child = r.block(n, true)
}

// value reads the rest of a value after the entry's first line.
func (r *reader) value(e *entry, n *manifest.Node) {
	switch {
	case isBlock(n):
		e.child = r.block(n, false)
	case n.Defined == nil && (n.Style == manifest.Literal || n.Style == manifest.Folded):
		r.blockScalar(e, n)
	case n.Span.Len() > 0: // the parser gives an empty item the position of the next one
		r.further(e, n.Span.End)
	}
}

// isBlock reports whether a node is written as a block.
func isBlock(n *manifest.Node) bool { return n.Kind != manifest.Scalar && !n.Flow && n.Defined == nil }

// last returns the last entry.
func (b *block) last() *entry { return b.entries[len(b.entries)-1] }
