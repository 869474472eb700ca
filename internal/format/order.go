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

// top is the order of a Backend's top-level fields, and envelope is the order of the fields of its metadata. The other fields of metadata,
// which the API server writes, keep their order after these fields.
var (
	top      = []string{"apiVersion", "kind", "metadata", "spec", "status"}
	envelope = []string{"name", "generateName", "namespace", "labels", "annotations"}
)

// An order is the canonical order of an object's fields, with the orders of nested objects.
type order struct {
	names []string
	child func(name string) *order // returns the order of a nested object; nil if nested objects keep their order
}

// inside returns the order of the object that a field contains. It is nil if the object keeps its order.
func (o *order) inside(name string) *order {
	if o == nil || o.child == nil {
		return nil
	}
	return o.child(name)
}

// rank returns the position of a field in the order. Unknown fields are last.
func (o *order) rank(name string) int {
	if o == nil {
		return 0
	}
	if i := slices.Index(o.names, name); i >= 0 {
		return i
	}
	return len(o.names)
}

// A shape is a JSON Schema of an object, or of a list of objects.
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

// UnmarshalJSON decodes the fields and also their order, which a map does not have.
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

var orders sync.Map // the functions func() (*order, error) that compute the orders once, by target id

// orderOf returns the order of a target's fields. It is computed at the first call.
func orderOf(t target.Target) (*order, error) {
	load, _ := orders.LoadOrStore(t.ID, sync.OnceValues(func() (*order, error) { return newOrder(t) }))
	return load.(func() (*order, error))()
}

// newOrder returns the order of a target's fields. For an older release or a CRD, the fields that the newest release also has are in the
// order of the newest release. So a file that is formatted for one release is also formatted for the other releases.
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

// then returns the order o, followed by the fields that only the order other has.
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

// schemaOrder returns the order of a target's fields according to its schema only.
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
		return nil // the status keeps its order, because a controller writes it
	}}, nil
}

// order returns the canonical order of the fields of a schema. The schemas of releases sort fields alphabetically, which does not help
// readers. The canonical order is: the type, which determines the other fields; required fields; plain values; objects and lists;
// deprecated fields. Fields of the same class keep the order of the schema.
func (s *shape) order(definitions map[string]*shape) *order {
	s = s.resolve(definitions)
	for s != nil && s.Items != nil { // the order of a list is that of its items
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

// class returns a number for the class of a field. Lower numbers come first in the canonical order.
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

// is reports whether the schema allows values of the named type.
func (s *shape) is(name string) bool {
	if s == nil {
		return false
	}
	list, _ := s.Type.([]any)
	return s.Type == name || slices.Contains(list, any(name))
}

// resolve returns the schema that a schema refers to, or the schema itself.
func (s *shape) resolve(definitions map[string]*shape) *shape {
	if s == nil || s.Ref == "" {
		return s
	}
	return definitions[strings.TrimPrefix(s.Ref, "#/$defs/")]
}

// Order sorts the names of an object's fields as they are in a formatted Backend. path is the path of the object, without indexes. An error
// means that a built-in schema is invalid.
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
