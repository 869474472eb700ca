package tree

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/source"
	"github.com/backendctl/backendctl/internal/stable"
)

// ErrForm means that a document is valid YAML, but has syntax whose layout cannot be kept, such as keys after question marks.
var ErrForm = errors.New("the layout of this document cannot be kept")

// Read returns the tree of the YAML document that is or contains d, which must be decodable. The error is [ErrForm] with the line.
func Read(d *manifest.Document) (*Document, error) {
	text := d.File.Text()
	r := &reader{text: text[:d.Whole.End], at: d.Whole.Start, made: map[*manifest.Node]*Node{}, bySpan: map[source.Span]*Node{}, comments: d.Comments()}
	out := &Document{eol: "\n", step: 2, json: json.Valid([]byte(text[d.Whole.Start:d.Whole.End]))}
	if i := strings.IndexByte(text, '\n'); i > 0 && text[i-1] == '\r' {
		out.eol = "\r\n"
	}
	if i := strings.Index(strings.ReplaceAll(r.text[r.at:], "\r\n", "\n\n"), "\r"); i >= 0 && !out.json {
		return nil, fmt.Errorf("%w: line %d ends with a carriage return without a line feed", ErrForm, d.File.Position(r.at+i).Line)
	}
	if at := tightAnchor(d.Top, text); at >= 0 {
		return nil, fmt.Errorf("%w: line %d has an anchor without a space after it", ErrForm, d.File.Position(at).Line)
	}
	if d.Top.Flow || d.Top.Kind == manifest.Scalar {
		out.Root = r.value(d.Top, "")
		out.prefix, out.suffix = text[d.Whole.Start:d.Top.Span.Start], text[d.Top.Span.End:d.Whole.End]
		return out, r.err(d.File)
	}
	start := r.begin(d.Top.Span.Start)
	if strings.TrimLeft(text[start:d.Top.Span.Start], " ") != "" {
		return nil, fmt.Errorf("%w: there is text before the first key on its line", ErrForm)
	}
	out.prefix, r.at = text[d.Whole.Start:start], start
	out.Root = r.collection(d.Top, "", false)
	out.Root.tail = append(out.Root.tail, out.Root.settle(r.gapBefore(d.Whole.End), out.Root.column-1)...)
	out.suffix = r.text[r.at:]
	if err := r.err(d.File); err != nil {
		return nil, err
	}
	out.measure(out.Root)
	out.open = r.text != "" && !strings.HasSuffix(r.text, "\n")
	return out, nil
}

// tightAnchor returns the offset of a value that follows its anchor without a space, as in &a:b, or -1 if there is none.
func tightAnchor(n *manifest.Node, text string) int {
	if at := n.Span.Start; n.Anchor != "" && n.Span.Len() > 0 && at > 0 && strings.HasSuffix(text[:at], "&"+n.Anchor) {
		return at
	}
	if n.Defined != nil {
		return -1
	}
	for _, f := range n.Fields {
		if at := tightAnchor(f.Value, text); at >= 0 {
			return at
		}
	}
	for _, item := range n.Items {
		if at := tightAnchor(item, text); at >= 0 {
			return at
		}
	}
	return -1
}

// A reader divides a document into entries. It reads each line once, from top to bottom.
type reader struct {
	text     string
	at       int // the line to read next
	made     map[*manifest.Node]*Node
	bySpan   map[source.Span]*Node
	comments []source.Span
	form     string // the first unsupported syntax
	formAt   int
}

func (r *reader) unknown(at int, form string) {
	if r.form == "" {
		r.form, r.formAt = form, at
	}
}

// err returns an error for unsupported syntax in the document, or nil.
func (r *reader) err(f *source.File) error {
	if r.form == "" {
		return nil
	}
	return fmt.Errorf("%w: line %d has %s", ErrForm, f.Position(r.formAt).Line, r.form)
}

// begin returns the start of the line that contains an offset, after a byte order mark.
func (r *reader) begin(at int) int {
	start := strings.LastIndexByte(r.text[:at], '\n') + 1
	return start + source.BOMLen(r.text[start:])
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

// gap reads comments and blank lines.
func (r *reader) gap() []line { return r.gapBefore(len(r.text)) }

func (r *reader) gapBefore(end int) []line {
	var lines []line
	for ; r.at < end; r.at = r.next(r.at) {
		text := r.line(r.at)
		content := strings.TrimLeft(text, " \t")
		switch {
		case content == "":
			lines = append(lines, line{text: text})
		case content[0] == '#':
			lines = append(lines, line{content, len(text) - len(content)})
		default:
			return lines
		}
	}
	return lines
}

// collection reads a block from the next line or, if inline, from the current one.
func (r *reader) collection(m *manifest.Node, path string, inline bool) *Node {
	n := &Node{Kind: m.Kind, Origin: &Origin{Path: path, Span: m.Span, Key: m.Span}}
	n.column, n.inline, n.block = m.Span.Start-r.begin(m.Span.Start), inline, true
	r.know(m, n)
	if m.Kind == manifest.Sequence {
		r.items(m, n, path)
	} else {
		r.fields(m, n, path)
	}
	return n
}

func (r *reader) know(m *manifest.Node, n *Node) {
	n.anchor = m.Anchor != ""
	r.made[m], r.bySpan[m.Span] = n, n
}

// lead reads the comments above an entry. Comments that belong to the previous entry are added there.
func (r *reader) lead(n *Node) []line {
	lines := r.gap()
	if len(n.Entries) == 0 {
		return lines
	}
	return n.Entries[len(n.Entries)-1].Value.settle(lines, n.column)
}

// expect checks that the next entry begins its line in the block's column.
func (r *reader) expect(offset int, n *Node) bool {
	if offset-r.at != n.column || strings.Trim(r.text[r.at:offset], " ") != "" {
		r.unknown(min(r.at, offset), "a key or an item that does not begin its line")
	}
	return r.form == ""
}

func (r *reader) fields(m *manifest.Node, n *Node, path string) {
	for i, f := range written(m) {
		e := &Entry{Key: f.Key, parent: n, merge: f.merge, column: n.column}
		if !n.inline || i > 0 {
			e.lead = r.lead(n)
			if !r.expect(f.KeySpan.Start, n) {
				return
			}
		}
		e.key = r.text[f.KeySpan.Start:f.KeySpan.End]
		if n.inline && i == 0 && (f.KeySpan.Start-r.begin(f.KeySpan.Start) != n.column || strings.HasPrefix(r.text[m.Span.Start:], "?")) {
			r.unknown(f.KeySpan.Start, "a key that does not begin its item")
			return
		}
		below := path + diag.Pointer(f.Key)
		if f.merge {
			below = path // merged keys are keys of the mapping itself
		}
		r.entry(e, f.Value, f.KeySpan.End, below)
		if r.form != "" {
			return
		}
		e.Value.Origin.Key = f.KeySpan
		e.flatten(below)
		n.Entries = append(n.Entries, e)
	}
}

// flatten gives the values in a list after a merge key the paths that they have in the mapping itself.
func (e *Entry) flatten(path string) {
	if !e.merge || e.Value.Kind != manifest.Sequence {
		return
	}
	for i, item := range e.Value.Entries {
		prefix := path + diag.Pointer(strconv.Itoa(i))
		var walk func(n *Node)
		walk = func(n *Node) {
			n.Origin.Path = path + strings.TrimPrefix(n.Origin.Path, prefix)
			for _, below := range n.Entries {
				walk(below.Value)
			}
		}
		walk(item.Value)
	}
}

// A pair is a key of a mapping in the text. It includes merge keys, but not the merged keys.
type pair struct {
	manifest.Field
	merge bool
}

func written(m *manifest.Node) []pair {
	var pairs []pair
	for _, f := range m.Fields {
		if !f.Merged {
			pairs = append(pairs, pair{Field: f})
		}
	}
	for _, f := range m.Merges {
		pairs = append(pairs, pair{f, true})
	}
	stable.Sort(pairs, func(a, b pair) int { return cmp.Compare(a.KeySpan.Start, b.KeySpan.Start) })
	return pairs
}

func (r *reader) items(m *manifest.Node, n *Node, path string) {
	for i, item := range m.Items {
		e := &Entry{parent: n, column: n.column}
		dash := m.Span.Start
		if !n.inline || i > 0 {
			e.lead = r.lead(n)
			dash = r.at + n.column
			if !r.expect(min(dash, len(r.text)), n) {
				return
			}
		}
		if !strings.HasPrefix(r.text[dash:], "-") {
			r.unknown(dash, "an item without its own dash")
			return
		}
		e.key = "-"
		r.entry(e, item, dash+1, path+diag.Pointer(strconv.Itoa(i)))
		if r.form != "" {
			return
		}
		n.Entries = append(n.Entries, e)
	}
}

// entry reads a value after its key or dash, which end at an offset.
func (r *reader) entry(e *Entry, m *manifest.Node, keyEnd int, path string) {
	eol := r.next(keyEnd)
	switch {
	case !isBlock(m):
		r.leaf(e, m, keyEnd, path)
	case m.Span.Start < eol && e.key == "-" && strings.Trim(r.text[keyEnd:m.Span.Start], " ") == "":
		e.after = r.text[keyEnd:m.Span.Start]
		e.hold(r.collection(m, path, true))
	case m.Span.Start < eol:
		r.unknown(keyEnd, "a block that begins on the line of its key")
	default:
		r.at = eol
		for first := r.begin(m.Span.Start); r.at < first && !isGap(r.line(r.at)); {
			r.at = r.next(r.at) // an anchor or a tag on a separate line
		}
		e.after = trimBreak(r.text[keyEnd:r.at])
		e.hold(r.collection(m, path, false))
	}
}

// tagged rejects verbatim tags, because their meaning changes if the value is printed anew.
func (r *reader) tagged(after string, at int) {
	if strings.Contains(after, "!<") {
		r.unknown(at, "a verbatim tag")
	}
}

// leaf reads a value that is kept as text.
func (r *reader) leaf(e *Entry, m *manifest.Node, keyEnd int, path string) {
	start, end := m.Span.Start, m.Span.End
	if start == end { // an empty value, with or without an anchor: the parser returns the position of the next token
		start = keyEnd + len(strings.TrimRight(beforeComment(r.line(keyEnd)), " \t"))
		end = start
	}
	e.hold(r.value(m, path))
	e.after = r.text[keyEnd:start]
	if m.Kind != manifest.Scalar {
		r.tagged(e.after, keyEnd)
	}
	r.at = max(r.next(max(end-1, keyEnd)), r.next(keyEnd))
	if isText(m) {
		r.blockScalar(e, m)
		return
	}
	e.Value.raw = r.text[start:end]
	e.rest = trimBreak(r.text[end:max(end, r.at)])
	switch {
	case strings.Contains(e.rest, "\n"):
		r.unknown(end, "text after a value")
	case strings.HasPrefix(e.rest, "#"):
		r.unknown(end, "a # directly after a value, which some parsers read as a comment")
	}
}

// blockScalar reads the text of a block scalar. The comment after its header belongs to the entry, like one after any other scalar.
func (r *reader) blockScalar(e *Entry, m *manifest.Node) {
	end := r.kept(m, m.Span.End)
	if end >= r.at {
		r.at = r.next(end)
	}
	e.Value.text, e.Value.raw = true, r.text[m.Span.Start:end]
	line := r.line(m.Span.Start)
	if header := strings.TrimRight(beforeComment(line), " \t"); beforeComment(line) != line {
		e.Value.raw, e.rest = header+r.text[m.Span.Start+len(line):max(end, m.Span.Start+len(line))], line[len(header):]
	}
}

// kept returns the end of a block scalar, including trailing blank lines if its header keeps them.
func (r *reader) kept(m *manifest.Node, end int) int {
	header := strings.Fields(beforeComment(r.line(m.Span.Start)))
	if len(header) == 0 || !strings.Contains(header[len(header)-1], "+") {
		return end
	}
	for at := r.next(max(end-1, 0)); at < len(r.text) && strings.TrimSpace(r.line(at)) == ""; at = r.next(at) {
		end = at + len(r.line(at))
	}
	return end
}

func isText(m *manifest.Node) bool {
	return m.Defined == nil && (m.Style == manifest.Literal || m.Style == manifest.Folded)
}

// value returns a node for a scalar, a flow collection or an alias.
func (r *reader) value(m *manifest.Node, path string) *Node {
	if m.Defined != nil {
		if first := r.bySpan[*m.Defined]; first != nil {
			n := first.copyTo(path, m.Span)
			n.repeats, n.raw = first, r.text[m.Span.Start:m.Span.End]
			return n
		}
		r.unknown(m.Span.Start, "an alias of a key")
	}
	n := &Node{Kind: m.Kind, Value: m.Value, Origin: &Origin{Path: path, Span: m.Span, Key: m.Span}}
	n.raw, n.flow = r.text[m.Span.Start:m.Span.End], m.Flow
	r.know(m, n)
	for _, f := range written(m) {
		e := &Entry{Key: f.Key, parent: n, merge: f.merge, column: -1, key: r.text[f.KeySpan.Start:f.KeySpan.End]}
		e.after = r.text[f.KeySpan.End:max(f.KeySpan.End, f.Value.Span.Start)]
		r.tagged(e.after, f.KeySpan.End)
		below := path + diag.Pointer(f.Key)
		if f.merge {
			below = path
		}
		e.hold(r.value(f.Value, below))
		e.Value.Origin.Key = f.KeySpan
		e.flatten(below)
		n.Entries = append(n.Entries, e)
	}
	for i, item := range m.Items {
		e := &Entry{parent: n, column: -1}
		e.hold(r.value(item, path+diag.Pointer(strconv.Itoa(i))))
		n.Entries = append(n.Entries, e)
	}
	if m.Flow {
		r.annotate(n)
	}
	return n
}

// hold sets the value of an entry.
func (e *Entry) hold(n *Node) { e.Value, n.holder = n, e }

// copyTo returns a copy of an anchored node for an alias: the values and their texts, without comments. Each copy has its own path.
func (n *Node) copyTo(path string, at source.Span) *Node {
	c := &Node{Kind: n.Kind, Value: n.Value, Origin: &Origin{Path: path, Span: at, Key: at}}
	c.flow, c.column, c.inline, c.changed = n.flow, n.column, false, true
	if n.Kind == manifest.Scalar && !strings.Contains(n.raw, "\n") {
		c.raw, c.changed = n.raw, false
	}
	for i, e := range n.Fields() {
		token := e.Key
		if n.Kind == manifest.Sequence {
			token = strconv.Itoa(i)
		}
		entry := &Entry{Key: e.Key, parent: c, column: -1, key: e.key}
		entry.hold(e.Value.copyTo(path+diag.Pointer(token), at))
		c.Entries = append(c.Entries, entry)
	}
	return c
}

// isBlock reports whether a node is written as a block.
func isBlock(m *manifest.Node) bool {
	return m.Kind != manifest.Scalar && !m.Flow && m.Defined == nil
}

func isGap(text string) bool {
	content := strings.TrimLeft(text, " \t")
	return content == "" || content[0] == '#'
}

func trimBreak(text string) string {
	return strings.TrimSuffix(strings.TrimSuffix(text, "\n"), "\r")
}

// beforeComment returns the text of a line before its comment. The line must not contain quoted text.
func beforeComment(text string) string {
	for i := 1; i < len(text); i++ {
		if text[i] == '#' && (text[i-1] == ' ' || text[i-1] == '\t') {
			return text[:i-1]
		}
	}
	return text
}
