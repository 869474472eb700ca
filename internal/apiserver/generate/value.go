package generate

import "slices"

// A manifest is a tree of these Go types: *object, *list, string, int64, bool, nil, and the types below, which determine how a value is
// written.
type (
	// object has fields in a fixed order, and may have duplicate keys.
	object struct{ fields []*field }

	field struct {
		key      string
		value    any
		raw      bool // write the key without quotes or escapes
		explicit bool // write the key in the form "? key"
	}

	list struct{ items []any }

	// raw is text that is written without quotes or escapes.
	raw string

	// prefixed is a value with an anchor or a tag before it.
	prefixed struct {
		prefix string
		value  any
	}

	// block is a block scalar. It contains the header, and the lines without indentation.
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

// set replaces the value of a key. If the object does not have the key, set adds a field at the end.
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

// object returns the value of a key if it is an object. Otherwise it first sets the value to an empty object.
func (o *object) object(key string) *object {
	if child, ok := o.get(key).(*object); ok {
		return child
	}
	child := &object{}
	o.set(key, child)
	return child
}
