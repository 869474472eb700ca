// Package yamltree reads, changes and prints YAML with comments, as a tree. Every entry keeps its comments and the original text of its
// value. Unchanged parts are printed byte for byte, moved entries keep their layout, and new entries get the canonical layout. The package
// knows the layout of YAML and JSON, but not the meaning of fields.
package yamltree

import (
	"slices"
	"strconv"
	"strings"

	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/source"
)

// A Document is one YAML or JSON document.
type Document struct {
	Root *Node

	Prefix string // the directives, the marker and the comments above the first key
	Suffix string // the text after the last line of the root
	Open   bool   // the last line has no line break

	eol  string
	step int // the columns of indentation for each level of new blocks
	dash int // the column of a new list's dashes, relative to the list's key
	json bool
}

// A Node is a value of a document: a scalar, a mapping or a list. A new node has the zero layout.
type Node struct {
	Kind    manifest.Kind
	Value   any // the value of a scalar: nil, a bool, int64, float64 or string
	Entries []*Entry

	// Origin is the position of the value in the input. It is nil for a new value.
	Origin *Origin

	holder *Entry // the entry that has the node as its value; nil for the root
	layout
}

// An Origin is the position of a value in the input.
type Origin struct {
	Path string      // the JSON Pointer in the document
	Span source.Span // the span of the value
	Key  source.Span // the span of the key; for an item of a list, that of the value
}

// A layout is the original style and text of a value.
type layout struct {
	Raw      string         // the original text of a scalar, flow collection or alias
	Flow     bool           // the value is a collection in braces or brackets
	Block    bool           // the value was read as a collection in block style
	Column   int            // the column of a block's entries
	Inline   bool           // the block begins on the line of its dash
	Style    manifest.Style // the style of a scalar
	Template bool           // the scalar contains an unrendered template expression
	Anchor   string         // the name of the anchor, without &
	Alias    *source.Span   // for an alias, the span of the value that it repeats
	Tail     []Line         // the comments after the last entry of a collection

	changed bool     // the value has changed, so that Raw is no longer correct
	repeats *Node    // for an alias, the value that it repeats
	inside  []string // the comments after the opening bracket of a flow collection
}

// An Entry is a key with its value, or an item of a list. Its text consists of Text, After, the text of its value, and Rest.
type Entry struct {
	Key   string // the key; "" for an item
	Value *Node

	Merge bool   // this is a merge key, which adds the entries of its value to the parent
	Lead  []Line // the comments and blank lines above the entry
	Text  string // the original text of the key, or the dash
	After string // the text from the key or dash to the value, with the colon
	Rest  string // the text from the value to the end of the line

	Column   int         // the column of the key or dash; -1 for an entry that is new or in a flow collection
	Template bool        // the key contains an unrendered template expression
	Span     source.Span // the span of the entry, or of the part before its value if that is a block; empty in a flow collection
	parent   *Node
}

// A Line is a comment on a separate line, or a blank line.
type Line struct {
	Text   string
	Column int // the column of a comment; 0 for a blank line
}

// IsBlank reports whether the line is a blank line.
func (l Line) IsBlank() bool { return strings.TrimSpace(l.Text) == "" }

// Get returns the value of a key, or nil. Merge keys can add the key.
func (n *Node) Get(key string) *Node {
	if e := n.Field(key); e != nil {
		return e.Value
	}
	return nil
}

// Field returns the entry with a key, or nil. Merge keys can add the entry.
func (n *Node) Field(key string) *Entry {
	for _, e := range n.Fields() {
		if e.Key == key {
			return e
		}
	}
	return nil
}

// Fields returns the entries of a node. Merge keys are replaced by the entries that they add.
func (n *Node) Fields() []*Entry {
	if n == nil {
		return nil
	}
	var all []*Entry
	for _, e := range n.Entries {
		if e.Merge {
			all = append(all, e.mergedEntries()...)
		} else {
			all = append(all, e)
		}
	}
	return all
}

// mergedEntries returns the entries that a merge key adds, from one mapping or from a list of mappings.
func (e *Entry) mergedEntries() []*Entry {
	if e.Value.Kind == manifest.Mapping {
		return e.Value.Fields()
	}
	var all []*Entry
	for _, item := range e.Value.Entries {
		all = append(all, item.Value.Fields()...)
	}
	return all
}

// Find returns the node at a path of keys and indexes, or nil if there is none.
func (n *Node) Find(tokens ...string) *Node {
	for _, token := range tokens {
		if n = n.child(token); n == nil {
			return nil
		}
	}
	return n
}

func (n *Node) child(token string) *Node {
	if n == nil || n.Kind != manifest.Sequence {
		return n.Get(token)
	}
	i, err := strconv.Atoi(token)
	if err != nil || i < 0 || i >= len(n.Entries) {
		return nil
	}
	return n.Entries[i].Value
}

// String returns the value of a string node, and "" for any other node.
func (n *Node) String() string {
	if n == nil {
		return ""
	}
	s, _ := n.Value.(string)
	return s
}

// IsLeaf reports whether the node has no nodes below it: it is a scalar or an empty collection.
func (n *Node) IsLeaf() bool {
	return n == nil || !slices.ContainsFunc(n.Entries, func(e *Entry) bool { return !e.Merge || len(e.mergedEntries()) > 0 })
}

// Leaves returns the leaves below a node in order, or the node itself if it is a leaf.
func (n *Node) Leaves() []*Node {
	if n == nil {
		return nil
	}
	if n.IsLeaf() {
		return []*Node{n}
	}
	var all []*Node
	for _, e := range n.Fields() {
		all = append(all, e.Value.Leaves()...)
	}
	return all
}

// Parent returns the collection that contains the node, or nil for the root.
func (n *Node) Parent() *Node {
	if n.holder == nil || n.holder.parent == nil {
		return nil
	}
	up := n.holder.parent
	for up.holder != nil && (up.holder.Merge || up.Kind == manifest.Mapping && up.isMerged()) {
		up = up.holder.parent
	}
	return up
}

// isMerged reports whether a mapping is an item of the list after a merge key.
func (n *Node) isMerged() bool {
	list := n.holder.parent
	return list != nil && list.Kind == manifest.Sequence && list.holder != nil && list.holder.Merge
}

// Token returns the key or the index of the node in its parent.
func (n *Node) Token() string {
	up := n.Parent()
	if up == nil || up.Kind == manifest.Mapping {
		return n.holder.Key
	}
	for i, e := range up.Entries {
		if e == n.holder {
			return strconv.Itoa(i)
		}
	}
	return ""
}

// Tokens returns the path to the node from a node above it, or from the root if above is nil.
func (n *Node) Tokens(above *Node) []string {
	var reversed []string
	for at := n; at != above && at.Parent() != nil; at = at.Parent() {
		reversed = append(reversed, at.Token())
	}
	tokens := make([]string, len(reversed))
	for i, token := range reversed {
		tokens[len(reversed)-1-i] = token
	}
	return tokens
}

// Pointer returns the current JSON Pointer of the node.
func (n *Node) Pointer() string { return diag.Pointer(n.Tokens(nil)...) }

// JSON returns the value with the types that encoding/json decodes, except that integers are int64.
func (n *Node) JSON() any {
	switch n.Kind {
	case manifest.Mapping:
		m := make(map[string]any, len(n.Entries))
		for _, e := range n.Fields() {
			m[e.Key] = e.Value.JSON()
		}
		return m
	case manifest.Sequence:
		s := make([]any, len(n.Entries))
		for i, e := range n.Entries {
			s[i] = e.Value.JSON()
		}
		return s
	}
	return n.Value
}
