package yamltree

import (
	"reflect"
	"slices"
	"strings"

	"github.com/backendctl/backendctl/internal/manifest"
)

// String returns the text of the document.
func (d *Document) String() string {
	p := &printer{Document: d, emitted: map[*Node]bool{}}
	switch {
	case d.json || d.Root.Flow && !d.Root.expands():
		return d.Prefix + p.flowText(d.Root, 0) + d.Suffix
	case len(d.Root.Entries) == 0: // an empty collection cannot be printed as a block
		return d.Prefix + p.text(d.Root, 0) + d.eol + d.Suffix
	}
	p.out.WriteString(d.Prefix)
	for _, comment := range d.Root.lostInside() {
		p.line(comment)
	}
	p.block(d.Root, d.Root.Column, "")
	suffix := d.Suffix
	if d.Root.Flow {
		suffix = strings.TrimPrefix(suffix, d.eol) // the line break after the closing brace; the block already ends with a line break
	}
	text := p.out.String() + suffix
	if d.Open && d.Suffix == "" {
		return strings.TrimSuffix(text, d.eol)
	}
	return text
}

// expands reports whether a flow collection must be printed in block style, because it was changed and has comments that cannot be on one
// line.
func (n *Node) expands() bool { return n.Flow && n.changed && n.hasComments() }

// A printer prints a document line by line.
type printer struct {
	*Document
	out     strings.Builder
	emitted map[*Node]bool // the anchored nodes printed so far, which aliases may repeat
}

func (p *printer) line(text string) {
	p.out.WriteString(text)
	p.out.WriteString(p.eol)
}

// block writes the entries of a collection in a column. If start is not "", it is the text before the first entry on its line.
func (p *printer) block(n *Node, column int, start string) {
	indent := strings.Repeat(" ", column)
	for i, e := range n.Entries {
		prefix := indent
		if i == 0 && start != "" {
			prefix = start
		}
		if e.Merge && !p.merges(e) {
			for _, brought := range e.mergedEntries() {
				p.entry(brought, column, prefix)
				prefix = indent
			}
		} else {
			p.entry(e, column, prefix)
		}
	}
	p.lines(n.Tail, n.Column, column)
}

// lines writes comments and blank lines. It moves the comments by the difference of the columns from and to.
func (p *printer) lines(lines []Line, from, to int) {
	for _, l := range lines {
		if l.IsBlank() {
			p.line(l.Text)
			continue
		}
		p.line(strings.Repeat(" ", max(l.Column-max(from, 0)+to, 0)) + l.Text)
	}
}

// entry writes an entry, with prefix as the text at the start of its line.
func (p *printer) entry(e *Entry, column int, prefix string) {
	above := len(prefix) - len(strings.TrimLeft(prefix, " "))
	from := e.Column
	if from < 0 && len(e.Lead) > 0 {
		from = e.Lead[0].Column
	}
	p.lines(e.Lead, from, above)
	v := e.Value
	p.note(v)
	for _, comment := range v.lostInside() {
		p.line(strings.Repeat(" ", above) + comment)
	}
	head := prefix + p.head(e)
	if p.isBlock(v) {
		p.collection(e, column, head)
		return
	}
	text := p.text(v, column)
	if i := strings.Index(head, " #"); i >= 0 && v.Block && v.Raw == "" && strings.HasSuffix(head, e.After) { // the block has become empty
		p.line(head[:i] + " " + text + head[i:])
		return
	}
	if e.Column < 0 && v.Flow {
		text = p.indented(text, column)
	}
	if text != "" && (strings.HasSuffix(head, ":") || strings.HasSuffix(head, "-") || v.Raw == "" && !strings.ContainsAny(head[len(head)-1:], " \t\n")) {
		head += " "
	}
	text = withRest(v, text, e.Rest)
	if by := e.moves(column); by != 0 {
		p.line(shift(head+text, by, p.eol))
		return
	}
	p.out.WriteString(head)
	p.line(text)
}

// moves returns the number of columns by which the lines of an entry must move. For a new entry, it returns 0, because the lines of a new
// entry already have the right columns.
func (e *Entry) moves(column int) int {
	if e.Column < 0 {
		return 0
	}
	return column - e.Column
}

// indented moves the lines of a moved flow collection, except the first line, so that none of these lines begins before a column.
func (p *printer) indented(text string, column int) string {
	least := -1
	for i, l := range strings.Split(text, "\n") {
		if content := strings.TrimLeft(l, " "); i > 0 && strings.TrimSpace(content) != "" && (least < 0 || len(l)-len(content) < least) {
			least = len(l) - len(content)
		}
	}
	if least < 0 || least >= column {
		return text
	}
	return shift(text, column+p.step-least, p.eol)
}

// withRest appends the rest of the original line, such as a comment, to the text of a value. For a block scalar, it appends the rest to
// the header.
func withRest(v *Node, text, rest string) string {
	header, lines, ok := strings.Cut(text, "\n")
	if !ok || !v.IsLiteral() || text != v.Raw || rest == "" {
		return text + rest
	}
	if header, ok := strings.CutSuffix(header, "\r"); ok {
		return header + rest + "\r\n" + lines
	}
	return header + rest + "\n" + lines
}

// lostInside returns the comments after the opening bracket of a flow collection whose original text is not printed.
func (n *Node) lostInside() []string {
	if n.Flow && n.changed {
		return n.inside
	}
	return nil
}

// head returns the text before a value: the key or the dash.
func (p *printer) head(e *Entry) string {
	key, after := e.Text, e.After
	if e.parent.Kind == manifest.Sequence {
		key = "-"
	} else if e.Column < 0 && (key == "" || strings.Contains(key, "\n")) { // in a flow collection, a key may have several lines
		key = manifest.Write(e.Key)
	}
	switch {
	case e.Column < 0 && strings.ContainsAny(after, "\n#"):
		after = ":" + properties(after) // the entry was in a flow collection
	case after == "" && key != "-":
		after = ":"
	}
	return key + after
}

// properties returns the anchors and tags in the text between a key and its value.
func properties(after string) string {
	var out strings.Builder
	for l := range strings.Lines(after) {
		l, _, _ = strings.Cut(l, "#")
		for word := range strings.FieldsSeq(l) {
			if word[0] == '&' || word[0] == '!' {
				out.WriteString(" " + word)
			}
		}
	}
	return out.String()
}

// collection writes a value that is a block.
func (p *printer) collection(e *Entry, column int, head string) {
	v := e.Value
	item := e.parent.Kind == manifest.Sequence
	if item && (v.Inline || e.Column < 0 || e.After == " ") {
		if strings.HasSuffix(head, "-") {
			head += " "
		}
		if comment := strings.TrimSpace(e.Rest); v.Flow && comment != "" {
			p.line(strings.Repeat(" ", column) + comment) // the comment was after the closing brace
		}
		p.block(v, len(head), head)
		return
	}
	if !v.Block {
		head = strings.TrimRight(head, " ") + e.Rest
	}
	p.line(shift(head, e.moves(column), p.eol))
	p.block(v, column+p.indent(e), "")
}

// indent returns the number of columns between a block and its key or dash. For a block at its original position, it is the original
// number. For any other block, it is the number that the document uses.
func (p *printer) indent(e *Entry) int {
	v := e.Value
	switch {
	case e.Column >= 0 && v.Block && v.Column >= e.Column:
		return v.Column - e.Column
	case v.Kind == manifest.Sequence && e.parent.Kind == manifest.Mapping:
		return p.dash
	}
	return p.step
}

// isBlock reports whether a value is printed in block style.
func (p *printer) isBlock(n *Node) bool {
	switch {
	case n.Kind == manifest.Scalar || len(n.Entries) == 0 || p.repeats(n):
		return false
	case n.expands():
		return true
	}
	return !n.Flow
}

// note records the anchors in a value, because later aliases may repeat them. Flow collections whose original text is not printed lose the
// anchors in them.
func (p *printer) note(n *Node) {
	if n.Anchor != "" {
		p.emitted[n] = true
	}
	if !n.Flow {
		return
	}
	whole := p.isUnchanged(n)
	for _, e := range n.Entries {
		if whole {
			p.note(e.Value)
		} else {
			p.noteIn(e.Value)
		}
	}
}

// noteIn records the anchors inside a value of a flow collection whose original text is not printed. It does not record the anchor of the
// value itself, because that anchor is not printed.
func (p *printer) noteIn(n *Node) {
	p.note(n)
	delete(p.emitted, n)
}

// repeats reports whether an alias can be printed as an alias: its anchor is printed before it and has the same value.
func (p *printer) repeats(n *Node) bool {
	return n.repeats != nil && n.Raw != "" && p.emitted[n.repeats] && reflect.DeepEqual(n.JSON(), n.repeats.JSON())
}

// merges reports whether a merge key can be printed as a merge key, because its aliases are still correct.
func (p *printer) merges(e *Entry) bool {
	if e.Value.Kind == manifest.Mapping {
		return p.repeats(e.Value) || e.Value.repeats == nil
	}
	return !slices.ContainsFunc(e.Value.Entries, func(item *Entry) bool { return item.Value.repeats != nil && !p.repeats(item.Value) })
}

// shift moves the lines of a text, except the first, by a number of columns.
func shift(text string, by int, eol string) string {
	if by == 0 || !strings.Contains(text, "\n") {
		return text
	}
	lines := strings.Split(strings.ReplaceAll(text, "\r\n", "\n"), "\n")
	for i, l := range lines[1:] {
		content := strings.TrimLeft(l, " ")
		if content != "" || len(l) > 0 && by < 0 {
			lines[i+1] = strings.Repeat(" ", max(len(l)-len(content)+by, 0)) + content
		}
	}
	return strings.Join(lines, eol)
}
