package format

import (
	"slices"
	"strings"
)

// A printer writes lines. Blank lines are a matter of what is printed before them, not of where they came from.
type printer struct {
	strings.Builder
	breaks string
	blank  bool // a blank line is due before the next one
	tight  bool // no blank line can follow: nothing was printed, a key whose block comes next, or a text that would grow
}

// render writes the layout.
func (l *layout) render() string {
	p := &printer{breaks: l.breaks, tight: true}
	for _, text := range l.prefix {
		p.notes([]note{{text: text}}, 0)
	}
	p.block(l.root, 0, "")
	if p.blank && !l.final {
		p.raw("")
	}
	return p.String()
}

// block writes a block in a column. A start that is not empty is what stands on the line of its first entry already.
func (p *printer) block(b *block, column int, start string) {
	indent := strings.Repeat(" ", column)
	above := column
	if start == "" {
		start = indent
	} else {
		above = len(start) - len(strings.TrimLeft(start, " "))
	}
	p.notes(b.header, above)
	for i, e := range b.entries {
		if i > 0 {
			start, above = indent, column
		}
		// What stood between two keys cannot stand between a dash and a key: comments go above the dash.
		if above == column || slices.ContainsFunc(e.lead, isComment) {
			p.notes(e.lead, above)
		}
		p.entry(e, b.list, column, start)
	}
	p.notes(b.tail, column)
}

func isComment(n note) bool { return n.text != "" }

// entry writes an entry behind what stands on its line already.
func (p *printer) entry(e *entry, item bool, column int, start string) {
	if e.inline {
		p.block(e.child, column+level, start+"- ")
		return
	}
	p.line(start + e.head)
	for _, l := range e.body {
		if l.text == "" {
			p.raw("")
			continue
		}
		p.raw(strings.Repeat(" ", max(column+l.indent, 0)) + l.text)
	}
	p.tight = e.keeps || e.child != nil
	if e.child == nil {
		return
	}
	if e.child.list && !item {
		p.block(e.child, column, "")
	} else {
		p.block(e.child, column+level, "")
	}
}

// notes writes comments and blank lines.
func (p *printer) notes(notes []note, column int) {
	for _, n := range notes {
		if n.text == "" {
			p.blank = !p.tight
			continue
		}
		p.line(strings.Repeat(" ", column) + n.text)
	}
}

// line writes a line, and a blank one before it if there were any.
func (p *printer) line(text string) {
	if p.blank {
		p.raw("")
	}
	p.raw(text)
}

// raw writes a line as it is.
func (p *printer) raw(text string) {
	p.WriteString(text)
	p.WriteString(p.breaks)
	p.blank, p.tight = false, false
}
