package schema

import (
	"maps"
	"slices"
	"strings"

	"github.com/backendctl/backendctl/internal/diag"
)

// resolve follows the references of a schema until it reaches a schema without a reference, or with properties of its own.
func (v *Validator) resolve(s map[string]any) map[string]any {
	s, _ = v.follow(s, "")
	return s
}

// follow follows references as resolve does, and also returns the location of the result as a JSON Pointer into the document.
func (v *Validator) follow(s map[string]any, location string) (map[string]any, string) {
	for range 8 { // the embedded schemas have chains of at most two references
		ref, ok := s["$ref"].(string)
		if !ok || s["properties"] != nil {
			break
		}
		next, ok := v.doc.at(strings.TrimPrefix(ref, "#")).(map[string]any)
		if !ok {
			break
		}
		s, location = next, strings.TrimPrefix(ref, "#")
	}
	return s, location
}

// names returns the sorted properties of an object schema.
func (v *Validator) names(s map[string]any) []string {
	properties, _ := v.resolve(s)["properties"].(map[string]any)
	return slices.Sorted(maps.Keys(properties))
}

// property returns the schema of one property of an object schema, or an empty schema. Keywords next to a reference take precedence over
// the keywords of the referenced schema.
func (v *Validator) property(s map[string]any, name string) map[string]any {
	properties, _ := v.resolve(s)["properties"].(map[string]any)
	p, _ := properties[name].(map[string]any)
	merged := maps.Clone(v.resolve(p))
	if merged == nil {
		merged = map[string]any{}
	}
	maps.Copy(merged, p)
	return merged
}

// Knows reports whether the schema has the field at a JSON Pointer.
func (v *Validator) Knows(pointer string) bool { return v.hasField(diag.Tokens(pointer)) }

// hasField reports whether a path of property names and list indexes leads to a property.
func (v *Validator) hasField(at []string) bool { return v.field(at) != nil }

// TypesAt returns the JSON types of the field at a JSON Pointer, or nil if the schema has no such field.
func (v *Validator) TypesAt(pointer string) []string { return typesOf(v.field(diag.Tokens(pointer))) }

// values returns the allowed words of a field, or nil if there is no such field or the field accepts any value.
func (v *Validator) values(at []string) []string {
	values, _ := v.field(at)["enum"].([]any)
	return texts(values)
}

// field returns the schema at a path of property names and list indexes, or nil if there is none.
func (v *Validator) field(at []string) map[string]any {
	s := v.resolve(v.doc)
	for _, token := range at {
		if items, ok := s["items"].(map[string]any); ok {
			s = v.resolve(items)
			continue
		}
		properties, _ := s["properties"].(map[string]any)
		next, ok := properties[token].(map[string]any)
		if !ok {
			return nil
		}
		s = v.resolve(next)
	}
	return s
}

// findPlaces returns for each property name the objects of spec that have it, as sorted dotted paths.
func (v *Validator) findPlaces() map[string][]string {
	found := map[string][]string{}
	v.visit(v.property(v.doc, "spec"), "spec", 0, func(path string, s map[string]any) {
		for _, name := range v.names(s) {
			found[name] = append(found[name], path)
		}
	})
	for _, paths := range found {
		slices.Sort(paths)
	}
	return found
}

// visit calls f for s and every schema below s that has fields, down to a depth that ends recursive schemas.
func (v *Validator) visit(s map[string]any, path string, depth int, f func(string, map[string]any)) {
	if depth > 12 {
		return
	}
	s = v.resolve(s)
	if items, ok := s["items"].(map[string]any); ok {
		v.visit(items, path+"[]", depth+1, f)
		return
	}
	names := v.names(s)
	if len(names) == 0 {
		return
	}
	f(path, s)
	for _, name := range names {
		v.visit(v.property(s, name), path+"."+name, depth+1, f)
	}
}
