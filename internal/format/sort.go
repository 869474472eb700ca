package format

import (
	"cmp"
	"slices"

	"github.com/backendctl/backendctl/internal/stable"
)

// sort sorts the keys of a block and of its nested blocks.
func (l *layout) sort(b *block, o *order) {
	if !b.list && !l.fixed {
		l.arrange(b, o)
	}
	for _, e := range b.entries {
		switch {
		case e.child == nil:
		case b.list:
			l.sort(e.child, o)
		default:
			l.sort(e.child, o.inside(e.key))
		}
	}
}

// arrange sorts the keys of one mapping. Merge keys are first, because the other keys override them. A mapping keeps its order if a key is
// a template, or if an alias would precede its anchor.
func (l *layout) arrange(b *block, o *order) {
	if slices.ContainsFunc(b.entries, func(e *entry) bool { return e.hidden }) {
		return
	}
	arranged := slices.Clone(b.entries)
	stable.Sort(arranged, func(x, y *entry) int {
		return cmp.Or(cmp.Compare(first(x.merge), first(y.merge)), cmp.Compare(o.rank(x.key), o.rank(y.key)))
	})
	if !slices.Equal(arranged, b.entries) && l.allows(b, arranged) {
		b.entries = arranged
	}
}

// first orders merge keys before others.
func first(isMerge bool) int {
	if isMerge {
		return 0
	}
	return 1
}

// allows reports whether all aliases in a block stay after their anchors.
func (l *layout) allows(b *block, arranged []*entry) bool {
	if len(l.links) == 0 {
		return true
	}
	places := make(map[*entry]int, len(arranged))
	for i, e := range arranged {
		places[e] = i
	}
	from, _ := slices.BinarySearchFunc(l.links, b.start, func(k link, at int) int { return cmp.Compare(k.alias, at) })
	for _, k := range l.links[from:] {
		if k.alias >= b.end {
			break
		}
		if k.anchor >= b.start && places[b.at(k.anchor)] > places[b.at(k.alias)] {
			return false
		}
	}
	return true
}

// at returns the entry that contains an offset. The entries are in the order of the text.
func (b *block) at(offset int) *entry {
	i, found := slices.BinarySearchFunc(b.entries, offset, func(e *entry, at int) int { return cmp.Compare(e.start, at) })
	if !found {
		i--
	}
	return b.entries[max(i, 0)]
}
