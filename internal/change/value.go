package change

import (
	"cmp"
	"slices"

	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/source"
)

// A Value is a value of a document with its meaning. Fields with null are left out.
type Value struct {
	Kind   manifest.Kind
	Scalar any // nil, bool, int64, float64 or string
	Fields []Field
	Items  []*Value
	// File and Span are the location of the value in the input; both are empty for a default.
	File    *source.File
	Span    source.Span
	Default bool // the value is not in the document: it is the default of the program that reads it
	Secret  bool // the scalar must not be shown
	// Replaced is set by Canonical: the value is a secret, and the other side has another value.
	Replaced bool

	// isTemplate means that the scalar has a template expression, so its value is not known.
	isTemplate bool

	means     any     // the effective value of a scalar, or of a mapping that stands for a scalar; nil means the value as written
	setting   string  // the name of the setting, if the field is another notation of it; "" if the key is the name
	redundant bool    // the field has the same meaning as a field that is not set, for example because it is set to its default
	defaults  []Field // the effective values of the fields that are not set or redundant
	unordered bool    // the value is a list whose order does not matter
	referent  string  // the newer name of the object or section to which the scalar refers by its older name; "" if the name stays
	pointer   string  // the JSON Pointer of the value in its document, if it is compared at another path
	hash      uint64  // the hash of the meaning: equal values have equal hashes
}

// A Field is a key with its value.
type Field struct {
	Key   string
	Value *Value
}

// setting returns the name of the setting that the field sets. Different fields may be notations of one setting.
func (f Field) setting() string {
	if f.Value == nil {
		return f.Key
	}
	return cmp.Or(f.Value.setting, f.Key)
}

// Get returns the value of a key as written, or nil if the mapping does not have the key.
func (v *Value) Get(key string) *Value {
	if v == nil {
		return nil
	}
	return find(v.Fields, key)
}

// read returns the effective value of a field: its value or its default. It returns nil if the field has neither.
func (v *Value) read(key string) *Value {
	if v == nil {
		return nil
	}
	return v.effective(Field{key, find(v.Fields, key)})
}

// written returns the field that sets a setting, in any notation. Its value is nil if no field sets it.
func (v *Value) written(setting string) Field {
	for _, f := range v.Fields {
		if f.setting() == setting {
			return f
		}
	}
	return Field{Key: setting}
}

// effective returns the effective value of a field as written: its value, or the default of its setting.
func (v *Value) effective(f Field) *Value {
	unwritten := find(v.defaults, f.setting())
	if f.Value != nil && (!f.Value.redundant || unwritten != nil) {
		return f.Value
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

// at returns the effective value at a path of fields, or nil if there is none.
func (v *Value) at(keys ...string) *Value {
	for _, key := range keys {
		v = v.read(key)
	}
	return v
}

// text returns a scalar as text, or "" if v is nil or not a scalar.
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

// meantKind returns the kind of the effective value. A mapping that stands for a scalar is a scalar.
func (v *Value) meantKind() manifest.Kind {
	if v.means != nil {
		return manifest.Scalar
	}
	return v.Kind
}

// JSON returns the value in the form that encoding/json decodes to, with int64 for whole numbers.
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

// items returns the items of a list, or nil if v is nil or not a list.
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
