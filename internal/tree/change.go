package tree

import (
	"slices"
	"strings"

	"github.com/backendctl/backendctl/internal/manifest"
)

// Scalar makes a scalar of a value.
func Scalar(v any) *Node { return &Node{Kind: manifest.Scalar, Value: v} }

// Mapping makes a mapping without entries.
func Mapping() *Node { return &Node{Kind: manifest.Mapping} }

// Sequence makes a list of values.
func Sequence(items ...*Node) *Node {
	n := &Node{Kind: manifest.Sequence}
	for _, item := range items {
		n.Append(item)
	}
	return n
}

// Set gives a key a value, in the place of the one that it has or behind the last entry, and returns the entry.
func (n *Node) Set(key string, v *Node) *Entry {
	if e := n.Field(key); e != nil {
		e.parent.touch()
		e.hold(v)
		e.after, e.rest = "", keepComment(e.rest)
		return e
	}
	return n.Insert(len(n.Entries), key, v)
}

// keepComment returns the comment at the end of a line, with the space before it.
func keepComment(rest string) string {
	if strings.HasPrefix(strings.TrimSpace(rest), "#") {
		return rest
	}
	return ""
}

// Insert puts a key before the entry at an index, and returns its entry.
func (n *Node) Insert(at int, key string, v *Node) *Entry {
	e := &Entry{Key: key, parent: n, column: -1}
	e.hold(v)
	n.opens()
	n.Entries = slices.Insert(n.Entries, at, e)
	n.touch()
	return e
}

// opens makes a block of what was written {} or [], unless it stands in a flow collection itself.
func (n *Node) opens() {
	if n.flow && len(n.Entries) == 0 && n.holder != nil && !n.holder.parent.flow {
		n.flow, n.raw, n.column = false, "", 0
	}
}

// Append puts an item behind the last one.
func (n *Node) Append(v *Node) *Entry { return n.Insert(len(n.Entries), "", v) }

// Assign gives a scalar another value; the comment beside it stays.
func (n *Node) Assign(v any) {
	if n.Value == v {
		return
	}
	n.Value, n.changed = v, true
	n.touchUp()
}

// Comment puts a comment beside the node, or above it where it is a collection. A collection in braces around it is written
// as a block then; JSON goes without the comment.
func (n *Node) Comment(text string) {
	if n.Kind == manifest.Scalar && n.holder.rest == "" {
		n.holder.rest = " # " + text
		return
	}
	n.holder.lead = append(n.holder.lead, line{"# " + text, max(n.holder.column, 0)})
}

// Remove takes the node out of what holds it. Its comments go with it.
func (n *Node) Remove() {
	holder := n.holder.parent
	holder.Entries = slices.DeleteFunc(holder.Entries, func(e *Entry) bool { return e == n.holder })
	holder.touch()
}

// Dissolve takes a node out of what holds it, and leaves its own comments to the entry that stands in its place.
func (n *Node) Dissolve(heir *Node) {
	if !slices.Contains(n.holder.parent.Entries, n.holder) {
		return // it was taken out already
	}
	comments := n.holder.comments()
	for _, l := range n.tail {
		if !isBlank(l) {
			comments = append(comments, l)
		}
	}
	if heir != nil {
		for i := range comments {
			comments[i].column = max(heir.holder.column, 0)
		}
		heir.holder.lead = append(comments, heir.holder.lead...)
	}
	n.Remove()
}

// comments returns the comments of an entry itself: those above it and the one beside its key.
func (e *Entry) comments() []line {
	out := slices.DeleteFunc(slices.Clone(e.lead), isBlank)
	beside := e.rest
	if e.Value.Kind != manifest.Scalar && !e.Value.flow {
		beside = e.after
	}
	if i := strings.Index(beside, "#"); i >= 0 {
		out = append(out, line{beside[i:], e.column})
	}
	return out
}

// Move takes the node to a key of a mapping, before the entry at an index, with its comments and its layout.
func (n *Node) Move(to *Node, at int, key string) {
	from := n.holder.parent
	here := slices.Index(from.Entries, n.holder)
	e := n.holder
	from.Entries = slices.Delete(from.Entries, here, here+1)
	from.touch()
	if from == to && here < at {
		at--
	}
	e.rename(key, from.flow != to.flow || from.Kind != to.Kind)
	e.parent = to
	to.opens()
	to.Entries = slices.Insert(to.Entries, at, e)
	to.touch()
}

// rename gives an entry another key, in the quotes that the old one had.
func (e *Entry) rename(key string, restyle bool) {
	switch {
	case e.Key == key:
	case strings.HasPrefix(e.key, `"`):
		e.key = `"` + key + `"`
	default:
		e.key = key
	}
	e.Key = key
	if restyle { // what stood between the key and the value goes, an anchor with it
		e.key, e.after, e.column, e.Value.anchor = "", "", -1, false
		if e.Value.Kind == manifest.Scalar && strings.Contains(e.Value.raw, "\n") {
			e.Value.changed = true // its lines were indented for another place
		}
	}
}

// Index returns the place of an entry among those of its parent, as Insert and Move count; -1 for one that a merge key
// brings in.
func (n *Node) Index(child *Node) int { return slices.Index(n.Entries, child.holder) }

// touch says that entries came or went.
func (n *Node) touch() {
	n.changed = true
	n.touchUp()
}

// touchUp says to the collections around that their text is no longer what they hold.
func (n *Node) touchUp() {
	for up := n; up != nil && up.holder != nil; {
		up = up.holder.parent
		if up != nil {
			up.changed = true
		}
	}
}

// Copy copies the node with its comments and layout, as the root of another document.
func (n *Node) Copy() *Node { return n.CopyOnly(nil) }

// CopyOnly copies the node as Copy does, and of some collections in it only the given entries.
func (n *Node) CopyOnly(only map[*Node][]*Entry) *Node {
	c := *n
	c.holder, c.Entries = nil, nil
	entries, isPart := only[n]
	if !isPart {
		entries = n.Entries
	}
	c.changed = c.changed || len(entries) < len(n.Entries)
	for _, e := range entries {
		entry := *e
		entry.parent = &c
		entry.hold(e.Value.CopyOnly(only))
		c.changed = c.changed || entry.Value.changed
		c.Entries = append(c.Entries, &entry)
	}
	return &c
}

// Above puts a comment above the node's entry.
func (n *Node) Above(text string) {
	n.holder.lead = append(n.holder.lead, line{"# " + text, max(n.holder.column, 0)})
}

// Adopt gives the node the entries of another one, which must not be used any more.
func (n *Node) Adopt(other *Node) {
	n.Entries = other.Entries
	for _, e := range n.Entries {
		e.parent = n
	}
	n.changed = other.changed
}
