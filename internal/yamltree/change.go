package yamltree

import (
	"slices"
	"strings"

	"github.com/backendctl/backendctl/internal/manifest"
)

// Scalar returns a scalar with a value.
func Scalar(v any) *Node { return &Node{Kind: manifest.Scalar, Value: v} }

// Mapping returns an empty mapping.
func Mapping() *Node { return &Node{Kind: manifest.Mapping} }

// Sequence returns a list of values.
func Sequence(items ...*Node) *Node {
	n := &Node{Kind: manifest.Sequence}
	for _, item := range items {
		n.Append(item)
	}
	return n
}

// Set sets the value of a key and returns its entry. An existing key keeps its position, and a new key is added after the last entry.
func (n *Node) Set(key string, v *Node) *Entry {
	if e := n.Field(key); e != nil {
		e.parent.touch()
		e.hold(v)
		e.After, e.Rest = "", keepComment(e.Rest)
		return e
	}
	return n.Insert(len(n.Entries), key, v)
}

// keepComment returns the rest of a line if it is a comment, with the space before it, or "".
func keepComment(rest string) string {
	if strings.HasPrefix(strings.TrimSpace(rest), "#") {
		return rest
	}
	return ""
}

// Insert adds a key before the entry at an index, and returns the new entry.
func (n *Node) Insert(at int, key string, v *Node) *Entry {
	e := &Entry{Key: key, parent: n, Column: -1}
	e.hold(v)
	n.opens()
	n.Entries = slices.Insert(n.Entries, at, e)
	n.touch()
	return e
}

// opens changes an empty flow collection, {} or [], to block style, unless it is inside another flow collection.
func (n *Node) opens() {
	if n.Flow && len(n.Entries) == 0 && n.holder != nil && !n.holder.parent.Flow {
		n.Flow, n.Raw, n.Column = false, "", 0
	}
}

// Append adds an item to the end of a list, and returns its entry.
func (n *Node) Append(v *Node) *Entry { return n.Insert(len(n.Entries), "", v) }

// Assign sets the value of a scalar, and keeps the comment after it.
func (n *Node) Assign(v any) {
	if n.Value == v {
		return
	}
	n.Value, n.changed = v, true
	n.touchUp()
}

// Comment adds a comment after a scalar, or above a mapping or list. A flow collection around the node is then printed in block style. In
// JSON the comment is dropped.
func (n *Node) Comment(text string) {
	if n.Kind == manifest.Scalar && n.holder.Rest == "" {
		n.holder.Rest = " # " + text
		return
	}
	n.holder.Lead = append(n.holder.Lead, Line{"# " + text, max(n.holder.Column, 0)})
}

// Remove removes the node and its comments from its parent.
func (n *Node) Remove() {
	holder := n.holder.parent
	holder.Entries = slices.DeleteFunc(holder.Entries, func(e *Entry) bool { return e == n.holder })
	holder.touch()
}

// Dissolve removes a node from its parent. The entry of heir gets the node's own comments; if heir is nil, they are dropped.
func (n *Node) Dissolve(heir *Node) {
	if !slices.Contains(n.holder.parent.Entries, n.holder) {
		return // the node was already removed
	}
	comments := n.holder.comments()
	for _, l := range n.Tail {
		if !l.IsBlank() {
			comments = append(comments, l)
		}
	}
	if heir != nil {
		for i := range comments {
			comments[i].Column = max(heir.holder.Column, 0)
		}
		heir.holder.Lead = append(comments, heir.holder.Lead...)
	}
	n.Remove()
}

// comments returns the comments above an entry and the comment after its key or scalar. It excludes the comments inside the value.
func (e *Entry) comments() []Line {
	out := slices.DeleteFunc(slices.Clone(e.Lead), Line.IsBlank)
	trailing := e.Rest
	if e.Value.Kind != manifest.Scalar && !e.Value.Flow {
		trailing = e.After
	}
	if i := strings.Index(trailing, "#"); i >= 0 {
		out = append(out, Line{trailing[i:], e.Column})
	}
	return out
}

// Move moves the node to a key of another mapping, before the entry at an index. It keeps its comments and its layout.
func (n *Node) Move(to *Node, at int, key string) {
	from := n.holder.parent
	here := slices.Index(from.Entries, n.holder)
	e := n.holder
	from.Entries = slices.Delete(from.Entries, here, here+1)
	from.touch()
	if from == to && here < at {
		at--
	}
	e.rename(key, from.Flow != to.Flow || from.Kind != to.Kind)
	e.parent = to
	to.opens()
	to.Entries = slices.Insert(to.Entries, at, e)
	to.touch()
}

// rename changes the key of an entry and keeps its quotes. If restyle is true, it discards the layout of the key.
func (e *Entry) rename(key string, restyle bool) {
	switch {
	case e.Key == key:
	case strings.HasPrefix(e.Text, `"`):
		e.Text = `"` + key + `"`
	default:
		e.Text = key
	}
	e.Key = key
	if restyle { // also discards the text between the key and the value, which may contain an anchor
		e.Text, e.After, e.Column, e.Value.Anchor = "", "", -1, ""
		if e.Value.Kind == manifest.Scalar && strings.Contains(e.Value.Raw, "\n") {
			e.Value.changed = true // its lines have the indentation of the old position
		}
	}
}

// Index returns the index of a child in the node's entries, or -1 if a merge key adds the child. Insert and Move accept the index.
func (n *Node) Index(child *Node) int { return slices.Index(n.Entries, child.holder) }

// touch marks the node as changed, because entries were added or removed.
func (n *Node) touch() {
	n.changed = true
	n.touchUp()
}

// touchUp marks the collections around the node as changed.
func (n *Node) touchUp() {
	for up := n; up != nil && up.holder != nil; {
		up = up.holder.parent
		if up != nil {
			up.changed = true
		}
	}
}

// Copy returns a copy of the node with its comments and layout, as the root of another document.
func (n *Node) Copy() *Node { return n.CopyOnly(nil) }

// CopyOnly returns a copy of the node with its comments and layout, as the root of another document. If the parameter "only" has a key
// for a collection, the copy of this collection has only the entries in the key's value.
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

// Above adds a comment above the node's entry.
func (n *Node) Above(text string) {
	n.holder.Lead = append(n.holder.Lead, Line{"# " + text, max(n.holder.Column, 0)})
}

// Adopt replaces the node's entries with the entries of other. The caller must not use other after that.
func (n *Node) Adopt(other *Node) {
	n.Entries = other.Entries
	for _, e := range n.Entries {
		e.parent = n
	}
	n.changed = other.changed
}
