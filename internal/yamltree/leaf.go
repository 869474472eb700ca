package yamltree

import (
	"strconv"
	"strings"

	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/source"
)

// tagged records a verbatim tag as unsupported syntax, because the tag's meaning could change when the value is printed in another style.
func (r *reader) tagged(after string, at int) {
	if strings.Contains(after, "!<") {
		r.unknown(at, "a verbatim tag")
	}
}

// leaf reads the value of an entry that is not a block: a scalar, a flow collection or an alias.
func (r *reader) leaf(e *Entry, m *manifest.Node, path string) {
	start, end, keyEnd := m.Span.Start, m.Span.End, e.keyEnd()
	if start == end { // an empty value, with or without an anchor: the parser returns the position of the next token
		start = keyEnd + len(strings.TrimRight(beforeComment(r.line(keyEnd)), " \t"))
		end = start
	}
	e.hold(r.value(m, path))
	e.After = r.text[keyEnd:start]
	if m.Kind != manifest.Scalar {
		r.tagged(e.After, keyEnd)
	}
	r.at = max(r.next(max(end-1, keyEnd)), r.next(keyEnd))
	if e.Value.IsLiteral() {
		r.literal(e, m)
		return
	}
	e.Span.End = r.at
	e.Value.Raw = r.text[start:end]
	e.Rest = trimBreak(r.text[end:max(end, r.at)])
	switch {
	case r.use == Arrange:
	case strings.Contains(e.Rest, "\n"):
		r.unknown(end, "text after a value")
	case strings.HasPrefix(e.Rest, "#"):
		r.unknown(end, "a # directly after a value, which some parsers read as a comment")
	}
}

// value returns a node for a scalar, a flow collection or an alias.
func (r *reader) value(m *manifest.Node, path string) *Node {
	if m.Defined != nil && r.use == Arrange {
		return &Node{Kind: m.Kind, Value: m.Value, Origin: &Origin{Span: m.Span, Key: m.Span}, layout: layout{Alias: m.Defined}}
	}
	if m.Defined != nil {
		if first := r.anchored[*m.Defined]; first != nil {
			n := first.copyTo(path, m.Span)
			n.repeats, n.Alias, n.Raw = first, m.Defined, r.text[m.Span.Start:m.Span.End]
			return n
		}
		r.unknown(m.Span.Start, "an alias of a key")
	}
	n := &Node{Kind: m.Kind, Value: m.Value, Origin: &Origin{Path: path, Span: m.Span, Key: m.Span}}
	n.Raw, n.Style, n.Flow, n.Template = r.text[m.Span.Start:m.Span.End], m.Style, m.Flow, m.Template
	r.know(m, n)
	for _, f := range writtenPairs(m) {
		e := &Entry{Key: f.Key, parent: n, Merge: f.merge, Template: f.Template, Column: -1, Text: r.text[f.KeySpan.Start:f.KeySpan.End]}
		e.After = r.text[f.KeySpan.End:max(f.KeySpan.End, f.Value.Span.Start)]
		r.tagged(e.After, f.KeySpan.End)
		below := path
		if !f.merge {
			below = r.below(path, f.Key)
		}
		e.hold(r.value(f.Value, below))
		e.Value.Origin.Key = f.KeySpan
		e.flatten(below)
		n.Entries = append(n.Entries, e)
	}
	for i, item := range m.Items {
		e := &Entry{parent: n, Column: -1}
		e.hold(r.value(item, r.below(path, strconv.Itoa(i))))
		n.Entries = append(n.Entries, e)
	}
	if m.Flow && r.use == Change {
		r.annotate(n)
	}
	return n
}

// hold sets the value of an entry.
func (e *Entry) hold(n *Node) { e.Value, n.holder = n, e }

// copyTo returns a copy of an anchored node for an alias: its values and their texts, without comments. The copy has the path and span of
// the alias.
func (n *Node) copyTo(path string, at source.Span) *Node {
	c := &Node{Kind: n.Kind, Value: n.Value, Origin: &Origin{Path: path, Span: at, Key: at}}
	c.Flow, c.Column, c.Inline, c.changed = n.Flow, n.Column, false, true
	if n.Kind == manifest.Scalar && !strings.Contains(n.Raw, "\n") {
		c.Raw, c.changed = n.Raw, false
	}
	for i, e := range n.Fields() {
		token := e.Key
		if n.Kind == manifest.Sequence {
			token = strconv.Itoa(i)
		}
		entry := &Entry{Key: e.Key, parent: c, Column: -1, Text: e.Text}
		entry.hold(e.Value.copyTo(path+diag.Pointer(token), at))
		c.Entries = append(c.Entries, entry)
	}
	return c
}

// isBlock reports whether a node is a mapping or list in block style.
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

// beforeComment returns the text of a line before its comment. The text must not contain quotes.
func beforeComment(text string) string {
	for i := 1; i < len(text); i++ {
		if text[i] == '#' && (text[i-1] == ' ' || text[i-1] == '\t') {
			return text[:i-1]
		}
	}
	return text
}
