package manifest

import (
	"strconv"

	"github.com/backendctl/backendctl/internal/source"
)

// Kind is the type of a node.
type Kind uint8

// The kinds of nodes. A scalar without text, such as the value of `key:`, is a Scalar whose Value is nil.
const (
	Scalar Kind = iota
	Mapping
	Sequence
)

// Style is the notation of a scalar in the text.
type Style uint8

// The styles of scalars. Every JSON string is DoubleQuoted.
const (
	Plain Style = iota
	SingleQuoted
	DoubleQuoted
	Literal
	Folded
)

// A Node is a value with its spans in the file. The methods that look up or convert values accept a nil Node for a missing value.
type Node struct {
	Kind   Kind
	Style  Style
	Flow   bool // a collection in braces or brackets
	shared bool // the node repeats another node, and has the same children
	// Template reports that the scalar contains an unrendered template expression: its value is not known.
	Template bool
	// Span covers the value and its tag, but not its anchor. For an alias, it is the span of the alias.
	Span source.Span
	// Value is a scalar as the API server reads it: nil, bool, int64, float64 or string.
	Value any
	Text  string // the text of a scalar, with escapes and folding resolved
	Tag   string // the explicit tag as written, such as !!str; empty if there is none
	// Fields are in the order of the text, and include the fields that merge keys add. For a key that is set twice, there are two fields.
	Fields []Field
	index  map[string]int // index in Fields of the last field of each key, if there are many
	Merges []Field        // the merge keys themselves, as written
	Items  []*Node

	Anchor  string       // the name after &; empty if there is none
	Defined *source.Span // for an alias, the span of the value it repeats
}

// A Field is a key of a mapping with its value.
type Field struct {
	Key      string // as the API server sees it: the key y is "true"
	KeySpan  source.Span
	Value    *Node
	Merged   bool // added by a merge key
	Template bool // the key contains an unrendered template expression
	id       any  // the YAML value of the key if it is not the string Key, such as the boolean true; used to compare keys
}

// many is the maximum number of fields of a mapping without an index. With more fields, searching for each key in all fields takes too
// long.
const many = 64

// add appends a field.
func (n *Node) add(f Field) {
	n.Fields = append(n.Fields, f)
	switch {
	case n.index != nil:
		n.index[f.Key] = len(n.Fields) - 1
	case len(n.Fields) > many:
		n.index = make(map[string]int, 2*many)
		for i := range n.Fields {
			n.index[n.Fields[i].Key] = i
		}
	}
}

// Get returns the value of a key, or nil if there is none. If the key is set twice, the last value counts, as in kubectl.
func (n *Node) Get(key string) *Node {
	if f := n.Field(key); f != nil {
		return f.Value
	}
	return nil
}

// Field returns the last field with a key, or nil if there is none.
func (n *Node) Field(key string) *Field {
	if n == nil {
		return nil
	}
	if n.index != nil {
		if i, found := n.index[key]; found {
			return &n.Fields[i]
		}
		return nil
	}
	for i := len(n.Fields) - 1; i >= 0; i-- {
		if n.Fields[i].Key == key {
			return &n.Fields[i]
		}
	}
	return nil
}

// String returns the value of a string scalar, and "" for anything else.
func (n *Node) String() string {
	if n == nil {
		return ""
	}
	s, _ := n.Value.(string)
	return s
}

// Lookup follows JSON Pointer tokens as far as they exist. It returns the last existing node and the number of tokens that led to it.
func (n *Node) Lookup(tokens []string) (*Node, int) {
	for i, token := range tokens {
		next := n.child(token)
		if next == nil {
			return n, i
		}
		n = next
	}
	return n, len(tokens)
}

// FieldAt returns the field at a path of tokens, or nil if the path leads to an item of a list or does not exist.
func (n *Node) FieldAt(tokens []string) *Field {
	if len(tokens) == 0 {
		return nil
	}
	parent, depth := n.Lookup(tokens[:len(tokens)-1])
	if depth != len(tokens)-1 {
		return nil
	}
	return parent.Field(tokens[len(tokens)-1])
}

func (n *Node) child(token string) *Node {
	if n.Kind == Sequence {
		i, err := strconv.Atoi(token)
		if err != nil || i < 0 || i >= len(n.Items) {
			return nil
		}
		return n.Items[i]
	}
	return n.Get(token)
}

// JSON returns the value as encoding/json would decode it, but with int64 for integers. If a key is set twice, the result has the last
// value.
func (n *Node) JSON() any {
	switch n.Kind {
	case Mapping:
		m := make(map[string]any, len(n.Fields))
		for _, f := range n.Fields {
			m[f.Key] = f.Value.JSON()
		}
		return m
	case Sequence:
		s := make([]any, len(n.Items))
		for i, item := range n.Items {
			s[i] = item.JSON()
		}
		return s
	default:
		return n.Value
	}
}

func itoa(i int) string { return strconv.Itoa(i) }
