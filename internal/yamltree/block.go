package yamltree

import (
	"cmp"
	"strconv"
	"strings"

	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/stable"
)

// collection reads a mapping or a list in block style. It begins on the next line or, if inline is true, on the current line.
func (r *reader) collection(m *manifest.Node, path string, inline bool) *Node {
	n := &Node{Kind: m.Kind, Origin: &Origin{Path: path, Span: m.Span, Key: m.Span}}
	n.Column, n.Inline, n.Block = m.Span.Start-r.begin(m.Span.Start), inline, true
	r.know(m, n)
	if m.Kind == manifest.Sequence {
		r.items(m, n, path)
	} else {
		r.fields(m, n, path)
	}
	if r.use == Arrange && len(n.Entries) == 0 {
		r.unknown(m.Span.Start, "a block without entries")
	}
	return n
}

func (r *reader) know(m *manifest.Node, n *Node) {
	if n.Anchor = m.Anchor; n.Anchor != "" {
		r.anchored[m.Span] = n
	}
}

// lead reads the lines above the next entry of n, and returns the comments and blank lines that belong to this entry. It adds the other
// comments to the previous entry.
func (r *reader) lead(n *Node) []Line {
	lines := r.gap()
	if len(n.Entries) == 0 {
		return lines
	}
	return n.Entries[len(n.Entries)-1].Value.settle(lines, n.Column)
}

// expect reports whether the next entry begins its line in the block's column. If it does not, expect records unsupported syntax.
func (r *reader) expect(offset int, n *Node) bool {
	if offset-r.at != n.Column || offset > len(r.text) || strings.Trim(r.text[r.at:offset], " ") != "" {
		r.unknown(min(r.at, offset), "a key or value that does not begin its line")
	}
	return r.form == nil
}

func (r *reader) fields(m *manifest.Node, n *Node, path string) {
	for i, f := range writtenPairs(m) {
		e := &Entry{Key: f.Key, parent: n, Merge: f.merge, Template: f.Template, Column: n.Column}
		if !n.Inline || i > 0 {
			e.Lead = r.lead(n)
			if !r.expect(f.KeySpan.Start, n) {
				return
			}
		}
		e.Text, e.Span.Start = r.text[f.KeySpan.Start:f.KeySpan.End], f.KeySpan.Start
		if !r.key(e, m) {
			return
		}
		below := path
		if !f.merge { // the keys that a merge key adds are keys of the mapping itself
			below = r.below(path, f.Key)
		}
		r.entry(e, f.Value, below)
		if r.form != nil {
			return
		}
		e.Value.Origin.Key = f.KeySpan
		e.flatten(below)
		n.Entries = append(n.Entries, e)
	}
}

// key reports whether the syntax of a key is supported. If it is not, key records the unsupported syntax.
func (r *reader) key(e *Entry, m *manifest.Node) bool {
	switch {
	case r.use == Change:
		isFirst := e.parent.Inline && len(e.parent.Entries) == 0
		if isFirst && (e.Span.Start-r.begin(e.Span.Start) != e.Column || strings.HasPrefix(r.text[m.Span.Start:], "?")) {
			r.unknown(e.Span.Start, "a key that does not begin its item")
		}
	case !strings.HasPrefix(strings.TrimLeft(r.text[e.keyEnd():], " \t"), ":"):
		r.unknown(e.Span.Start, "a key without a colon on its line")
	case hasTag(e.Text):
		r.unknown(e.Span.Start, "a key with a tag")
	}
	return r.form == nil
}

// hasTag reports whether the text of a key begins with a tag, with or without an anchor before the tag.
func hasTag(key string) bool {
	for word := range strings.FieldsSeq(key) {
		if word[0] != '&' {
			return word[0] == '!'
		}
	}
	return false
}

// keyEnd returns the offset of the end of the key or dash.
func (e *Entry) keyEnd() int { return e.Span.Start + len(e.Text) }

// flatten sets the paths of the values in a list of mappings after a merge key. Their keys are keys of the mapping that contains the merge
// key, so their paths have no index.
func (e *Entry) flatten(path string) {
	if !e.Merge || e.Value.Kind != manifest.Sequence {
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

// A pair is a key of a mapping in the text. It may be a merge key, but not a key that a merge key adds.
type pair struct {
	manifest.Field
	merge bool
}

func writtenPairs(m *manifest.Node) []pair {
	pairs := make([]pair, 0, len(m.Fields)+len(m.Merges))
	for _, f := range m.Fields {
		if !f.Merged {
			pairs = append(pairs, pair{Field: f})
		}
	}
	if len(m.Merges) == 0 {
		return pairs
	}
	for _, f := range m.Merges {
		pairs = append(pairs, pair{f, true})
	}
	stable.Sort(pairs, func(a, b pair) int { return cmp.Compare(a.KeySpan.Start, b.KeySpan.Start) })
	return pairs
}

func (r *reader) items(m *manifest.Node, n *Node, path string) {
	for i, item := range m.Items {
		e := &Entry{parent: n, Column: n.Column, Text: "-"}
		e.Span.Start = m.Span.Start
		if !n.Inline || i > 0 {
			e.Lead = r.lead(n)
			e.Span.Start = r.at + n.Column
			if !r.expect(e.Span.Start, n) {
				return
			}
		}
		if !strings.HasPrefix(r.text[e.Span.Start:], "-") {
			r.unknown(e.Span.Start, "an item without its own dash")
			return
		}
		r.entry(e, item, r.below(path, strconv.Itoa(i)))
		if r.form != nil {
			return
		}
		n.Entries = append(n.Entries, e)
	}
}

// entry reads the value of an entry, after its key or dash.
func (r *reader) entry(e *Entry, m *manifest.Node, path string) {
	eol := r.next(e.keyEnd())
	switch {
	case !isBlock(m):
		r.leaf(e, m, path)
	case m.Span.Start < eol && e.IsItem():
		if e.After = r.text[e.keyEnd():m.Span.Start]; strings.Trim(e.After, " ") != "" {
			r.unknown(e.Span.Start, "an item with an anchor or a tag on the line of its first key")
			return
		}
		e.Span.End = m.Span.Start
		e.hold(r.collection(m, path, true))
	case m.Span.Start < eol:
		r.unknown(e.Span.Start, "a block that begins on the line of its key")
	default:
		r.at = eol
		for first := r.begin(m.Span.Start); r.use == Change && r.at < first && !isGap(r.line(r.at)); {
			r.at = r.next(r.at) // skip an anchor or a tag on a line of its own
		}
		e.Span.End = r.at
		e.After = trimBreak(r.text[e.keyEnd():r.at])
		e.hold(r.collection(m, path, false))
	}
}

// IsItem reports whether an entry is an item of a list.
func (e *Entry) IsItem() bool { return e.parent.Kind == manifest.Sequence }
