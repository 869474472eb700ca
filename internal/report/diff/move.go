package diff

import (
	"fmt"
	"slices"
	"strings"

	"github.com/clipperhouse/displaywidth"

	"github.com/backendctl/backendctl/internal/change"
	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/report/terminal"
	"github.com/backendctl/backendctl/internal/source"
)

// moved writes the old position of an item that moved, or the order of a list before and after the change. It leaves out the items at both
// ends that did not move.
func (p *printer) moved(start, indent string, c change.Change) {
	if len(c.Order[0]) == 0 {
		from := "from " + source.Visible(listOf(c.Before))
		if text := start + ": " + from; displaywidth.String(stripped(text)) <= p.width {
			p.withImpact(text, indent+"    ", c)
			return
		}
		p.withImpact(start, indent+"    ", c)
		p.line(indent, "    ", terminal.Shorten(from, p.width-len(indent)-4, p.Ellipsis()))
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
	text := start + ": " + from + p.Pick(" → ", " -> ") + to
	if displaywidth.String(stripped(text)) <= p.width {
		p.withImpact(text, indent+"    ", c)
		return
	}
	p.withImpact(start+": the order", indent+"    ", c)
	p.line(indent, "    ", p.Paint(terminal.Removed, "- "+terminal.Shorten(from, p.width-len(indent)-6, p.Ellipsis())))
	p.line(indent, "    ", p.Paint(terminal.Added, "+ "+terminal.Shorten(to, p.width-len(indent)-6, p.Ellipsis())))
}

// listOf returns the path of the list that contains the item at a pointer, such as spec.priorityGroups[0].backendRefs.
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

// onlyMove returns the item that moved and its positions before and after. ok is false if several items moved.
func onlyMove(before, after []string) (item string, from, to int, ok bool) {
	first, last := 0, len(before)-1
	for first < last && before[first] == after[first] {
		first++
	}
	for last > first && before[last] == after[last] {
		last--
	}
	switch {
	case first >= last:
		return "", 0, 0, false
	case before[first] == after[last] && slices.Equal(before[first+1:last+1], after[first:last]):
		return before[first], first, last, true
	case before[last] == after[first] && slices.Equal(before[first:last], after[first+1:last+1]):
		return before[last], last, first, true
	}
	return "", 0, 0, false
}
