package target

import (
	"encoding/json"
	"slices"
)

// A Fact is what a comparison of two documents has to know of a field.
type Fact struct {
	// Default is the value that the API server puts where there is none, as encoding/json has it with int64 for whole numbers;
	// nil for none.
	Default any
	// Keys tell the items of a list apart; empty where nothing does.
	Keys []string
	// Leaf says that the field holds a value and no further fields.
	Leaf bool
}

// Facts returns what is known of every field of a Backend, by its path: spec.static.hosts[].port. Where targets differ the
// newest one that has the field counts, the catalog last.
func Facts() (map[string]Fact, error) {
	known := map[string]Fact{}
	for _, t := range append(newestFirst(), all[0]) {
		d, err := t.document()
		if err != nil {
			return nil, err
		}
		d.facts("spec", properties(schema(d))["spec"], known)
	}
	return known, nil
}

// newestFirst returns the releases, the newest first.
func newestFirst() []Target {
	newest := Releases()
	slices.Reverse(newest)
	return newest
}

func (d document) facts(path string, v any, known map[string]Fact) {
	s := d.resolve(v)
	items, isList := s["items"]
	if _, ok := known[path]; !ok {
		f := Fact{Default: plainDefault(s["default"]), Leaf: len(properties(s)) == 0 && !isList}
		if keys, ok := s["uniqueBy"]; ok {
			f.Keys = words(keys)
		}
		known[path] = f
	}
	for name, property := range properties(s) {
		d.facts(path+"."+name, property, known)
	}
	if isList {
		d.facts(path+"[]", items, known)
	}
}

func plainDefault(v any) any {
	if n, ok := v.(json.Number); ok {
		if whole, err := n.Int64(); err == nil {
			return whole
		}
	}
	return v
}
