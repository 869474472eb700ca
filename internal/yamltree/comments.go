package yamltree

import (
	"slices"
	"strings"

	"github.com/backendctl/backendctl/internal/manifest"
)

// settle adds the comments after a value to the blocks that they belong to, and returns the comments that belong to the next entry. A
// comment belongs to a block that ends before it if the comment is indented at least as deep as the block. next is the column of the next
// entry.
func (n *Node) settle(lines []Line, next int) []Line {
	edge := n.edge()
	items := n.disabledItems(lines, next)
	for at := 0; ; {
		comment := at
		for comment < len(lines) && lines[comment].IsBlank() {
			comment++
		}
		if comment == len(lines) || comment >= items && lines[comment].Column <= next {
			return lines[at:]
		}
		if comment < items {
			edge = edge[:1]
		} else {
			edge = reaching(edge, lines[comment].Column)
		}
		if len(edge) == 0 {
			return lines[at:]
		}
		b := edge[len(edge)-1]
		b.Tail = append(b.Tail, lines[at:comment+1]...)
		at = comment + 1
	}
}

// edge returns the blocks that end where a value ends, the outermost first.
func (n *Node) edge() []*Node {
	var blocks []*Node
	for n.Block && len(n.Entries) > 0 {
		blocks = append(blocks, n)
		n = n.Entries[len(n.Entries)-1].Value
	}
	return blocks
}

// reaching returns the blocks without the innermost ones that are indented deeper than a column.
func reaching(blocks []*Node, column int) []*Node {
	for len(blocks) > 0 && blocks[len(blocks)-1].Column > column {
		blocks = blocks[:len(blocks)-1]
	}
	return blocks
}

// disabledItems returns the number of comments directly after a list that are commented-out items. They are in the column of the dashes.
// Without this rule they would belong to the next key, which is in the same column.
func (n *Node) disabledItems(lines []Line, next int) int {
	if n.Kind != manifest.Sequence || !n.Block || n.Column != next {
		return 0
	}
	count := 0
	for count < len(lines) && !lines[count].IsBlank() && lines[count].Column == next {
		count++
	}
	if count == 0 || !strings.HasPrefix(strings.TrimLeft(lines[0].Text, "# "), "- ") {
		return 0
	}
	return count
}

// hasComments reports whether a collection has comments that are not part of its text. The text of an unchanged flow collection contains
// its comments.
func (n *Node) hasComments() bool {
	if n.Flow && !n.changed {
		return false
	}
	return len(n.inside)+len(n.Tail) > 0 || slices.ContainsFunc(n.Entries, func(e *Entry) bool {
		return len(e.Lead) > 0 || strings.Contains(e.Rest, "#") || e.Value.hasComments()
	})
}

// Comments returns the texts of the comments in the printed document, in any order.
func (d *Document) Comments() []string {
	if d.json {
		return nil
	}
	texts := commentsIn(d.Prefix)
	texts = append(texts, commentsIn(d.Suffix)...)
	var walk func(n *Node)
	walk = func(n *Node) {
		texts = append(texts, n.inside...)
		texts = append(texts, words(n.Tail)...)
		for _, e := range n.Entries {
			texts = append(texts, words(e.Lead)...)
			texts = append(texts, commentsIn(e.Rest)...)
			if e.Column >= 0 { // in a flow collection, annotate has assigned the comment
				texts = append(texts, commentsIn(e.After)...)
			}
			walk(e.Value)
		}
	}
	walk(d.Root)
	return texts
}

func words(lines []Line) []string {
	var out []string
	for _, l := range lines {
		if !l.IsBlank() {
			out = append(out, l.Text)
		}
	}
	return out
}

// commentsIn returns the comments in a text. Apart from comments, the text may contain only white space, a colon, anchors and tags.
func commentsIn(text string) []string {
	var out []string
	for l := range strings.Lines(text) {
		if i := strings.Index(l, "#"); i == 0 || i > 0 && strings.ContainsAny(l[i-1:i], " \t") {
			out = append(out, strings.TrimRight(l[i:], "\r\n"))
		}
	}
	return out
}
