package tree

import (
	"reflect"
	"slices"
	"strings"

	"github.com/backendctl/backendctl/internal/manifest"
)

// New returns a document of its own around a value, laid out as another document is.
func New(root *Node, like *Document) *Document {
	d := &Document{Root: root, eol: "\n", step: 2}
	if like != nil {
		d.eol, d.step, d.dash, d.json = like.eol, like.step, like.dash, like.json
	}
	if d.json {
		d.suffix = d.eol
	}
	return d
}

// IsJSON says whether the document is written in JSON.
func (d *Document) IsJSON() bool { return d.json }

// EOL returns the line break of the document.
func (d *Document) EOL() string { return d.eol }

// String writes the document.
func (d *Document) String() string {
	p := &printer{Document: d, emitted: map[*Node]bool{}}
	switch {
	case d.json || d.Root.flow && !d.Root.expands():
		return d.prefix + p.flowText(d.Root, 0) + d.suffix
	case len(d.Root.Entries) == 0: // a block of nothing would say nothing
		return d.prefix + p.text(d.Root, 0) + d.eol + d.suffix
	}
	p.out.WriteString(d.prefix)
	for _, comment := range d.Root.lostInside() {
		p.line(comment)
	}
	p.block(d.Root, d.Root.column, "")
	suffix := d.suffix
	if d.Root.flow {
		suffix = strings.TrimPrefix(suffix, d.eol) // the closing brace had it; the last line of a block ends itself
	}
	text := p.out.String() + suffix
	if d.open && d.suffix == "" {
		return strings.TrimSuffix(text, d.eol)
	}
	return text
}

// expands reports whether a flow collection has to be written as a block: it is written anew, and comments in it have no place in one line.
func (n *Node) expands() bool { return n.flow && n.changed && n.hasComments() }

// hasComments reports whether a collection that is written anew has comments. What keeps its text has them in there.
func (n *Node) hasComments() bool {
	if n.flow && !n.changed {
		return false
	}
	return len(n.inside)+len(n.tail) > 0 || slices.ContainsFunc(n.Entries, func(e *Entry) bool {
		return len(e.lead) > 0 || strings.Contains(e.rest, "#") || e.Value.hasComments()
	})
}

// A printer writes lines.
type printer struct {
	*Document
	out     strings.Builder
	emitted map[*Node]bool // what stands above, for aliases to repeat
}

func (p *printer) line(text string) { p.out.WriteString(text + p.eol) }

// block writes the entries of a collection in a column. Where start is not empty it stands on the line of the first entry
// already.
func (p *printer) block(n *Node, column int, start string) {
	first := true
	for _, e := range n.Entries {
		prefix := strings.Repeat(" ", column)
		if first && start != "" {
			prefix = start
		}
		if e.merge && !p.merges(e) {
			for _, brought := range e.brings() {
				p.entry(brought, column, prefix)
				prefix = strings.Repeat(" ", column)
			}
		} else {
			p.entry(e, column, prefix)
		}
		first = false
	}
	p.lines(n.tail, n.column, column)
}

// lines writes comments that stood in one column for another, and blank lines.
func (p *printer) lines(lines []line, from, to int) {
	for _, l := range lines {
		if isBlank(l) {
			p.line(l.text)
			continue
		}
		p.line(strings.Repeat(" ", max(l.column-max(from, 0)+to, 0)) + l.text)
	}
}

// entry writes an entry behind what stands on its line already.
func (p *printer) entry(e *Entry, column int, prefix string) {
	above := len(prefix) - len(strings.TrimLeft(prefix, " "))
	from := e.column
	if from < 0 && len(e.lead) > 0 {
		from = e.lead[0].column
	}
	p.lines(e.lead, from, above)
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
	if i := strings.Index(head, " #"); i >= 0 && v.block && v.raw == "" && strings.HasSuffix(head, e.after) { // a block that is empty by now
		p.line(head[:i] + " " + text + head[i:])
		return
	}
	if e.column < 0 && v.flow {
		text = p.indented(text, column)
	}
	if text != "" && (strings.HasSuffix(head, ":") || strings.HasSuffix(head, "-") || v.raw == "" && !strings.ContainsAny(head[len(head)-1:], " \t\n")) {
		head += " "
	}
	p.line(shift(head+behind(v, text, e.rest), column-e.column, e.column < 0, p.eol))
}

// indented moves the further lines of braces that stood elsewhere so that none stands before a column.
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
	return shift(text, column+p.step-least, false, p.eol)
}

// behind puts what stands behind a value at the end of its text, or of its header.
func behind(v *Node, text, rest string) string {
	header, lines, ok := strings.Cut(text, "\n")
	if !ok || !v.text || text != v.raw {
		return text + rest
	}
	if header, ok := strings.CutSuffix(header, "\r"); ok {
		return header + rest + "\r\n" + lines
	}
	return header + rest + "\n" + lines
}

// lostInside returns the comments of a flow collection that is written anew.
func (n *Node) lostInside() []string {
	if n.flow && n.changed {
		return n.inside
	}
	return nil
}

// head returns what stands before a value: the key or the dash.
func (p *printer) head(e *Entry) string {
	key, after := e.key, e.after
	if e.parent.Kind == manifest.Sequence {
		key = "-"
	} else if key == "" || strings.Contains(key, "\n") { // the latter stood in braces, where a key may run over lines
		key = manifest.Write(e.Key)
	}
	switch {
	case e.column < 0 && strings.ContainsAny(after, "\n#"):
		after = ":" + properties(after) // it stood in braces
	case after == "" && key != "-":
		after = ":"
	}
	return key + after
}

// properties returns the anchor and the tag of what stands between a key and its value.
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
	if item && (v.inline || e.column < 0 || e.after == " ") {
		if strings.HasSuffix(head, "-") {
			head += " "
		}
		if comment := strings.TrimSpace(e.rest); v.flow && comment != "" {
			p.line(strings.Repeat(" ", column) + comment) // it stood behind the brace
		}
		p.block(v, len(head), head)
		return
	}
	if !v.block {
		head = strings.TrimRight(head, " ") + e.rest
	}
	p.line(shift(head, column-e.column, e.column < 0, p.eol))
	p.block(v, column+p.indent(e), "")
}

// indent returns how many columns a block stands behind its key or dash: as it did, or as its document does it.
func (p *printer) indent(e *Entry) int {
	v := e.Value
	switch {
	case e.column >= 0 && v.block && v.column >= e.column:
		return v.column - e.column
	case v.Kind == manifest.Sequence && e.parent.Kind == manifest.Mapping:
		return p.dash
	}
	return p.step
}

// isBlock says whether a value is written as a block.
func (p *printer) isBlock(n *Node) bool {
	switch {
	case n.Kind == manifest.Scalar || len(n.Entries) == 0 || p.repeats(n):
		return false
	case n.expands():
		return true
	}
	return !n.flow
}

// note remembers what an alias below may repeat. What is in braces that are written anew loses its anchor.
func (p *printer) note(n *Node) {
	if n.anchor {
		p.emitted[n] = true
	}
	if !n.flow {
		return
	}
	whole := p.holds(n)
	for _, e := range n.Entries {
		if whole {
			p.note(e.Value)
		} else {
			p.noteIn(e.Value)
		}
	}
}

// noteIn is note for what is in braces that are written anew.
func (p *printer) noteIn(n *Node) {
	p.note(n)
	delete(p.emitted, n)
}

// repeats says whether an alias still says what it said: what it repeats stands above and has the same value.
func (p *printer) repeats(n *Node) bool {
	return n.repeats != nil && n.raw != "" && p.emitted[n.repeats] && reflect.DeepEqual(n.JSON(), n.repeats.JSON())
}

// merges says whether a merge key can stay as it is.
func (p *printer) merges(e *Entry) bool {
	if e.Value.Kind == manifest.Mapping {
		return p.repeats(e.Value) || e.Value.repeats == nil
	}
	return !slices.ContainsFunc(e.Value.Entries, func(item *Entry) bool { return item.Value.repeats != nil && !p.repeats(item.Value) })
}

// shift moves the further lines of a text by a number of columns.
func shift(text string, by int, made bool, eol string) string {
	if made || by == 0 || !strings.Contains(text, "\n") {
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

// In returns the document written in JSON or in YAML, with two spaces a level. From YAML to YAML nothing changes, and neither
// from JSON to JSON. JSON has no comments: the second result counts those that it has no place for.
func (d *Document) In(asJSON bool) (*Document, int) {
	if d.json == asJSON {
		return d, 0
	}
	comments := d.countComments()
	out := &Document{Root: d.Root.Plain(), eol: d.eol, step: 2, json: asJSON}
	if asJSON {
		out.suffix = d.eol
		return out, comments
	}
	return out, 0
}

// Plain copies a value without its layout; comments that were put in since it was read come along.
func (n *Node) Plain() *Node {
	c := &Node{Kind: n.Kind, Value: n.Value, Origin: n.Origin}
	c.changed = true
	for _, e := range n.Fields() {
		entry := c.Insert(len(c.Entries), e.Key, e.Value.Plain())
		if !e.Value.flow && n.Kind == manifest.Mapping && len(e.lead) > 0 && e.column < 0 {
			entry.lead = e.lead
		}
		if strings.HasPrefix(strings.TrimSpace(e.rest), "# ") && e.column < 0 {
			entry.rest = e.rest
		}
	}
	return c
}

// Comments returns the texts of the comments that the document would be printed with, in any order.
func (d *Document) Comments() []string {
	if d.json {
		return nil
	}
	texts := commentsIn(d.prefix)
	texts = append(texts, commentsIn(d.suffix)...)
	var walk func(n *Node)
	walk = func(n *Node) {
		texts = append(texts, n.inside...)
		texts = append(texts, words(n.tail)...)
		for _, e := range n.Entries {
			texts = append(texts, words(e.lead)...)
			texts = append(texts, commentsIn(e.rest)...)
			if e.column >= 0 { // in braces it is one of those inside
				texts = append(texts, commentsIn(e.after)...)
			}
			walk(e.Value)
		}
	}
	walk(d.Root)
	return texts
}

func (d *Document) countComments() int { return len(d.Comments()) }

func words(lines []line) []string {
	var out []string
	for _, l := range lines {
		if !isBlank(l) {
			out = append(out, l.text)
		}
	}
	return out
}

// commentsIn returns the comments of a text that holds nothing but comments and white space, a key's colon and properties.
func commentsIn(text string) []string {
	var out []string
	for l := range strings.Lines(text) {
		if i := strings.Index(l, "#"); i == 0 || i > 0 && strings.ContainsAny(l[i-1:i], " \t") {
			out = append(out, strings.TrimRight(l[i:], "\r\n"))
		}
	}
	return out
}
