package scaffold

import (
	"slices"
	"strconv"

	"github.com/backendctl/backendctl/internal/diag"
)

// A node is a value of a manifest that is being written, with its comments.
type node struct {
	key      string // for a field of an object
	kind     kind
	value    any // for a scalar: string, bool or int64
	children []*node
	note     string // the comment above it
	more     string // the addition to note with full comments
	mark     string // the description of a placeholder's value; empty if the value was given
	flag     string // the flag that sets it
}

type kind int

const (
	scalar kind = iota
	object
	list
)

// child returns the child with a key or index, nil if there is none.
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

// find returns the node at a path, nil if there is none.
func (n *node) find(tokens []string) *node {
	for _, token := range tokens {
		if n = n.child(token); n == nil {
			return nil
		}
	}
	return n
}

// at returns the node at a path, and creates missing nodes: a list if the next token is the index of its next item, otherwise an object. It
// returns nil if a node on the path has another type.
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

// add adds a child to an empty node, an object, or a list whose length is the index.
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

// set sets a node to a value in the form that encoding/json decodes, and removes its old value.
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

// json returns the value in the form that encoding/json decodes.
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
