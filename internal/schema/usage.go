package schema

import (
	"maps"
	"slices"
	"strconv"

	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/target"
)

// Unfamiliar returns the number of fields that the target does not have, with all fields below them, plus the number of values that are not
// in the enumeration of their field. It measures how much a document differs from the target's shape.
func (v *Validator) Unfamiliar(d *manifest.Document) int {
	n := 0
	v.walk(d, func(p place) {
		for _, f := range p.node.Fields {
			if p.unknown[f.Key] {
				n += 1 + fieldCount(f.Value)
				continue
			}
			values := texts(enumOf(v.property(p.schema, f.Key)))
			if word := f.Value.String(); word != "" && !f.Value.Template && len(values) > 0 && !slices.Contains(values, word) {
				n++
			}
		}
	})
	return n
}

func enumOf(s map[string]any) []any {
	values, _ := s["enum"].([]any)
	return values
}

func fieldCount(n *manifest.Node) int {
	if n == nil || n.Defined != nil {
		return 0
	}
	count := len(n.Fields)
	for _, f := range n.Fields {
		count += fieldCount(f.Value)
	}
	for _, item := range n.Items {
		count += fieldCount(item)
	}
	return count
}

// HasAll reports whether the target has every field of a document.
func (v *Validator) HasAll(d *manifest.Document) bool {
	hasAll := true
	v.walk(d, func(p place) { hasAll = hasAll && len(p.unknown) == 0 })
	return hasAll
}

// HasOwn reports whether a document uses a field that this target has, and no target in others has. An error means that the schema of a
// target in others is damaged.
func (v *Validator) HasOwn(d *manifest.Document, others []target.Target) (bool, error) {
	var rest []*Validator
	for _, t := range others {
		other, err := For(t)
		if err != nil {
			return false, err
		}
		rest = append(rest, other)
	}
	isOwn := func(at []string) bool {
		return !slices.ContainsFunc(rest, func(other *Validator) bool { return other.hasField(at) })
	}
	found := false
	v.walk(d, func(p place) {
		for _, f := range p.node.Fields {
			found = found || !p.unknown[f.Key] && isOwn(append(slices.Clone(p.at), f.Key))
		}
	})
	return found, nil
}

// UnknownFields returns a warning for each field that the target does not have. It is for schemas that accept unknown fields; for other
// schemas, Check reports unknown fields as errors.
func (v *Validator) UnknownFields(d *manifest.Document) []diag.Diagnostic {
	c := &checker{Validator: v, manifest: d}
	v.walk(d, func(p place) {
		if len(p.unknown) > 0 {
			c.unknown(&failure{at: slices.Clone(p.at), schema: p.location}, slices.Sorted(maps.Keys(p.unknown)))
		}
	})
	found := c.report()
	for i := range found {
		found[i].Severity = diag.Warning
	}
	return found
}

// A place is an object of a document for which the target's schema lists fields.
type place struct {
	at       []string // tokens of the JSON Pointer from the document's root; valid only during the visit
	node     *manifest.Node
	schema   map[string]any
	location string          // the JSON Pointer to the schema in its document
	unknown  map[string]bool // the fields of node that schema does not have
}

// walk visits each object of a document for which the target lists fields. It skips objects that accept any key, such as labels, and
// everything below an unknown field.
func (v *Validator) walk(d *manifest.Document, visit func(place)) {
	if d.Root != nil {
		v.walkNode(place{node: d.Root, schema: v.doc}, visit)
	}
}

func (v *Validator) walkNode(p place, visit func(place)) {
	p.schema, p.location = v.follow(p.schema, p.location)
	if items, ok := p.schema["items"].(map[string]any); ok {
		for i, item := range p.node.Items {
			v.walkNode(place{at: append(p.at, strconv.Itoa(i)), node: item, schema: items, location: p.location + "/items"}, visit)
		}
	}
	properties, _ := p.schema["properties"].(map[string]any)
	if len(p.node.Fields) == 0 || listsNoFields(p.schema) {
		return
	}
	p.unknown = map[string]bool{}
	for _, f := range p.node.Fields {
		if _, known := properties[f.Key]; !known && !f.Template {
			p.unknown[f.Key] = true
		}
	}
	visit(p)
	for _, f := range p.node.Fields {
		if next, known := properties[f.Key].(map[string]any); known {
			v.walkNode(place{at: append(p.at, f.Key), node: f.Value, schema: next, location: p.location + "/properties" + diag.Pointer(f.Key)}, visit)
		}
	}
}

// listsNoFields reports whether the schema of an object accepts any key, as for labels.
func listsNoFields(s map[string]any) bool {
	switch rest := s["additionalProperties"].(type) {
	case map[string]any:
		return true
	case bool:
		return rest
	}
	return s["properties"] == nil
}
