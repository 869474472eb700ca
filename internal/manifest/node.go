package manifest

import (
	"strconv"

	"github.com/backendctl/backendctl/internal/source"
)

// Kind is the shape of a node.
type Kind uint8

// The shapes. A scalar that stands for nothing, such as the value of `key:`, is a Scalar whose Value is nil.
const (
	Scalar Kind = iota
	Mapping
	Sequence
)

// Style is how a scalar is written.
type Style uint8

// The styles of scalars. Every JSON string is DoubleQuoted.
const (
	Plain Style = iota
	SingleQuoted
	DoubleQuoted
	Literal
	Folded
)

// A Node is a value with its place. The methods take a nil Node for a value that is not there.
type Node struct {
	Kind   Kind
	Style  Style
	Flow   bool // a collection in braces or brackets
	shared bool // its children belong to another node
	// Template says that the scalar holds an unrendered template expression: its value is not known.
	Template bool
	// Span covers the value and its tag, not its anchor. For an alias it is the alias.
	Span source.Span
	// Value is what the API server sees in a scalar: nil, bool, int64, float64 or string.
	Value any
	Text  string // a scalar as written, escapes and folding resolved
	Tag   string // explicit tag as written, such as !!str
	// Fields in their order, those that a merge key brings in included; a key that is given twice is here twice.
	Fields []Field
	index  map[string]int // where in Fields the last one of each key is, once there are many
	Merges []Field        // the merge keys themselves, as they are written
	Items  []*Node

	Anchor  string       // the name behind &
	Defined *source.Span // for an alias, the span of the value it repeats
}

// A Field is a key of a mapping with its value.
type Field struct {
	Key      string // as the API server sees it: the key y is "true"
	KeySpan  source.Span
	Value    *Node
	Merged   bool // brought in by a merge key
	Template bool // the key holds an unrendered template expression
	id       any  // what the key resolves to where that is not the string Key; the parser tells keys apart by it
}

// many is from how many fields on a mapping is looked up in a table: going through them all for each of them takes a time that
// grows by the square.
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

// Get returns the value of a key, the last one where it is given twice, as kubectl reads it.
func (n *Node) Get(key string) *Node {
	if f := n.Field(key); f != nil {
		return f.Value
	}
	return nil
}

// Field returns the last field with a key.
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

// Lookup follows JSON Pointer tokens as far as they lead. It returns the last node that is there and how many tokens led
// to it.
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

// FieldAt returns the field that tokens name, nil when they name an item or nothing.
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

// JSON returns the value as encoding/json would decode it, with int64 for whole numbers. A key that is given twice has
// its last value.
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
