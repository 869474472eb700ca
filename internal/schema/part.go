package schema

import (
	"slices"
	"strings"

	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/manifest"
)

// A scope states whether a document is a whole object or a part of one.
type scope int

const (
	whole scope = iota // a whole object
	// part is a patch, which contains only the fields to change.
	part
)

// CheckPart returns the findings of a document that is a part of an object, such as a strategic merge patch: unknown fields, types and
// values. Missing fields are not reported, null removes a field, and merge directives are not fields.
func (v *Validator) CheckPart(d *manifest.Document) []diag.Diagnostic { return v.check(d, v.part()) }

func (v *Validator) compilePart() *compiledSchema {
	// compile cannot fail here: for whole objects, it has compiled the same schema with more keywords
	s, _ := compile(v.doc, part)
	return s
}

// leavesOut reports whether the validation of a part skips a keyword: a keyword that requires fields or items, or that applies to several of
// them together.
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

// takesKey reports whether a key is a directive of a strategic merge patch, which every object may have.
func (s scope) takesKey(key string) bool {
	return s == part && (key == "$patch" || key == "$retainKeys" ||
		strings.HasPrefix(key, "$setElementOrder/") || strings.HasPrefix(key, "$deleteFromPrimitiveList/"))
}
