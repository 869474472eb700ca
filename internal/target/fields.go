package target

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// limits are the keywords that bound a value.
var limits = []string{"minimum", "maximum", "minLength", "maxLength", "pattern", "minItems", "maxItems", "uniqueBy"}

// A field contains what can change about a field of a Backend from one release to the next.
type field struct {
	required   bool
	deprecated bool
	enum       []string
	fallback   string            // the default
	limits     map[string]string // the limits of the value, by keyword
}

// fields are spec and the fields below it, by path, such as spec.static.hosts[].port.
type fields map[string]field

func (f fields) has(path string) bool {
	_, ok := f[path]
	return ok || path == ""
}

func fieldsOf(t Target) (fields, error) {
	d, err := t.document()
	if err != nil {
		return nil, err
	}
	all := fields{}
	all.add(d, "spec", properties(schema(d))["spec"], slices.Contains(words(d["required"]), "spec"))
	return all, nil
}

// add adds the field with the schema v, and all fields below it.
func (f fields) add(d document, path string, v any, required bool) {
	s := d.resolve(v)
	f[path] = fieldOf(s, required)
	names := words(s["required"])
	for name, property := range properties(s) {
		f.add(d, path+"."+name, property, slices.Contains(names, name))
	}
	if items, ok := s["items"]; ok {
		f.add(d, path+"[]", items, true)
	}
}

func fieldOf(s schema, required bool) field {
	f := field{required: required, enum: words(s["enum"]), limits: map[string]string{}}
	f.deprecated, _ = s["deprecated"].(bool)
	if value, ok := s["default"]; ok {
		f.fallback = text(value)
	}
	for _, keyword := range limits {
		if value, ok := s[keyword]; ok && !isFormatLimit(s["format"], value) {
			f.limits[keyword] = text(value)
		}
	}
	return f
}

// isFormatLimit reports whether a bound is only the limit of int32 or int64, which the format or the API server sets anyway.
func isFormatLimit(format, bound any) bool {
	n, ok := bound.(json.Number)
	return ok && (format == "int32" && (n == "-2147483648" || n == "2147483647") || n == "-9223372036854775808" || n == "9223372036854775807")
}

func text(v any) string {
	switch v := v.(type) {
	case string:
		if v == "" {
			return `""`
		}
		return v
	case []any:
		return strings.Join(words(v), ", ")
	}
	return fmt.Sprint(v)
}

// direction returns Tightened or Loosened for the change of a limit. An empty limit means no limit. A change between two limits that are
// not numbers, such as patterns, counts as Tightened.
func direction(keyword, from, to string) Kind {
	switch {
	case from == "":
		return Tightened
	case to == "":
		return Loosened
	}
	a, errA := strconv.ParseInt(from, 10, 64)
	b, errB := strconv.ParseInt(to, 10, 64)
	if errA != nil || errB != nil || strings.HasPrefix(keyword, "min") == (b > a) {
		return Tightened
	}
	return Loosened
}

// parent returns the path of the field that contains the field at a path.
func parent(path string) string {
	if list, ok := strings.CutSuffix(path, "[]"); ok {
		return list
	}
	return path[:max(strings.LastIndexByte(path, '.'), 0)]
}
