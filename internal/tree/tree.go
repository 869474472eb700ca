// Package tree holds a manifest as a tree that can be changed and written again: every entry keeps its place, its comments
// and the text of its value as the author wrote it, so that unchanged parts are printed byte for byte, and what moved
// takes its layout along. It knows YAML's and JSON's layout and nothing of what a field means.
package tree

import (
	"slices"
	"strconv"

	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/source"
)

// A Document is one YAML or JSON document.
type Document struct {
	Root *Node

	prefix string // directives, marker and comments above the first key, as they stand
	suffix string // what follows the last line
	eol    string
	step   int // columns of a level where nothing else says how many
	dash   int // columns of a list's dashes behind their key
	json   bool
	open   bool // the last line has no break
}

// A Node is a value. The zero value of its layout means that it was made here and has none yet.
type Node struct {
	Kind    manifest.Kind
	Value   any // of a scalar: nil, bool, int64, float64 or string
	Entries []*Entry

	// Origin is where the value stood in the input, nil for one that was made here.
	Origin *Origin

	holder *Entry // nil for the root
	layout
}

// An Origin is the place of a value in the input.
type Origin struct {
	Path string      // JSON Pointer in the document
	Span source.Span // of the value
	Key  source.Span // of its key; of the value for an item
}

// A layout is how a value was written.
type layout struct {
	raw     string // a scalar, flow collection or alias as written
	flow    bool
	changed bool // raw is no longer what it says
	block   bool // read as a block
	column  int  // of a block
	inline  bool // a block that begins on the line of its dash
	anchor  bool // its entry names it with &
	repeats *Node
	text    bool     // a block scalar: the comment of its entry stands behind its header
	inside  []string // the comment behind the opening brace of a flow collection
	tail    []line   // comments behind the last entry of a block
}

// An Entry is a key with its value, or an item of a list.
type Entry struct {
	Key   string // empty for an item
	Value *Node

	parent *Node
	merge  bool   // a merge key: its value's entries are those of the parent, too
	lead   []line // comments and blank lines above
	key    string // the key as written
	after  string // from the key, or from the dash, to the value
	rest   string // behind the value, to the end of the line
	column int    // of the key or dash; -1 for an entry that was made here
}

// A line is a comment on a line of its own, or a blank line.
type line struct {
	text   string
	column int // of a comment; a blank line has none
}

// Get returns the value of a key, those that a merge key brings in included.
func (n *Node) Get(key string) *Node {
	if e := n.Field(key); e != nil {
		return e.Value
	}
	return nil
}

// Field returns the entry with a key.
func (n *Node) Field(key string) *Entry {
	for _, e := range n.Fields() {
		if e.Key == key {
			return e
		}
	}
	return nil
}

// Fields returns the entries that count: of a mapping also those that merge keys bring in.
func (n *Node) Fields() []*Entry {
	if n == nil {
		return nil
	}
	var all []*Entry
	for _, e := range n.Entries {
		if e.merge {
			all = append(all, e.brings()...)
		} else {
			all = append(all, e)
		}
	}
	return all
}

// brings returns the entries that a merge key brings in, from one mapping or from a list of them.
func (e *Entry) brings() []*Entry {
	if e.Value.Kind == manifest.Mapping {
		return e.Value.Fields()
	}
	var all []*Entry
	for _, item := range e.Value.Entries {
		all = append(all, item.Value.Fields()...)
	}
	return all
}

// Find follows keys and indexes; nil where they lead nowhere.
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

// String returns the value of a string, and "" for anything else.
func (n *Node) String() string {
	if n == nil {
		return ""
	}
	s, _ := n.Value.(string)
	return s
}

// IsLeaf reports whether nothing is below the node: it is a scalar or an empty collection.
func (n *Node) IsLeaf() bool {
	return n == nil || !slices.ContainsFunc(n.Entries, func(e *Entry) bool { return !e.merge || len(e.brings()) > 0 })
}

// Leaves returns the leaves below a node, in their order; the node itself if it is one.
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

// Parent returns the collection that holds the node, nil for the root.
func (n *Node) Parent() *Node {
	if n.holder == nil || n.holder.parent == nil {
		return nil
	}
	up := n.holder.parent
	for up.holder != nil && (up.holder.merge || up.Kind == manifest.Mapping && up.isMerged()) {
		up = up.holder.parent
	}
	return up
}

// isMerged says whether a mapping is one of a list that a merge key names.
func (n *Node) isMerged() bool {
	list := n.holder.parent
	return list != nil && list.Kind == manifest.Sequence && list.holder != nil && list.holder.merge
}

// Token returns the key or the index by which the parent holds the node.
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

// Tokens returns the way from a node above to this one; from the root where above is nil.
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

// Pointer returns the JSON Pointer of the node as it stands now.
func (n *Node) Pointer() string { return diag.Pointer(n.Tokens(nil)...) }

// JSON returns the value as encoding/json would decode it, with int64 for whole numbers.
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
