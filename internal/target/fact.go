package target

import (
	"encoding/json"
	"slices"
)

// A Fact describes a field of a Backend for the comparison of two documents.
type Fact struct {
	// Default is the value that the API server sets if the field is missing, in the form of encoding/json, but with int64 for whole numbers.
	// It is nil if there is no default.
	Default any
	// Keys are the fields that identify an item of a list; empty if there are no such fields.
	Keys []string
	// Leaf reports that the field has a value and no fields below it.
	Leaf bool
	// Type is the type of a scalar: string, integer, number or boolean. It is empty for objects, lists and fields of several types.
	Type string
	// IsRequired reports that the object around the field must have it.
	IsRequired bool
}

// Facts returns the Fact of every field of a Backend, by its path, such as spec.static.hosts[].port. If targets differ, the newest release
// that has the field counts. The catalog counts only for fields that no release has.
func Facts() (map[string]Fact, error) {
	known := map[string]Fact{}
	for _, t := range append(newestFirst(), all[0]) {
		d, err := t.document()
		if err != nil {
			return nil, err
		}
		d.facts("spec", properties(schema(d))["spec"], false, known)
	}
	return known, nil
}

// newestFirst returns the releases, the newest first.
func newestFirst() []Target {
	newest := Releases()
	slices.Reverse(newest)
	return newest
}

func (d document) facts(path string, v any, isRequired bool, known map[string]Fact) {
	s := d.resolve(v)
	items, isList := s["items"]
	if _, ok := known[path]; !ok {
		f := Fact{Default: plainDefault(s["default"]), Leaf: len(properties(s)) == 0 && !isList, Type: scalarType(s), IsRequired: isRequired}
		if keys, ok := s["uniqueBy"]; ok {
			f.Keys = words(keys)
		}
		known[path] = f
	}
	required := words(s["required"])
	for name, property := range properties(s) {
		d.facts(path+"."+name, property, slices.Contains(required, name), known)
	}
	if isList {
		d.facts(path+"[]", items, false, known)
	}
}

// scalarType returns the type of the scalars that a schema accepts, or "" if it accepts none, or several types.
func scalarType(s schema) string {
	if name := typeOf(s); slices.Contains([]string{"string", "integer", "number", "boolean"}, name) {
		return name
	}
	return ""
}

func plainDefault(v any) any {
	if n, ok := v.(json.Number); ok {
		if whole, err := n.Int64(); err == nil {
			return whole
		}
	}
	return v
}
