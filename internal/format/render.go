package format

import (
	"slices"
	"strings"
)

// A printer writes lines. It decides where blank lines are allowed from the previous output.
type printer struct {
	strings.Builder
	breaks string
	blank  bool // a blank line precedes the next line
	tight  bool // no blank line may follow: at the start, after a key with a block, and after a text that would grow
}

// render returns the text of the layout.
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

// block writes a block in a column. A non-empty start is the text before the first entry on its line.
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
		// A comment between a dash and a key is not possible, so comments move above the dash.
		if above == column || slices.ContainsFunc(e.lead, isComment) {
			p.notes(e.lead, above)
		}
		p.entry(e, b.list, column, start)
	}
	p.notes(b.tail, column)
}

func isComment(n note) bool { return n.text != "" }

// entry writes an entry after the text that starts its line.
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

// line writes a line, after a blank line if one is due.
func (p *printer) line(text string) {
	if p.blank {
		p.raw("")
	}
	p.raw(text)
}

// raw writes a line without a blank line before it.
func (p *printer) raw(text string) {
	p.WriteString(text)
	p.WriteString(p.breaks)
	p.blank, p.tight = false, false
}
