package generate

import "slices"

// A manifest is a tree of *object, *list, string, int64, bool, nil and the types below, which determine how a value is written.
type (
	// object keeps the order of its fields and allows duplicate keys.
	object struct{ fields []*field }

	field struct {
		key      string
		value    any
		raw      bool // write the key unchanged
		explicit bool // write the key after a question mark
	}

	list struct{ items []any }

	// raw is written unchanged.
	raw string

	// prefixed is a value after an anchor or a tag.
	prefixed struct {
		prefix string
		value  any
	}

	// block is a block scalar: its header, and its lines without indentation.
	block struct {
		header string
		lines  []string
	}
)

func newObject(pairs ...any) *object {
	o := &object{}
	for i := 0; i < len(pairs); i += 2 {
		o.set(pairs[i].(string), pairs[i+1])
	}
	return o
}

func (o *object) index(key string) int {
	return slices.IndexFunc(o.fields, func(f *field) bool { return f.key == key })
}

func (o *object) has(key string) bool { return o.index(key) >= 0 }

func (o *object) get(key string) any {
	if i := o.index(key); i >= 0 {
		return o.fields[i].value
	}
	return nil
}

// set replaces the value of key, or adds the field at the end.
func (o *object) set(key string, v any) {
	if i := o.index(key); i >= 0 {
		o.fields[i].value = v
		return
	}
	o.fields = append(o.fields, &field{key: key, value: v})
}

func (o *object) remove(key string) {
	o.fields = slices.DeleteFunc(o.fields, func(f *field) bool { return f.key == key })
}

// object returns the value of key, and first replaces it by an object if it is not one.
func (o *object) object(key string) *object {
	if child, ok := o.get(key).(*object); ok {
		return child
	}
	child := &object{}
	o.set(key, child)
	return child
}
