package yamltree

import (
	"cmp"
	"slices"
	"strings"

	"github.com/backendctl/backendctl/internal/source"
)

// annotate assigns the comments in a flow collection to its entries. A comment beside an entry belongs to that entry. A comment on a
// separate line belongs to the next entry. Comments in a nested collection belong to the entries of that collection.
func (r *reader) annotate(n *Node) {
	braces := n.Origin.Span
	first, _ := slices.BinarySearchFunc(r.comments, braces.Start, func(c source.Span, at int) int { return cmp.Compare(c.Start, at) })
	next := 0 // the index of the first entry that ends after the comment
	for _, c := range r.comments[first:] {
		if c.Start >= braces.End {
			return
		}
		for next < len(n.Entries) && n.Entries[next].end() <= c.Start {
			next++
		}
		if next < len(n.Entries) && n.Entries[next].Value.isIn(c) {
			continue
		}
		r.annotateAt(n, next, c)
	}
}

// annotateAt assigns a comment to the entry at index next, or to the entry before it.
func (r *reader) annotateAt(n *Node, next int, c source.Span) {
	text := r.text[c.Start:c.End]
	var before *Entry
	from := n.Origin.Span.Start
	if next > 0 {
		before = n.Entries[next-1]
		from = before.end()
	}
	isBeside := !strings.Contains(r.text[from:c.Start], "\n")
	switch {
	case next < len(n.Entries) && n.Entries[next].Value.Origin.Key.Start < c.Start: // the comment is between a key and its value
		n.Entries[next].beside(text)
	case isBeside && before != nil:
		before.beside(text)
	case isBeside:
		n.inside = append(n.inside, text)
	case next < len(n.Entries):
		n.Entries[next].Lead = append(n.Entries[next].Lead, Line{Text: text})
	default:
		n.Tail = append(n.Tail, Line{Text: text})
	}
}

// end returns the offset of the end of an entry in a flow collection.
func (e *Entry) end() int {
	o := e.Value.Origin
	if o.Span.Len() == 0 { // a key without a value, for which the parser returns the position of the next token
		return o.Key.End
	}
	return o.Span.End
}

// isIn reports whether a comment is inside the braces or brackets of a value.
func (n *Node) isIn(c source.Span) bool {
	return n.Flow && c.Start > n.Origin.Span.Start && c.End <= n.Origin.Span.End
}

// beside adds a comment beside an entry. If the entry already has a comment there, that comment moves above the entry.
func (e *Entry) beside(text string) {
	if e.Rest != "" {
		e.Lead = append(e.Lead, Line{Text: strings.TrimLeft(e.Rest, " ")})
	}
	e.Rest = " " + text
}
