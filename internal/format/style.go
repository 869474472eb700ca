package format

import (
	"slices"
	"strings"

	"github.com/backendctl/backendctl/internal/edit"
	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/source"
	"github.com/backendctl/backendctl/internal/yamltree"
)

// level is the number of columns per level of indentation.
const level = 2

// A styler sets the canonical column, text and blank lines of each entry, in the order of the new text.
type styler struct {
	text   string        // the text of the file up to the end of the document
	eol    string        // the line break
	edits  []edit.Edit   // the edits of quotes and flow collections, in the order of the text
	quoted []source.Span // the spans of quoted texts with several lines, in the order of the text
	isLast bool          // the document is the last one in its file
	left   *Left         // the reason why the document cannot be formatted, or nil

	blank bool // a blank line precedes the next line
	tight bool // no blank line may follow: at the start, after a key with a block, or after a text that would include the blank line
}

// document formats a document.
func (s *styler) document(d *yamltree.Document) {
	d.Open, s.tight = false, true
	var prefix []yamltree.Line
	for l := range strings.Lines(d.Prefix) {
		prefix = append(prefix, yamltree.Line{Text: strings.TrimRight(l, " \t\r\n")})
	}
	var b strings.Builder
	for _, l := range s.lines(prefix, 0) {
		b.WriteString(l.Text + s.eol)
	}
	d.Prefix = b.String()
	s.block(d.Root, 0)
	if s.blank && !s.isLast {
		d.Root.Tail = append(d.Root.Tail, yamltree.Line{})
	}
}

// block formats a block so that its entries begin in a column.
func (s *styler) block(n *yamltree.Node, column int) {
	n.Column = column
	for i, e := range n.Entries {
		// A comment between a dash and a key is not possible, so comments move above the dash.
		if i == 0 && n.Inline && !slices.ContainsFunc(e.Lead, func(l yamltree.Line) bool { return !l.IsBlank() }) {
			e.Lead = nil
		}
		e.Lead = s.lines(e.Lead, column)
		s.entry(e, column)
	}
	n.Tail = s.lines(n.Tail, column)
}

// entry formats an entry that begins in a column.
func (s *styler) entry(e *yamltree.Entry, column int) {
	v := e.Value
	if v.Block && e.IsItem() && strings.Trim(e.After, " \t") == "" {
		e.After, e.Column, v.Inline = " ", column, true
		s.block(v, column+level)
		return
	}
	if s.blank {
		e.Lead = append(e.Lead, yamltree.Line{})
	}
	isList := v.Kind == manifest.Sequence && !e.IsItem()
	s.blank, s.tight = false, v.Block || v.IsLiteral() && v.Header().Keeps()
	s.restyle(e, column)
	switch {
	case v.Block && isList:
		s.block(v, column)
	case v.Block:
		s.block(v, column+level)
	}
}

// lines formats comments and blank lines. It replaces several blank lines in a row by one.
func (s *styler) lines(lines []yamltree.Line, column int) []yamltree.Line {
	if len(lines) == 0 {
		return nil
	}
	styled := make([]yamltree.Line, 0, len(lines)+1)
	for _, l := range lines {
		if l.IsBlank() {
			s.blank = !s.tight
			continue
		}
		if s.blank {
			styled = append(styled, yamltree.Line{})
		}
		styled = append(styled, yamltree.Line{Text: strings.TrimRight(l.Text, " \t"), Column: column})
		s.blank, s.tight = false, false
	}
	return styled
}
