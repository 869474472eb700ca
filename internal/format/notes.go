package format

import "strings"

// headerOf returns how many of the lines above the first entry of a block are about the block and stay at its top: those
// that a blank line parts from the entry.
func headerOf(gap []note) int {
	seen := false
	header := 0
	for i, n := range gap {
		seen = seen || n.text != ""
		if n.text == "" && seen {
			header = i + 1
		}
	}
	return header
}

// rootHeaderOf does the same for a document. There, comments directly above apiVersion or kind are about the document, too,
// because no comment describes those, and comments for tools have to stay at the top wherever they are.
func rootHeaderOf(gap []note, key string) int {
	if key == "apiVersion" || key == "kind" {
		return len(gap)
	}
	header := headerOf(gap)
	for i, n := range gap {
		words := strings.TrimLeft(n.text, "# ")
		if strings.HasPrefix(words, "backendctl:") || strings.HasPrefix(words, "yaml-language-server:") {
			header = max(header, i+1)
		}
	}
	return header
}

// settle gives comments that stand behind an entry to the blocks that they end, and returns those that are above what
// comes next, in the given column. A comment ends a block if it is indented as the block is, or deeper.
func (e *entry) settle(gap []note, next int) []note {
	if len(gap) == 0 {
		return nil
	}
	edge := e.edge()
	items := e.disabledItems(gap, next)
	for at := 0; ; {
		comment := at
		for comment < len(gap) && gap[comment].text == "" {
			comment++
		}
		switch {
		case comment == len(gap):
			return gap[at:]
		case comment < items:
			edge = edge[:1]
		case gap[comment].column <= next:
			return gap[at:]
		default:
			edge = reaching(edge, gap[comment].column)
		}
		if len(edge) == 0 {
			return gap[at:]
		}
		b := edge[len(edge)-1]
		b.tail = append(b.tail, gap[at:comment+1]...)
		at = comment + 1
	}
}

// edge returns the blocks that end where the entry ends, the outermost first.
func (e *entry) edge() []*block {
	var blocks []*block
	for ; e.child != nil; e = e.child.last() {
		blocks = append(blocks, e.child)
	}
	return blocks
}

// reaching leaves out the blocks at the inner end that are indented deeper than a column.
func reaching(blocks []*block, column int) []*block {
	for len(blocks) > 0 && blocks[len(blocks)-1].column > column {
		blocks = blocks[:len(blocks)-1]
	}
	return blocks
}

// disabledItems returns how many of the comments right behind a list are items that were commented out. They stand in
// the column of the next key, since that is where the dashes of a list stand, and still belong to the list.
func (e *entry) disabledItems(gap []note, next int) int {
	if e.child == nil || !e.child.list || e.child.column != next {
		return 0
	}
	n := 0
	for n < len(gap) && gap[n].text != "" && gap[n].column == next {
		n++
	}
	if n == 0 || !strings.HasPrefix(strings.TrimLeft(gap[0].text, "# "), "- ") {
		return 0
	}
	return n
}
