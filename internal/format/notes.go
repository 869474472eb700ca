package format

import "strings"

// headerOf returns the number of lines above the first entry of a block that describe the block and stay at its top: those before the last
// blank line.
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

// rootHeaderOf does the same for a document. There, comments directly above apiVersion or kind describe the document too, and comments for
// tools must stay at the top.
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

// settle adds comments after an entry to the blocks that they end, and returns those that belong to the next entry, which is in the given
// column. A comment ends a block if it is indented at least as deep as the block.
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

// edge returns the blocks that end at the end of the entry, the outermost first.
func (e *entry) edge() []*block {
	var blocks []*block
	for ; e.child != nil; e = e.child.last() {
		blocks = append(blocks, e.child)
	}
	return blocks
}

// reaching removes the innermost blocks that are indented deeper than a column.
func reaching(blocks []*block, column int) []*block {
	for len(blocks) > 0 && blocks[len(blocks)-1].column > column {
		blocks = blocks[:len(blocks)-1]
	}
	return blocks
}

// disabledItems returns the number of comments directly after a list that are commented-out items. They are in the column of the next key,
// which is also the column of the dashes, but belong to the list.
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
