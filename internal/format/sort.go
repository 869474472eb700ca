package format

import (
	"cmp"
	"slices"
	"strings"

	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/stable"
	"github.com/backendctl/backendctl/internal/yamltree"
)

// A sorter sorts the keys of a document.
type sorter struct {
	root  *yamltree.Node
	links []link
	fixed bool // all keys keep their order: an anchor is defined twice, so moving a key could change the value of an alias
}

// sort sorts the keys of a value in block style, and of the blocks inside it. o is the order of its fields.
func (s sorter) sort(n *yamltree.Node, o *order) {
	if n.Kind == manifest.Mapping && !s.fixed {
		s.arrange(n, o)
	}
	for _, e := range n.Entries {
		switch {
		case !e.Value.Block:
		case e.IsItem():
			s.sort(e.Value, o)
		default:
			s.sort(e.Value, o.inside(e.Key))
		}
	}
}

// arrange sorts the keys of one mapping. They keep their order if a key contains a template, or if an alias would come before its anchor.
func (s sorter) arrange(n *yamltree.Node, o *order) {
	if slices.ContainsFunc(n.Entries, func(e *yamltree.Entry) bool { return e.Template }) {
		return
	}
	arranged := o.sorted(n.Entries)
	if slices.Equal(arranged, n.Entries) || !s.allows(n, arranged) {
		return
	}
	first := n.Entries[0]
	header := headerOf(first.Lead)
	if n == s.root {
		header = rootHeaderOf(first.Lead, first.Key)
	}
	above := first.Lead[:header]
	first.Lead = first.Lead[header:]
	arranged[0].Lead = slices.Concat(above, arranged[0].Lead)
	n.Entries = arranged
}

// sorted returns entries in canonical order. Merge keys come first, because the other keys override them.
func (o *order) sorted(entries []*yamltree.Entry) []*yamltree.Entry {
	sorted := slices.Clone(entries)
	stable.Sort(sorted, func(x, y *yamltree.Entry) int {
		return cmp.Or(cmp.Compare(first(x.Merge), first(y.Merge)), cmp.Compare(o.rank(x.Key), o.rank(y.Key)))
	})
	return sorted
}

// first returns 0 for a merge key and 1 for another key, so that sorting by this number puts merge keys first.
func first(isMerge bool) int {
	if isMerge {
		return 0
	}
	return 1
}

// allows reports whether all aliases in a mapping stay after their anchors if its entries are in the order arranged.
func (s sorter) allows(n *yamltree.Node, arranged []*yamltree.Entry) bool {
	if len(s.links) == 0 {
		return true
	}
	places := make(map[*yamltree.Entry]int, len(arranged))
	for i, e := range arranged {
		places[e] = i
	}
	span := n.Origin.Span
	from, _ := slices.BinarySearchFunc(s.links, span.Start, func(k link, at int) int { return cmp.Compare(k.alias, at) })
	for _, k := range s.links[from:] {
		if k.alias >= span.End {
			break
		}
		if k.anchor >= span.Start && places[entryAt(n, k.anchor)] > places[entryAt(n, k.alias)] {
			return false
		}
	}
	return true
}

// entryAt returns the entry that contains an offset. The entries are in the order of the text.
func entryAt(n *yamltree.Node, offset int) *yamltree.Entry {
	i, found := slices.BinarySearchFunc(n.Entries, offset, func(e *yamltree.Entry, at int) int { return cmp.Compare(e.Span.Start, at) })
	if !found {
		i--
	}
	return n.Entries[max(i, 0)]
}

// headerOf returns the number of lines above the first entry of a block that stay at the top of the block, because they describe the whole
// block. They are the lines before the last blank line.
func headerOf(lead []yamltree.Line) int {
	seen := false
	header := 0
	for i, l := range lead {
		seen = seen || !l.IsBlank()
		if l.IsBlank() && seen {
			header = i + 1
		}
	}
	return header
}

// rootHeaderOf returns the number of lines above a document's first entry that stay at the top of the document: the lines before the last
// blank line, and the lines up to the last comment for a tool. If the first entry is apiVersion or kind (key), all lines stay there.
func rootHeaderOf(lead []yamltree.Line, key string) int {
	if key == "apiVersion" || key == "kind" {
		return len(lead)
	}
	header := headerOf(lead)
	for i, l := range lead {
		words := strings.TrimLeft(l.Text, "# ")
		if strings.HasPrefix(words, "backendctl:") || strings.HasPrefix(words, "yaml-language-server:") {
			header = max(header, i+1)
		}
	}
	return header
}
