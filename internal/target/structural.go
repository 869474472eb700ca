package target

import (
	"encoding/json"
	"fmt"
	"strings"
)

// structural converts a target's schema to the structural schema of a CRD. It replaces references by their definitions, and leaves out null
// and the constraints of metadata, which the API server handles. Constraints that a CRD can express only in CEL become CEL rules.
type structural struct{ document }

// envelope contains the fields of the root that the API server checks without a schema, with their types.
var envelope = map[string]string{"apiVersion": "string", "kind": "string", "metadata": "object"}

func (d structural) root() (schema, error) {
	root := schema{"type": "object", "description": d.document["description"], "properties": schema{}}
	if _, closed := d.document["additionalProperties"]; !closed {
		root["x-kubernetes-preserve-unknown-fields"] = true
	}
	var required []string
	for _, name := range words(d.document["required"]) {
		if envelope[name] == "" {
			required = append(required, name)
		}
	}
	if required != nil {
		root["required"] = required
	}
	for name, v := range properties(schema(d.document)) {
		property, err := d.field(name, v)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		properties(root)[name] = property
	}
	return root, nil
}

// field returns the schema of one of the root's fields.
func (d structural) field(name string, v any) (schema, error) {
	s := d.resolve(v)
	if name == "metadata" { // in a CRD, the schema of metadata must not have a description
		return schema{"type": envelope[name]}, nil
	}
	if kind := envelope[name]; kind != "" {
		return schema{"type": kind, "description": s["description"]}, nil
	}
	if ref, ok := s["x-described-by"].(string); ok {
		described := d.resolve(schema{"$ref": ref, "description": s["description"]})
		return d.schema(described)
	}
	return d.schema(s)
}

// copied are the keywords of JSON Schema that have the same meaning in a structural schema.
var copied = []string{
	"description", "format", "pattern", "minLength", "maxLength", "minItems", "maxItems",
	"minimum", "maximum", "default", "x-kubernetes-list-type", "x-kubernetes-map-type",
}

func (d structural) schema(v any) (schema, error) {
	s := d.resolve(v)
	out := schema{"type": typeOf(s)}
	for _, keyword := range copied {
		if value, ok := s[keyword]; ok && !isFormatLimit(s["format"], value) {
			out[keyword] = plain(value)
		}
	}
	for _, keyword := range []string{"enum", "required"} {
		if list := words(s[keyword]); list != nil {
			out[keyword] = list
		}
	}
	if err := d.below(s, out); err != nil {
		return nil, err
	}
	return out, d.rules(s, out)
}

// below adds the schemas of an object's fields, of a list's items, or of a map's values to out.
func (d structural) below(s, out schema) error {
	if items, ok := s["items"]; ok {
		item, err := d.schema(items)
		if err != nil {
			return fmt.Errorf("items: %w", err)
		}
		out["items"] = item
	}
	if values, ok := s["additionalProperties"].(schema); ok {
		value, err := d.schema(values)
		out["additionalProperties"] = value
		return err
	}
	if typeOf(s) != "object" {
		return nil
	}
	if _, closed := s["additionalProperties"]; !closed {
		out["x-kubernetes-preserve-unknown-fields"] = true
	}
	inside := schema{}
	for name, property := range properties(s) {
		value, err := d.schema(property)
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		inside[name] = value
	}
	out["properties"] = inside
	return nil
}

// rules adds CEL rules to out, for the combined keywords of a schema, such as "oneOf", and for unique keys.
func (d structural) rules(s, out schema) error {
	if keys := words(s["uniqueBy"]); keys != nil {
		if s["x-kubernetes-list-type"] == "map" {
			out["x-kubernetes-list-map-keys"] = keys
		} else {
			out["x-kubernetes-validations"] = []schema{uniqueRule(keys)}
		}
	}
	rules, err := rulesOf(s)
	if err != nil {
		return err
	}
	if rules != nil {
		out["x-kubernetes-validations"] = rules
	}
	return nil
}

// plain converts a decoded number to a number that YAML writes as a number. Other values are unchanged.
func plain(v any) any {
	if n, ok := v.(json.Number); ok {
		if i, err := n.Int64(); err == nil {
			return i
		}
	}
	return v
}

// quote writes a text as a CEL literal.
func quote(s string) string {
	return "'" + strings.NewReplacer(`\`, `\\`, `'`, `\'`).Replace(s) + "'"
}
