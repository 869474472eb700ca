package scaffold

import (
	"slices"
	"strconv"

	"github.com/backendctl/backendctl/internal/diag"
)

// A node is a value of a manifest that is being written, with what is known of it.
type node struct {
	key      string // in an object
	kind     kind
	value    any // of a scalar: string, bool or int64
	children []*node
	note     string // what stands above it, in prose
	more     string // what full comments add to the note
	mark     string // what a placeholder waits for; empty for a value that was given
	flag     string // the flag that gives it
}

type kind int

const (
	scalar kind = iota
	object
	list
)

// child returns the child with a key or index, and nil where there is none.
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

// find returns the node that tokens lead to, and nil where there is none.
func (n *node) find(tokens []string) *node {
	for _, token := range tokens {
		if n = n.child(token); n == nil {
			return nil
		}
	}
	return n
}

// at returns the node that tokens lead to, and makes what is missing on the way: a list where the next token is the index
// of its first or next item, an object elsewhere. It returns nil where something of another kind is in the way.
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

// add adds a child to a node that is empty, an object, or a list with room for just this index.
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

// set gives a node a value as encoding/json decodes it. What it was is forgotten.
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

// walk visits a node and all below it, with their JSON Pointers.
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

// json returns the value as encoding/json decodes it.
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
