package yamltree

import (
	"cmp"
	"slices"
	"strings"

	"github.com/backendctl/backendctl/internal/source"
)

// annotate gives the comments in a flow collection to what they are about: one on the line of a field to that field, one on a line of its
// own to the next field, and those in a collection within to that.
func (r *reader) annotate(n *Node) {
	braces := n.Origin.Span
	first, _ := slices.BinarySearchFunc(r.comments, braces.Start, func(c source.Span, at int) int { return cmp.Compare(c.Start, at) })
	next := 0 // the first entry that ends behind the comment
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

// annotateAt gives a comment to the entry before an index, or to the one at it.
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
	case next < len(n.Entries) && n.Entries[next].Value.Origin.Key.Start < c.Start: // between a key and its value
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

// end returns where an entry of a flow collection ends.
func (e *Entry) end() int {
	o := e.Value.Origin
	if o.Span.Len() == 0 { // a key alone; the parser's place is that of whatever comes next
		return o.Key.End
	}
	return o.Span.End
}

// isIn reports whether a comment is in the braces of a value.
func (n *Node) isIn(c source.Span) bool {
	return n.Flow && c.Start > n.Origin.Span.Start && c.End <= n.Origin.Span.End
}

// beside puts a comment beside an entry. Of several, the last stands beside it and the others above.
func (e *Entry) beside(text string) {
	if e.Rest != "" {
		e.Lead = append(e.Lead, Line{Text: strings.TrimLeft(e.Rest, " ")})
	}
	e.Rest = " " + text
}
