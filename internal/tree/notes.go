package tree

import (
	"strings"

	"github.com/backendctl/backendctl/internal/manifest"
)

// settle adds comments after a value to the blocks that they end, and returns those that belong to the next entry, which is in the given
// column. A comment ends a block if it is indented at least as deep as the block.
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

// edge returns the blocks that end at the end of a value, the outermost first.
func (n *Node) edge() []*Node {
	var blocks []*Node
	for n.Raw == "" && !n.Flow && len(n.Entries) > 0 {
		blocks = append(blocks, n)
		n = n.Entries[len(n.Entries)-1].Value
	}
	return blocks
}

// reaching removes the innermost blocks that are indented deeper than a column.
func reaching(blocks []*Node, column int) []*Node {
	for len(blocks) > 0 && blocks[len(blocks)-1].Column > column {
		blocks = blocks[:len(blocks)-1]
	}
	return blocks
}

// disabledItems returns the number of comments directly after a list that are commented-out items: they are in the column of the dashes,
// which may also be the column of the next key.
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

// measure sets the indentation of the document to that of its first nested mapping and first list.
func (d *Document) measure(n *Node) {
	steps, dashes := 0, -1
	var walk func(n *Node)
	walk = func(n *Node) {
		for _, e := range n.Entries {
			below := e.Value
			if below.Raw != "" || below.Flow || below.Kind == manifest.Scalar || len(below.Entries) == 0 {
				continue
			}
			switch {
			case below.Kind == manifest.Sequence && e.Key != "" && dashes < 0:
				dashes = below.Column - n.Column
			case below.Kind == manifest.Mapping && e.Key != "" && steps == 0:
				steps = below.Column - n.Column
			}
			walk(below)
		}
	}
	walk(n)
	if steps > 0 {
		d.step = steps
	}
	d.dash = max(dashes, 0)
}
