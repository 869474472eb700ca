package change

import (
	"slices"

	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/source"
)

// A Value is a value of a document with its meaning. Null fields are removed.
type Value struct {
	Kind   manifest.Kind
	Scalar any // nil, bool, int64, float64 or string
	Fields []Field
	Items  []*Value
	// File and Span are its location in the input; both are empty for a default.
	File    *source.File
	Span    source.Span
	Default bool // not set: a default of the consumer
	Secret  bool // a scalar that must not be shown
	// Replaced means that a secret in a canonical form has another value on the other side.
	Replaced bool

	means     any     // the effective value of a scalar, nil if that is Scalar
	redundant bool    // set, but to the default
	defaults  []Field // the effective values of fields that are not set or redundant
	set       bool    // a list whose order does not matter
	pointer   string  // its location in the input, if it is compared at another path
	hash      uint64  // equal for values with the same meaning
}

// A Field is a key with its value.
type Field struct {
	Key   string
	Value *Value
}

// Get returns the value of a key as written, nil if there is none.
func (v *Value) Get(key string) *Value {
	if v == nil {
		return nil
	}
	return find(v.Fields, key)
}

// read returns the effective value of a field: its value or its default, nil if there is neither.
func (v *Value) read(key string) *Value {
	if v == nil {
		return nil
	}
	written, unwritten := find(v.Fields, key), find(v.defaults, key)
	if written != nil && (!written.redundant || unwritten != nil) {
		return written
	}
	return unwritten
}

func find(fields []Field, key string) *Value {
	for i := range fields {
		if fields[i].Key == key {
			return fields[i].Value
		}
	}
	return nil
}

// at returns the effective value at a path of fields, nil if there is none.
func (v *Value) at(keys ...string) *Value {
	for _, key := range keys {
		v = v.read(key)
	}
	return v
}

// text returns a scalar as text, "" if v is nil or not a scalar.
func (v *Value) text() string {
	if v == nil || v.Kind != manifest.Scalar || v.Scalar == nil {
		return ""
	}
	return plain(v.Scalar)
}

// meant returns the effective value of a scalar.
func (v *Value) meant() any {
	if v.means != nil {
		return v.means
	}
	return v.Scalar
}

// JSON returns the value in the form that encoding/json decodes, with int64 for whole numbers.
func (v *Value) JSON() any {
	switch v.Kind {
	case manifest.Mapping:
		out := make(map[string]any, len(v.Fields))
		for _, f := range v.Fields {
			out[f.Key] = f.Value.JSON()
		}
		return out
	case manifest.Sequence:
		out := make([]any, len(v.Items))
		for i, item := range v.Items {
			out[i] = item.JSON()
		}
		return out
	}
	return v.Scalar
}

func (v *Value) hasSecret() bool {
	if v == nil {
		return false
	}
	return v.Secret || slices.ContainsFunc(v.Fields, func(f Field) bool { return f.Value.hasSecret() }) ||
		slices.ContainsFunc(v.Items, (*Value).hasSecret)
}

// items returns the items of a list, nil if v is nil or not a list.
func (v *Value) items() []*Value {
	if v == nil {
		return nil
	}
	return v.Items
}

func (v *Value) isEmpty() bool { return v.Kind != manifest.Scalar && len(v.Fields)+len(v.Items) == 0 }

// drop removes the fields for which isDropped returns true.
func (v *Value) drop(isDropped func(Field) bool) {
	if v != nil {
		v.Fields = slices.DeleteFunc(v.Fields, isDropped)
	}
}
