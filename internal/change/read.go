package change

import (
	"encoding/json"
	"math"
	"slices"
	"sort"

	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/source"
)

// A reader makes values of a document's nodes.
type reader struct {
	file    *source.File
	secrets []source.Span // in order and without overlap
	managed bool
}

// document returns the value of a document, without what the API server writes unless it is to be compared. It has no
// meaning yet: see interpret.
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
		v.Secret = r.isSecret(n)
	}
	return v
}

// isRepeated reports whether a key is written again: its last value counts.
func isRepeated(rest []manifest.Field, key string) bool {
	return slices.ContainsFunc(rest, func(f manifest.Field) bool { return f.Key == key })
}

// plainNumber returns one value for 8080 and 8080.0.
func plainNumber(v any) any {
	if f, ok := v.(float64); ok && f == math.Trunc(f) && math.Abs(f) < 1<<53 {
		return int64(f)
	}
	return v
}

// isSecret reports whether a part of a scalar is secret.
func (r *reader) isSecret(n *manifest.Node) bool {
	return r.overlaps(placeOf(n))
}

func (r *reader) overlaps(span source.Span) bool {
	i := sort.Search(len(r.secrets), func(i int) bool { return r.secrets[i].End > span.Start })
	return i < len(r.secrets) && r.secrets[i].Start < span.End
}

// isSecretWhole reports whether a mapping or list is secret as a whole, or has a secret key. It is compared as one value then.
func (r *reader) isSecretWhole(n *manifest.Node) bool {
	span := placeOf(n)
	if slices.ContainsFunc(n.Fields, func(f manifest.Field) bool { return r.overlaps(f.KeySpan) }) {
		return true
	}
	i := sort.Search(len(r.secrets), func(i int) bool { return r.secrets[i].End > span.Start })
	return i < len(r.secrets) && r.secrets[i].Start <= span.Start && span.End <= r.secrets[i].End && span.Len() > 0
}

// placeOf returns where a node is written: for an alias, where its anchor is.
func placeOf(n *manifest.Node) source.Span {
	if n.Defined != nil {
		return *n.Defined
	}
	return n.Span
}

// textOf returns all that is in a node as one text.
func textOf(n *manifest.Node) string {
	text, err := json.Marshal(n.JSON())
	if err != nil {
		return n.Text
	}
	return string(text)
}
