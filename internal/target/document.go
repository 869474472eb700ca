package target

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// A document is a target's schema, decoded.
type document map[string]any

// A schema is a decoded JSON object: a schema in a document, or a part of a CRD.
type schema = map[string]any

func (t Target) document() (document, error) {
	if t.own != nil {
		return t.own.versions[t.own.version].schema, nil
	}
	var d document
	decoder := json.NewDecoder(bytes.NewReader(t.Schema()))
	decoder.UseNumber()
	if err := decoder.Decode(&d); err != nil {
		return nil, fmt.Errorf("read the schema of %s: %w", t.ID, err)
	}
	return d, nil
}

// definition returns the definition that a reference such as #/$defs/ObjectMeta refers to, or nil if there is none.
func (d document) definition(ref string) schema {
	definitions, _ := d["$defs"].(schema)
	s, _ := definitions[strings.TrimPrefix(ref, "#/$defs/")].(schema)
	return s
}

// resolve returns a schema merged with the schema that its $ref refers to. Keywords beside the $ref take precedence.
func (d document) resolve(v any) schema {
	s, _ := v.(schema)
	ref, ok := s["$ref"].(string)
	if !ok {
		return s
	}
	merged := maps.Clone(d.resolve(d.definition(ref)))
	maps.Copy(merged, s)
	delete(merged, "$ref")
	return merged
}

// properties returns the properties of a schema, or nil if it has none.
func properties(s schema) schema {
	p, _ := s["properties"].(schema)
	return p
}

// words returns the texts in a list, without values of other types such as null.
func words(v any) []string {
	items, _ := v.([]any)
	var out []string
	for _, item := range items {
		if text, ok := item.(string); ok {
			out = append(out, text)
		}
	}
	return out
}

// typeOf returns the first type of a schema other than null, or "" if there is none.
func typeOf(s schema) string {
	if one, ok := s["type"].(string); ok {
		return one
	}
	for _, name := range words(s["type"]) {
		if name != "null" {
			return name
		}
	}
	return ""
}

func sorted(s schema) []string { return slices.Sorted(maps.Keys(s)) }
