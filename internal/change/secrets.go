package change

import (
	"encoding/base64"
	"slices"
	"unicode/utf8"

	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/manifest"
)

const (
	encoded = "data"       // the field with values in base64
	literal = "stringData" // the field with plain values, which override the values in data
)

// alignSecret prepares the two sides of a Secret for a comparison of decoded values. It moves each value to the field (data or stringData)
// that contains its key on the other side, and removes values in data that stringData overrides.
func alignSecret(a, b *Value) {
	for _, v := range []*Value{a, b} {
		if texts := v.Get(literal); texts != nil {
			v.Get(encoded).drop(func(f Field) bool { return texts.Get(f.Key) != nil })
			v.dropIfEmpty(encoded)
		}
	}
	if a != nil && b != nil {
		b.relocateKeys(a, encoded, literal)
		b.relocateKeys(a, literal, encoded)
	}
}

// relocateKeys moves keys of v between two of its fields, such as from stringData to data. It moves the keys that like has in the second
// field.
func (v *Value) relocateKeys(like *Value, from, to string) {
	source, model := v.Get(from), like.Get(to)
	if source == nil || model == nil || source.Kind != manifest.Mapping || model.Kind != manifest.Mapping {
		return
	}
	for _, f := range slices.Clone(source.Fields) {
		text, ok := recoded(f.Value, to)
		if model.Get(f.Key) == nil || !ok {
			continue
		}
		moved := *f.Value
		moved.Scalar, moved.pointer = text, diag.Pointer(from, f.Key)
		source.drop(func(other Field) bool { return other.Key == f.Key })
		v.mapping(to).Fields = append(v.mapping(to).Fields, Field{f.Key, &moved})
	}
	v.dropIfEmpty(from)
}

func (v *Value) dropIfEmpty(key string) {
	v.drop(func(f Field) bool { return f.Key == key && f.Value.isEmpty() })
}

// recoded returns a value in the encoding of the given field, and false if the value cannot be decoded.
func recoded(v *Value, to string) (string, bool) {
	text, ok := v.Scalar.(string)
	if !ok || v.Kind != manifest.Scalar {
		return "", false
	}
	if to == encoded {
		return base64.StdEncoding.EncodeToString([]byte(text)), true
	}
	data, err := base64.StdEncoding.DecodeString(text)
	return string(data), err == nil && utf8.Valid(data)
}

// mapping returns the mapping at a key. It creates the mapping if necessary.
func (v *Value) mapping(key string) *Value {
	if v.Get(key) == nil {
		v.Fields = append(v.Fields, Field{key, &Value{Kind: manifest.Mapping, File: v.File, Span: v.Span}})
	}
	return v.Get(key)
}
