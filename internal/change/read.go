package change

import (
	"encoding/json"
	"math"
	"slices"
	"sort"

	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/source"
)

// A reader creates values from the nodes of a document.
type reader struct {
	file    *source.File
	secrets []source.Span // the spans of secrets, sorted and without overlap
	managed bool
}

// document returns the value of a document. It leaves out the fields that the API server writes, unless managed is set. The value has no
// meaning yet: interpret adds it later.
func (r *reader) document(d *manifest.Document) *Value {
	v := r.value(d.Root)
	if !r.managed {
		v.dropManaged(d.Kind)
	}
	v.drop(func(f Field) bool { return f.Key == "metadata" && f.Value.isEmpty() })
	return v
}

func (r *reader) value(n *manifest.Node) *Value {
	v := &Value{Kind: n.Kind, File: r.file, Span: n.Span}
	if n.Kind != manifest.Scalar && r.isSecretWhole(n) {
		v.Kind, v.Scalar, v.Secret = manifest.Scalar, textOf(n), true
		return v
	}
	switch n.Kind {
	case manifest.Mapping:
		v.Fields = make([]Field, 0, len(n.Fields))
		for i, f := range n.Fields {
			if f.Value.Kind == manifest.Scalar && f.Value.Value == nil || isRepeated(n.Fields[i+1:], f.Key) {
				continue
			}
			v.Fields = append(v.Fields, Field{f.Key, r.value(f.Value)})
		}
	case manifest.Sequence:
		v.Items = make([]*Value, len(n.Items))
		for i, item := range n.Items {
			v.Items[i] = r.value(item)
		}
	default:
		v.Scalar = plainNumber(n.Value)
		v.Secret, v.isTemplate = r.isSecret(n), n.Template
	}
	return v
}

// isRepeated reports whether a key occurs again in the rest of the mapping's fields. The last value of a repeated key counts.
func isRepeated(rest []manifest.Field, key string) bool {
	return slices.ContainsFunc(rest, func(f manifest.Field) bool { return f.Key == key })
}

// plainNumber returns an int64 for a float without a fraction, so that 8080.0 equals 8080.
func plainNumber(v any) any {
	if f, ok := v.(float64); ok && f == math.Trunc(f) && math.Abs(f) < 1<<53 {
		return int64(f)
	}
	return v
}

// isSecret reports whether a secret overlaps a scalar.
func (r *reader) isSecret(n *manifest.Node) bool {
	return r.overlaps(placeOf(n))
}

func (r *reader) overlaps(span source.Span) bool {
	i := sort.Search(len(r.secrets), func(i int) bool { return r.secrets[i].End > span.Start })
	return i < len(r.secrets) && r.secrets[i].Start < span.End
}

// isSecretWhole reports whether a secret covers a whole mapping or list, or overlaps one of its keys. Such a mapping or list is compared
// as one value.
func (r *reader) isSecretWhole(n *manifest.Node) bool {
	span := placeOf(n)
	if slices.ContainsFunc(n.Fields, func(f manifest.Field) bool { return r.overlaps(f.KeySpan) }) {
		return true
	}
	i := sort.Search(len(r.secrets), func(i int) bool { return r.secrets[i].End > span.Start })
	return i < len(r.secrets) && r.secrets[i].Start <= span.Start && span.End <= r.secrets[i].End && span.Len() > 0
}

// placeOf returns the span of a node. The span of an alias is the span of its anchor.
func placeOf(n *manifest.Node) source.Span {
	if n.Defined != nil {
		return *n.Defined
	}
	return n.Span
}

// textOf returns a node as JSON text.
func textOf(n *manifest.Node) string {
	text, err := json.Marshal(n.JSON())
	if err != nil {
		return n.Text
	}
	return string(text)
}
