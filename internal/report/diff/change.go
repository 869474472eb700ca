package diff

import (
	"strings"
	"unicode/utf8"

	"github.com/clipperhouse/displaywidth"

	"github.com/backendctl/backendctl/internal/change"
	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/report"
	"github.com/backendctl/backendctl/internal/report/terminal"
	"github.com/backendctl/backendctl/internal/source"
)

var signs = map[change.Op]struct {
	style          terminal.Style
	unicode, ascii string
}{
	change.Added: {terminal.Added, "+", "+"}, change.Removed: {terminal.Removed, "-", "-"}, change.Changed: {terminal.WarningText, "~", "~"}, change.Moved: {terminal.InfoText, "⇆", ">"},
}

// change writes a change with its effect: on one line if it fits, else with the effect on the next line.
func (p *printer) change(label string, c change.Change, indent string) {
	sign := signs[c.Op]
	label = source.Visible(strings.TrimPrefix(label, "."))
	start := indent + p.Paint(sign.style, p.Pick(sign.unicode, sign.ascii)) + " " + label
	room := p.width - displaywidth.String(indent+label) - 4
	switch c.Op {
	case change.Moved:
		p.moved(start, indent, c)
	case change.Changed:
		p.changed(start, indent, room, c)
	default:
		p.addedOrRemoved(start, indent, sign.style, room, c)
	}
}

// addedOrRemoved writes a value that was added or removed: on the same line if the value fits in room columns, else on the next lines. A
// scalar that does not fit is shortened and stays on the same line.
func (p *printer) addedOrRemoved(start, indent string, s terminal.Style, room int, c change.Change) {
	v, sign := c.To, "+ "
	if c.Op == change.Removed {
		v, sign = c.From, "- "
	}
	if text := flow(v, p.options); displaywidth.String(text) <= room || v.Kind == manifest.Scalar {
		p.withImpact(start+": "+p.Paint(s, terminal.Shorten(text, max(room, report.MinWidth), p.Ellipsis())), indent+"    ", c)
		return
	}
	p.withImpact(start+":", indent+"    ", c)
	for _, l := range block(v, p.options) {
		p.line(indent, "    ", p.Paint(s, sign+terminal.Shorten(l, p.width-len(indent)-6, p.Ellipsis())))
	}
}

// changed writes the older and the newer value with their differences highlighted.
func (p *printer) changed(start, indent string, room int, c change.Change) {
	from, to := p.sides(c)
	arrow := p.Pick(" → ", " -> ")
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
	a, b := p.marked(terminal.Shorten(from, 4*p.width, p.Ellipsis()), terminal.Shorten(to, 4*p.width, p.Ellipsis()))
	p.line(indent, "    ", p.Paint(terminal.Removed, "- "), a)
	p.line(indent, "    ", p.Paint(terminal.Added, "+ "), b)
	if head, tail := common(from, to); !p.Color && head+tail > 0 && len(to) <= p.width {
		p.line(indent, "      ", strings.Repeat(" ", displaywidth.String(to[:head])), strings.Repeat("^", max(displaywidth.String(to[head:len(to)-tail]), 1)))
	}
}

func isText(v *change.Value) bool {
	_, ok := v.Scalar.(string)
	return ok
}

// sides returns the texts of the older and the newer value of a change.
func (p *printer) sides(c change.Change) (from, to string) {
	from, to = flow(c.From, p.options), flow(c.To, p.options)
	if c.From.Default {
		from += " (default)"
	}
	if c.To.Default {
		to += " (default)"
	}
	if from == to {
		to += " (changed)" // both values are masked, so their texts are the same
	}
	return from, to
}

// marked returns both texts with the differing parts highlighted. Without colours, it returns them unchanged.
func (p *printer) marked(from, to string) (a, b string) {
	if !p.Color {
		return from, to
	}
	head, tail := common(from, to)
	paint := func(s terminal.Style, text string) string {
		middle := text[head : len(text)-tail]
		return p.Paint(s, text[:head]) + p.Paint(strong(s), middle) + p.Paint(s, text[len(text)-tail:])
	}
	return paint(terminal.Removed, from), paint(terminal.Added, to)
}

// strong returns the style of the differing part of a value.
func strong(s terminal.Style) terminal.Style {
	if s == terminal.Removed {
		return terminal.RemovedPart
	}
	return terminal.AddedPart
}

// common returns the lengths in bytes of the common prefix and the common suffix of two texts. Both end at the boundary of a character.
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

// lines writes the differing lines of two values that have several lines. It leaves out equal lines at the beginning and at the end.
func (p *printer) lines(indent, from, to string) {
	a, b := strings.Split(strings.TrimSuffix(from, "\n"), "\n"), strings.Split(strings.TrimSuffix(to, "\n"), "\n")
	for len(a) > 0 && len(b) > 0 && a[0] == b[0] {
		a, b = a[1:], b[1:]
	}
	for len(a) > 0 && len(b) > 0 && a[len(a)-1] == b[len(b)-1] {
		a, b = a[:len(a)-1], b[:len(b)-1]
	}
	if len(a)+len(b) == 0 {
		p.line(indent, "    ", p.Paint(terminal.Faint, "the line breaks at the end differ"))
	}
	for _, l := range a {
		p.line(indent, "    ", p.Paint(terminal.Removed, "- "+source.Visible(l)))
	}
	for _, l := range b {
		p.line(indent, "    ", p.Paint(terminal.Added, "+ "+source.Visible(l)))
	}
}
