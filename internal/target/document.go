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

// schema is an object schema of a document.
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

// definition follows a reference such as #/$defs/ObjectMeta.
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

// properties returns the properties of an object schema.
func properties(s schema) schema {
	p, _ := s["properties"].(schema)
	return p
}

// words returns a list of texts, without null.
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

// typeOf returns the type of a schema without null.
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
