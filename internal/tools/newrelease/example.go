package main

import (
	"fmt"
	"strings"

	"github.com/backendctl/backendctl/internal/fields"
	"github.com/backendctl/backendctl/internal/target"
)

// example returns two specs that differ only in the field at path, separated by " ~ ", as in internal/change/testdata/impacts.txt.
func (d difference) example(path string) string {
	f := d.fields[path]
	kind := f.Type
	if f.Items != nil {
		kind = "[]"
	}
	first, second := values(kind, texts(f.Enum))
	var inside [2]string
	for i, value := range []string{first, second} {
		inside[i] = d.around(path, value)
	}
	return inside[0] + " ~ " + inside[1]
}

// around returns a spec in which the field at a path has a value. Items of lists also have their required fields, which identify the items.
func (d difference) around(path, value string) string {
	for path != "spec" {
		if list, isItem := strings.CutSuffix(path, "[]"); isItem {
			path, value = list, "["+value+"]"
			continue
		}
		i := strings.LastIndexByte(path, '.')
		parent, name := path[:i], path[i+1:]
		members := []string{name + ": " + value}
		if strings.HasSuffix(parent, "[]") {
			for _, required := range d.fields[parent].Required {
				if sibling := d.fields[parent+"."+required]; required != name && sibling != nil && isLeaf(sibling) {
					one, _ := values(sibling.Type, texts(sibling.Enum))
					members = append(members, required+": "+one)
				}
			}
		}
		path, value = parent, "{"+strings.Join(members, ", ")+"}"
	}
	return value
}

// policyExample returns two specs of a policy that differ only in one field, separated by " ~ ". The fields in way lead from spec to that
// field, the last one.
func policyExample(way []*fields.Field, to target.Target) string {
	last := way[len(way)-1]
	first, second := values(strings.TrimPrefix(last.Type, "[]"), last.Values)
	var inside [2]string
	for i, value := range []string{first, second} {
		for j := len(way) - 1; j >= 0; j-- {
			if way[j].IsList || strings.HasPrefix(way[j].Type, "[]") {
				value = "[" + value + "]"
			}
			value = "{" + way[j].Name + ": " + value + siblings(way, j, to) + "}"
		}
		inside[i] = value
	}
	return inside[0] + " ~ " + inside[1]
}

// siblings returns the required fields beside the field at an index of way, each after a comma, if that field is in an item of a list.
// These fields identify the item. Otherwise it returns "".
func siblings(way []*fields.Field, at int, to target.Target) string {
	if at == 0 || !way[at-1].IsList {
		return ""
	}
	var text strings.Builder
	for _, sibling := range way[at-1].Children(to) {
		if sibling.IsRequired && sibling != way[at] && len(sibling.Children(to)) == 0 {
			one, _ := values(sibling.Type, sibling.Values)
			text.WriteString(", " + sibling.Name + ": " + one)
		}
	}
	return text.String()
}

// values returns two different values of a type as YAML. If the field has an enumeration, they are values of the enumeration, or one value
// and null.
func values(kind string, enum []string) (first, second string) {
	switch {
	case len(enum) > 1:
		return enum[0], enum[1]
	case len(enum) == 1:
		return enum[0], "null"
	}
	switch kind {
	case "boolean":
		return "true", "false"
	case "integer", "number", "integer or string":
		return "1", "2"
	case "object", "map[string]string":
		return "{a: b}", "{a: c}"
	case "[]":
		return "[a]", "[b]"
	}
	return "a", "b"
}

func texts(values []any) []string {
	var out []string
	for _, v := range values {
		out = append(out, fmt.Sprint(v))
	}
	return out
}
