package schema

import (
	"slices"
	"strings"

	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/manifest"
)

// A scope is how much of an object a document holds.
type scope int

const (
	whole scope = iota
	// part is a patch: the fields of an object that it changes.
	part
)

// CheckPart returns what is wrong with a document that is a part of an object, such as a strategic merge patch: unknown fields, types
// and values. What is missing may be in the rest of the object, null removes a field, and directives of the merge are no fields.
func (v *Validator) CheckPart(d *manifest.Document) []diag.Diagnostic { return v.check(d, v.part()) }

func (v *Validator) compilePart() *compiled {
	// The keywords are a subset of those of the whole, which were compiled without an error.
	s, _ := compile(v.doc, part)
	return s
}

// leavesOut reports whether a keyword of a schema does not apply: it is about what is missing, or about fields together.
func (s scope) leavesOut(keyword string, schema map[string]any) bool {
	if s == whole {
		return false
	}
	switch keyword {
	case "required", "minItems", "contains", "uniqueItems", "uniqueBy", "maxTotalSize":
		return true
	case "allOf", "anyOf", "oneOf", "not", "if":
		return isCollection(schema)
	}
	return false
}

// isCollection reports whether a schema is about objects or lists, and not about single values.
func isCollection(schema map[string]any) bool {
	names := words(schema["type"])
	if one, ok := schema["type"].(string); ok {
		names = []string{one}
	}
	return schema["properties"] != nil || schema["items"] != nil || slices.Contains(names, "object") || slices.Contains(names, "array")
}

// takesKey reports whether every object may have a key: those of a strategic merge patch that say how to merge.
func (s scope) takesKey(key string) bool {
	return s == part && (key == "$patch" || key == "$retainKeys" ||
		strings.HasPrefix(key, "$setElementOrder/") || strings.HasPrefix(key, "$deleteFromPrimitiveList/"))
}
