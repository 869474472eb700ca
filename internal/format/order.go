package format

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/backendctl/backendctl/internal/stable"
	"github.com/backendctl/backendctl/internal/target"
)

// top is the order of a Backend's top-level fields, and envelope that of its metadata. The API server writes the other fields of metadata,
// which keep their order.
var (
	top      = []string{"apiVersion", "kind", "metadata", "spec", "status"}
	envelope = []string{"name", "generateName", "namespace", "labels", "annotations"}
)

// An order is the canonical order of an object's fields, and of the fields of nested objects.
type order struct {
	names []string
	child func(name string) *order // nil if the fields of the nested object keep their order
}

// inside returns the order of a field's object, or nil.
func (o *order) inside(name string) *order {
	if o == nil || o.child == nil {
		return nil
	}
	return o.child(name)
}

// rank returns the position of a field. Unknown fields are last.
func (o *order) rank(name string) int {
	if o == nil {
		return 0
	}
	if i := slices.Index(o.names, name); i >= 0 {
		return i
	}
	return len(o.names)
}

// A shape is the description of an object's fields in a schema. A list has the fields of its items.
type shape struct {
	Ref        string            `json:"$ref"`
	Type       any               `json:"type"`
	Required   []string          `json:"required"`
	Properties properties        `json:"properties"`
	Items      *shape            `json:"items"`
	Defs       map[string]*shape `json:"$defs"`
	Deprecated bool              `json:"deprecated"`
}

// properties are the fields of an object, in the order of the schema.
type properties struct {
	names  []string
	shapes map[string]*shape
}

// UnmarshalJSON also reads the order of the names, which a map does not keep.
func (p *properties) UnmarshalJSON(text []byte) error {
	if err := json.Unmarshal(text, &p.shapes); err != nil {
		return err
	}
	d := json.NewDecoder(bytes.NewReader(text))
	if _, err := d.Token(); err != nil {
		return err
	}
	for d.More() {
		name, err := d.Token()
		if err != nil {
			return err
		}
		p.names = append(p.names, name.(string)) // a key of an object is a string
		var skipped json.RawMessage
		if err := d.Decode(&skipped); err != nil {
			return err
		}
	}
	return nil
}

var orders sync.Map // target id to func() (*order, error)

// orderOf returns the order of a target's fields. It is computed once.
func orderOf(t target.Target) (*order, error) {
	load, _ := orders.LoadOrStore(t.ID, sync.OnceValues(func() (*order, error) { return newOrder(t) }))
	return load.(func() (*order, error))()
}

// newOrder returns the order of a target's fields. An older release has the order of the newest one as far as that knows its fields, so that
// a file which is formatted for a release is formatted for all.
func newOrder(t target.Target) (*order, error) {
	own, err := schemaOrder(t)
	if err != nil || t.Catalog() || t == target.Latest() {
		return own, err
	}
	newest, err := orderOf(target.Latest())
	if err != nil {
		return nil, err
	}
	return newest.then(own), nil
}

// then returns an order in which the fields that only another one knows come last, in its order.
func (o *order) then(other *order) *order {
	switch {
	case o == nil:
		return other
	case other == nil:
		return o
	}
	names := slices.Clone(o.names)
	for _, name := range other.names {
		if !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	return &order{names: names, child: func(name string) *order { return o.inside(name).then(other.inside(name)) }}
}

func schemaOrder(t target.Target) (*order, error) {
	var root shape
	if err := json.Unmarshal(t.Schema(), &root); err != nil {
		return nil, fmt.Errorf("read the schema of %s: %w", t.ID, err)
	}
	return &order{names: top, child: func(name string) *order {
		switch name {
		case "metadata":
			return &order{names: envelope}
		case "spec":
			return root.Properties.shapes[name].order(root.Defs)
		}
		return nil // a controller writes the status
	}}, nil
}

// order returns the canonical order of the fields of a schema. The schemas of the releases sort fields by the alphabet, which does not help
// readers. The canonical order is: the type, which determines the other fields; required fields; plain values; objects and lists;
// deprecated fields. Fields of one class keep the schema's order.
func (s *shape) order(definitions map[string]*shape) *order {
	s = s.resolve(definitions)
	for s != nil && s.Items != nil { // a list keeps its order; its items have one
		s = s.Items.resolve(definitions)
	}
	if s == nil || len(s.Properties.names) == 0 {
		return nil
	}
	names := slices.Clone(s.Properties.names)
	stable.Sort(names, func(a, b string) int { return s.class(a, definitions) - s.class(b, definitions) })
	return &order{names: names, child: func(name string) *order {
		return s.Properties.shapes[name].order(definitions)
	}}
}

// class returns the class of a field in the canonical order.
func (s *shape) class(name string, definitions map[string]*shape) int {
	field := s.Properties.shapes[name].resolve(definitions)
	switch {
	case name == "type":
		return 0
	case field != nil && field.Deprecated:
		return 4
	case slices.Contains(s.Required, name):
		return 1
	case field.is("object") || field.is("array"):
		return 3
	}
	return 2
}

// is reports whether the schema allows values of a type.
func (s *shape) is(name string) bool {
	if s == nil {
		return false
	}
	list, _ := s.Type.([]any)
	return s.Type == name || slices.Contains(list, any(name))
}

// resolve follows a reference.
func (s *shape) resolve(definitions map[string]*shape) *shape {
	if s == nil || s.Ref == "" {
		return s
	}
	return definitions[strings.TrimPrefix(s.Ref, "#/$defs/")]
}

// Order sorts the names of an object's fields as in a formatted Backend. The path is the object's, without indexes. An error means that the
// embedded schema is damaged.
func Order(t target.Target, path, names []string) error {
	o, err := orderOf(t)
	if err != nil {
		return err
	}
	for _, name := range path {
		o = o.inside(name)
	}
	stable.Sort(names, func(a, b string) int { return o.rank(a) - o.rank(b) })
	return nil
}
