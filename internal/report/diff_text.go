package report

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/clipperhouse/displaywidth"

	"github.com/backendctl/backendctl/internal/change"
	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/source"
)

// A diffPrinter writes a difference for people.
type diffPrinter struct {
	pen
	options Options
	width   int
	b       strings.Builder
}

func diffText(d *change.Difference, o Options) ([]byte, error) {
	p := &diffPrinter{pen: newPen(o), options: o, width: o.width()}
	for i, doc := range d.Changed() {
		if i > 0 {
			p.line("")
		}
		p.document(doc)
	}
	p.uncompared(d)
	return []byte(p.b.String()), nil
}

func (p *diffPrinter) line(parts ...string) {
	p.b.WriteString(strings.Join(parts, "") + "\n")
}

// document writes what differs in one document. One that was added or removed is a line, and one for each field that decides.
func (p *diffPrinter) document(d *change.Document) {
	name := title(d.Document())
	switch d.Status {
	case change.OnlyAfter:
		p.whole(added, "+ ", d, d.After)
		return
	case change.OnlyBefore:
		p.whole(removed, "- ", d, d.Before)
		return
	case change.Renamed:
		name += ", was " + title(d.Before)
	}
	if room := p.width - displaywidth.String(name) - 2; room >= leastPlaces {
		p.line(p.paint(bold, name), "  ", p.paint(faint, p.places(d, room)))
	} else {
		p.line(p.paint(bold, name))
		p.line("    ", p.paint(faint, p.places(d, p.width-4)))
	}
	p.under(newBranch(d.Changes), "", "  ")
}

// leastPlaces is how many columns it takes to say where two documents stand.
const leastPlaces = 28

// places says where both documents of a pair stand, in so many columns. What is too long loses the middle of its paths.
func (p *diffPrinter) places(d *change.Document, room int) string {
	from, to, arrow := where(d.Before), where(d.After), p.pick(" → ", " -> ")
	if from == to {
		return p.place(d.Before, room)
	}
	if displaywidth.String(from+arrow+to) <= room {
		return from + arrow + to
	}
	half := (room - displaywidth.String(arrow)) / 2
	return p.place(d.Before, half) + arrow + p.place(d.After, half)
}

// place says where a document stands, in so many columns.
func (p *diffPrinter) place(d *manifest.Document, room int) string {
	line := ":" + strconv.Itoa(d.Line())
	return shorten(source.Visible(d.File.Name()), room-len(line), p.ellipsis()) + line
}

// whole writes a document that is on one side only.
func (p *diffPrinter) whole(s style, sign string, d *change.Document, is *manifest.Document) {
	c := d.Changes[0]
	p.withImpact(p.paint(s, sign)+p.paint(bold, title(is))+"  "+p.paint(faint, where(is)), "    ", c)
	v := c.To
	if v == nil {
		v = c.From
	}
	if !p.options.Verbose {
		for _, f := range c.Fields {
			p.wholeField(s, sign, f, c)
		}
		return
	}
	for _, l := range block(v, p.options) {
		p.line(p.paint(s, "  "+sign+shorten(l, p.width-4, p.ellipsis())))
	}
}

// wholeField writes a field of a document that was added or removed, with what it does where the document's line does not say so.
func (p *diffPrinter) wholeField(s style, sign string, f, whole change.Change) {
	label := source.Visible(f.Label)
	room := p.width - displaywidth.String(label) - 8
	v := f.To
	if v == nil {
		v = f.From
	}
	line := "    " + p.paint(s, sign) + label + ": " + p.paint(s, shorten(flow(v, p.options), max(room, minWidth), p.ellipsis()))
	if f.Reason == "" || f.Reason == whole.Reason {
		p.line(line)
		return
	}
	p.withImpact(line, "        ", f)
}

func where(d *manifest.Document) string {
	return source.Visible(fmt.Sprintf("%s:%d", d.File.Name(), d.Line()))
}

// A branch is a part of a label with the changes below it.
type branch struct {
	name   string
	change *change.Change // of a leaf
	below  []*branch
}

// newBranch makes a tree of changes, whose labels have parts in common.
func newBranch(changes []change.Change) *branch {
	root := &branch{}
	for i := range changes {
		at := root
		for _, part := range labelParts(changes[i].Label) {
			at = at.child(part)
		}
		at.below = append(at.below, &branch{change: &changes[i]})
	}
	for _, b := range root.below {
		b.shrink()
	}
	return root
}

// labelParts cuts a label before each field and item: spec .static .hosts [a:80] .port.
func labelParts(label string) []string {
	var parts []string
	depth, start, quoted := 0, 0, false
	for i := 0; i < len(label); i++ {
		c := label[i]
		switch {
		case c == '\\' && quoted:
			i++
		case c == '"' && depth > 0:
			quoted = !quoted
		case quoted:
		case c == '[' || c == '.' && depth == 0:
			if depth == 0 && i > start {
				parts = append(parts, label[start:i])
				start = i
			}
			if c == '[' {
				depth++
			}
		case c == ']':
			depth--
		}
	}
	return append(parts, label[start:])
}

func (b *branch) child(name string) *branch {
	for _, c := range b.below {
		if c.name == name && c.change == nil {
			return c
		}
	}
	c := &branch{name: name}
	b.below = append(b.below, c)
	return c
}

// shrink joins parts that have nothing else beside them.
func (b *branch) shrink() {
	for len(b.below) == 1 && b.change == nil {
		only := b.below[0]
		b.name, b.change, b.below = b.name+only.name, only.change, only.below
	}
	for _, c := range b.below {
		c.shrink()
	}
}

func (b *branch) leaves() int {
	n := 0
	for _, c := range b.below {
		n += c.leaves()
	}
	return max(n, 1)
}

// under writes what is below a branch. A heading of its own has what would otherwise be said three times and more.
func (p *diffPrinter) under(b *branch, prefix, indent string) {
	for _, c := range b.below {
		name := prefix + c.name
		switch {
		case c.change != nil:
			p.change(name, *c.change, indent)
		case c.leaves() >= 3 && strings.ContainsAny(c.name, ".[") && prefix == "":
			p.line(indent, p.paint(faint, source.Visible(name)))
			p.under(c, "", indent+"  ")
		default:
			p.under(c, name, indent)
		}
	}
}

var signs = map[change.Op]struct {
	style          style
	unicode, ascii string
}{
	change.Added: {added, "+", "+"}, change.Removed: {removed, "-", "-"}, change.Changed: {warnYellow, "~", "~"}, change.Moved: {infoCyan, "⇆", ">"},
}

// change writes a change: in a line where it fits, else with what it does below.
func (p *diffPrinter) change(label string, c change.Change, indent string) {
	sign := signs[c.Op]
	label = source.Visible(strings.TrimPrefix(label, "."))
	start := indent + p.paint(sign.style, p.pick(sign.unicode, sign.ascii)) + " " + label
	room := p.width - displaywidth.String(indent+label) - 4
	switch c.Op {
	case change.Moved:
		p.moved(start, indent, c)
	case change.Changed:
		p.changed(start, indent, room, c)
	default:
		p.whereabouts(start, indent, sign.style, room, c)
	}
}

// whereabouts writes what came or went: in the line where there is room for it, else below.
func (p *diffPrinter) whereabouts(start, indent string, s style, room int, c change.Change) {
	v, sign := c.To, "+ "
	if c.Op == change.Removed {
		v, sign = c.From, "- "
	}
	if text := flow(v, p.options); displaywidth.String(text) <= room || v.Kind == manifest.Scalar {
		p.withImpact(start+": "+p.paint(s, shorten(text, max(room, minWidth), p.ellipsis())), indent+"    ", c)
		return
	}
	p.withImpact(start+":", indent+"    ", c)
	for _, l := range block(v, p.options) {
		p.line(indent, "    ", p.paint(s, sign+shorten(l, p.width-len(indent)-6, p.ellipsis())))
	}
}

// changed writes both values, what is different in them marked.
func (p *diffPrinter) changed(start, indent string, room int, c change.Change) {
	from, to := p.sides(c)
	arrow := p.pick(" → ", " -> ")
	if isText(c.From) && isText(c.To) && strings.Contains(c.From.Scalar.(string)+c.To.Scalar.(string), "\n") && !c.From.Secret && !c.To.Secret {
		p.withImpact(start+":", indent+"    ", c)
		p.lines(indent, c.From.Scalar.(string), c.To.Scalar.(string))
		return
	}
	if displaywidth.String(from+arrow+to) <= room {
		a, b := p.marked(from, to)
		p.withImpact(start+": "+a+arrow+b, indent+"    ", c)
		return
	}
	p.withImpact(start+":", indent+"    ", c)
	a, b := p.marked(shorten(from, 4*p.width, p.ellipsis()), shorten(to, 4*p.width, p.ellipsis()))
	p.line(indent, "    ", p.paint(removed, "- "), a)
	p.line(indent, "    ", p.paint(added, "+ "), b)
	if head, tail := common(from, to); !p.color && head+tail > 0 && len(to) <= p.width {
		p.line(indent, "      ", strings.Repeat(" ", displaywidth.String(to[:head])), strings.Repeat("^", max(displaywidth.String(to[head:len(to)-tail]), 1)))
	}
}

func isText(v *change.Value) bool {
	_, ok := v.Scalar.(string)
	return ok
}

// sides writes both values of a change.
func (p *diffPrinter) sides(c change.Change) (from, to string) {
	from, to = flow(c.From, p.options), flow(c.To, p.options)
	if c.From.Default {
		from += " (default)"
	}
	if c.To.Default {
		to += " (default)"
	}
	if from == to {
		to += " (changed)" // both are hidden
	}
	return from, to
}

// marked paints two texts, what is different in them so that it stands out.
func (p *diffPrinter) marked(from, to string) (a, b string) {
	if !p.color {
		return from, to
	}
	head, tail := common(from, to)
	paint := func(s style, text string) string {
		middle := text[head : len(text)-tail]
		return p.paint(s, text[:head]) + p.paint(strong(s), middle) + p.paint(s, text[len(text)-tail:])
	}
	return paint(removed, from), paint(added, to)
}

// strong is how the part of a value is painted that differs.
func strong(s style) style {
	if s == removed {
		return removedPart
	}
	return addedPart
}

// common returns how many bytes two texts have in common at their beginnings and at their ends.
func common(a, b string) (head, tail int) {
	for head < min(len(a), len(b)) && a[head] == b[head] {
		head++
	}
	for head > 0 && !utf8.RuneStart(byteAt(a, head)) {
		head--
	}
	for tail < min(len(a), len(b))-head && a[len(a)-1-tail] == b[len(b)-1-tail] {
		tail++
	}
	for tail > 0 && !utf8.RuneStart(a[len(a)-tail]) {
		tail--
	}
	return head, tail
}

func byteAt(s string, i int) byte {
	if i < len(s) {
		return s[i]
	}
	return 0
}

// lines writes what differs between texts of several lines.
func (p *diffPrinter) lines(indent, from, to string) {
	a, b := strings.Split(strings.TrimSuffix(from, "\n"), "\n"), strings.Split(strings.TrimSuffix(to, "\n"), "\n")
	for len(a) > 0 && len(b) > 0 && a[0] == b[0] {
		a, b = a[1:], b[1:]
	}
	for len(a) > 0 && len(b) > 0 && a[len(a)-1] == b[len(b)-1] {
		a, b = a[:len(a)-1], b[:len(b)-1]
	}
	if len(a)+len(b) == 0 {
		p.line(indent, "    ", p.paint(faint, "the line breaks at the end differ"))
	}
	for _, l := range a {
		p.line(indent, "    ", p.paint(removed, "- "+source.Visible(l)))
	}
	for _, l := range b {
		p.line(indent, "    ", p.paint(added, "+ "+source.Visible(l)))
	}
}

// moved writes where an item comes from, or the order of a list before and after, without what is the same at both ends.
func (p *diffPrinter) moved(start, indent string, c change.Change) {
	if len(c.Order[0]) == 0 {
		p.withImpact(start+": from "+source.Visible(listOf(c.Before)), indent+"    ", c)
		return
	}
	a, b := slices.Clone(c.Order[0]), slices.Clone(c.Order[1])
	for len(a) > 0 && a[0] == b[0] {
		a, b = a[1:], b[1:]
	}
	for len(a) > 0 && a[len(a)-1] == b[len(b)-1] {
		a, b = a[:len(a)-1], b[:len(b)-1]
	}
	if item, i, j, ok := onlyMove(c.Order[0], c.Order[1]); ok {
		p.withImpact(fmt.Sprintf("%s: %s moves from position %d to %d", start, source.Visible(item), i+1, j+1), indent+"    ", c)
		return
	}
	from, to := source.Visible(strings.Join(a, ", ")), source.Visible(strings.Join(b, ", "))
	text := start + ": " + from + p.pick(" → ", " -> ") + to
	if displaywidth.String(stripped(text)) <= p.width {
		p.withImpact(text, indent+"    ", c)
		return
	}
	p.withImpact(start+": the order", indent+"    ", c)
	p.line(indent, "    ", p.paint(removed, "- "+shorten(from, p.width-len(indent)-6, p.ellipsis())))
	p.line(indent, "    ", p.paint(added, "+ "+shorten(to, p.width-len(indent)-6, p.ellipsis())))
}

// listOf names the list that a pointer leads to an item of: spec.priorityGroups[0].backendRefs.
func listOf(pointer string) string {
	tokens := diag.Tokens(pointer)
	var b strings.Builder
	for _, token := range tokens[:max(len(tokens)-1, 0)] {
		switch {
		case strings.Trim(token, "0123456789") == "":
			b.WriteString("[" + token + "]")
		case b.Len() > 0:
			b.WriteString("." + token)
		default:
			b.WriteString(token)
		}
	}
	return b.String()
}

// onlyMove returns the one item whose move makes one order of another one, and its places; ok is false where several moved.
func onlyMove(before, after []string) (item string, from, to int, ok bool) {
	for i := range before {
		rest := slices.Delete(slices.Clone(before), i, i+1)
		for j := range after {
			if before[i] == after[j] && slices.Equal(rest, slices.Delete(slices.Clone(after), j, j+1)) {
				return before[i], i, j, true
			}
		}
	}
	return "", 0, 0, false
}

// withImpact writes a line with what the change does: behind it where there is room, else below it.
func (p *diffPrinter) withImpact(line, indent string, c change.Change) {
	text := c.Impact.String() + ": " + c.Reason
	paint := func(text string) string {
		word, reason, _ := strings.Cut(text, ":")
		if word != c.Impact.String() {
			return p.paint(faint, text)
		}
		return p.paint(impactStyle(c.Impact), word+":") + p.paint(faint, reason)
	}
	if displaywidth.String(stripped(line))+2+displaywidth.String(text) <= p.width {
		p.line(line, "  ", paint(text))
		return
	}
	p.line(line)
	for _, l := range wrap(text, p.width-len(indent), p.width-len(indent)) {
		p.line(indent, paint(l))
	}
}

// stripped takes the colours out of a text, to measure it.
func stripped(text string) string {
	var b strings.Builder
	for {
		before, after, found := strings.Cut(text, "\x1b[")
		b.WriteString(before)
		if !found {
			return b.String()
		}
		_, text, _ = strings.Cut(after, "m")
	}
}
