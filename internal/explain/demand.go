package explain

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// A demand is a condition of a schema on several fields of one object: a union, or a field that requires another field.
type demand struct {
	kind   demandKind
	names  []string // the members of a union, or alternative fields; nested fields have dots
	field  string   // for needs: the field that requires one of names to be set
	value  string   // for needs: the value of field that requires one of names; "" for any value
	strict bool     // for needs: if field does not have the value, names must not be set
}

type demandKind int

const (
	exactlyOne demandKind = iota
	atLeastOne
	atMostOne
	needs
)

// demandsOf returns the demands in a schema. It recognizes the forms of conditions that the documentation of package schemas lists.
func demandsOf(s schema) []demand {
	var out []demand
	if names := members(s["oneOf"]); names != nil {
		out = append(out, demand{kind: exactlyOne, names: names})
	}
	if names := members(s["anyOf"]); names != nil {
		out = append(out, demand{kind: atLeastOne, names: names})
	}
	if not := object(s["not"]); not["x-expected"] == nil && len(words(not["required"])) > 1 {
		out = append(out, demand{kind: atMostOne, names: words(not["required"])})
	}
	for _, v := range list(s["allOf"]) {
		if d, ok := condition(object(v)); ok {
			out = append(out, d)
		}
	}
	return out
}

// condition returns the demand in a schema with the keywords "if", "then" and "else". It reports false for a form that it does not
// recognize.
func condition(s schema) (demand, bool) {
	asks, then := object(s["if"]), object(s["then"])
	names := words(asks["required"])
	if len(names) != 1 {
		return demand{}, false
	}
	d := demand{kind: needs, field: names[0], strict: s["else"] != nil, names: members(then["anyOf"])}
	d.value = text(object(object(asks["properties"])[d.field])["const"])
	if d.names == nil {
		d.names = members([]any{then})
	}
	return d, d.names != nil
}

// members returns, for each branch of a union, the field that the branch requires.
func members(v any) []string {
	var names []string
	for _, branch := range list(v) {
		if name := wanted(object(branch)); name != "" {
			names = append(names, name)
		}
	}
	return names
}

// wanted returns the path of the most deeply nested field that a schema requires, such as a.b for {properties: {a: {required: [b]}}}.
func wanted(s schema) string {
	properties := object(s["properties"])
	if names := words(s["required"]); len(names) > 0 {
		return join(names[0], wanted(object(properties[names[0]])))
	}
	for _, name := range slices.Sorted(maps.Keys(properties)) {
		if deeper := wanted(object(properties[name])); deeper != "" {
			return join(name, deeper)
		}
	}
	return ""
}

func join(name, deeper string) string { return strings.TrimSuffix(name+"."+deeper, ".") }

// within returns the demand with complete paths instead of names. path is the path of the object that contains the fields.
func (d demand) within(path string) demand {
	whole := func(name string) string { return strings.TrimPrefix(path+"."+name, ".") }
	d.field = whole(d.field)
	d.names = slices.Clone(d.names)
	for i, name := range d.names {
		d.names[i] = whole(name)
	}
	return d
}

// concerns reports whether a demand is about a field of its object.
func (d demand) concerns(name string) bool {
	return d.field == name || slices.ContainsFunc(d.names, func(n string) bool { return first(n) == name })
}

func first(path string) string { head, _, _ := strings.Cut(path, "."); return head }

func (d demand) String() string {
	switch d.kind {
	case exactlyOne:
		return "exactly one of " + listed(d.names, "and") + " is set"
	case atLeastOne:
		return "at least one of " + listed(d.names, "and") + " is set"
	case atMostOne:
		return "at most one of " + listed(d.names, "and") + " is set"
	}
	what := listed(d.names, "or")
	switch {
	case d.value == "":
		return fmt.Sprintf("%s requires %s", d.field, what)
	case d.strict:
		return fmt.Sprintf("%s must be set if, and only if, %s is %s", what, d.field, d.value)
	}
	return fmt.Sprintf("%s must be set if %s is %s", what, d.field, d.value)
}

// when returns the condition under which the demand requires the field name, such as "type is AWS". It returns "" if the demand never
// requires the field.
func (d demand) when(name string) string {
	if d.kind != needs || !slices.Contains(d.names, name) {
		return ""
	}
	terms := []string{d.field + " is set"}
	if d.value != "" {
		terms[0] = d.field + " is " + d.value
	}
	for _, other := range d.names {
		if other != name {
			terms = append(terms, other+" is not")
		}
	}
	return strings.Join(terms, " and ")
}

// listed joins names, such as "a, b or c" if the parameter last is "or".
func listed(names []string, last string) string {
	if len(names) < 2 {
		return strings.Join(names, "")
	}
	return strings.Join(names[:len(names)-1], ", ") + " " + last + " " + names[len(names)-1]
}
