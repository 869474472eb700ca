package scaffold

import (
	"slices"
	"strconv"

	"github.com/backendctl/backendctl/internal/diag"
)

// A node is a value of a manifest that is being written, with its comments.
type node struct {
	key      string // the key, for a field of an object
	kind     kind
	value    any // for a scalar: a string, bool or int64
	children []*node
	note     string // the comment above the node
	more     string // a text that is added to note at the level FullComments
	mark     string // the description of the value to enter, if this is a placeholder; else ""
	flag     string // the name of the flag that sets the value
}

type kind int

const (
	scalar kind = iota
	object
	list
)

// child returns the child with a key or an index, or nil if there is none.
func (n *node) child(token string) *node {
	if n.kind == list {
		if i, err := strconv.Atoi(token); err == nil && i >= 0 && i < len(n.children) {
			return n.children[i]
		}
		return nil
	}
	if i := slices.IndexFunc(n.children, func(c *node) bool { return c.key == token }); i >= 0 {
		return n.children[i]
	}
	return nil
}

// find returns the node at a path, or nil if there is none.
func (n *node) find(tokens []string) *node {
	for _, token := range tokens {
		if n = n.child(token); n == nil {
			return nil
		}
	}
	return n
}

// at returns the node at a path, and creates missing nodes. A missing node becomes a list if the next token is an index, else an object. It
// returns nil if a node on the path has another type, or if an index is not that of an item or of the next one.
func (n *node) at(tokens []string) *node {
	for _, token := range tokens {
		next := n.child(token)
		if next == nil {
			if next = n.add(token); next == nil {
				return nil
			}
		}
		n = next
	}
	return n
}

// add adds a child to a node and returns it. The node must be an object, a list whose length is the token, or empty. Otherwise it returns
// nil.
func (n *node) add(token string) *node {
	i, err := strconv.Atoi(token)
	isIndex := err == nil
	if n.kind == scalar {
		if n.value != nil {
			return nil
		}
		n.kind = object
		if isIndex {
			n.kind = list
		}
	}
	next := &node{key: token}
	if n.kind == list {
		if !isIndex || i != len(n.children) {
			return nil
		}
		next.key = ""
	}
	n.children = append(n.children, next)
	return next
}

// set replaces the value of a node by a value of the types that encoding/json decodes.
func (n *node) set(value any, flag string) {
	*n = node{key: n.key, flag: flag, note: n.note, more: n.more}
	switch v := value.(type) {
	case map[string]any:
		n.kind = object
		for _, key := range sortedKeys(v) {
			child := &node{key: key}
			child.set(v[key], flag)
			n.children = append(n.children, child)
		}
	case []any:
		n.kind = list
		for _, item := range v {
			child := &node{}
			child.set(item, flag)
			n.children = append(n.children, child)
		}
	default:
		n.value = v
	}
}

// walk calls a function for a node and all nodes below it, with their JSON Pointers.
func (n *node) walk(pointer string, visit func(pointer string, n *node)) {
	visit(pointer, n)
	for i, child := range n.children {
		token := child.key
		if n.kind == list {
			token = strconv.Itoa(i)
		}
		child.walk(pointer+diag.Pointer(token), visit)
	}
}

// json returns the value of the node with the types that encoding/json decodes.
func (n *node) json() any {
	switch n.kind {
	case object:
		m := map[string]any{}
		for _, child := range n.children {
			m[child.key] = child.json()
		}
		return m
	case list:
		items := []any{}
		for _, child := range n.children {
			items = append(items, child.json())
		}
		return items
	}
	return n.value
}
