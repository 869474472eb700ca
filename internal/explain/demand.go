package explain

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// A demand is a condition of a schema on several fields of one object: a union, or a field that requires another.
type demand struct {
	kind   demandKind
	names  []string // the members, or the alternatives that satisfy the condition; nested fields are dotted
	field  string   // of a condition: the field that it depends on
	value  string   // of a condition: the required value of the field, or "" if any value counts
	strict bool     // of a condition: if it is false, the names must not be set
}

type demandKind int

const (
	exactlyOne demandKind = iota
	atLeastOne
	atMostOne
	needs
)

// demandsOf reads the forms that package schemas documents.
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

// condition reads {if, then, else}.
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

// members returns the field that each branch of a union requires.
func members(v any) []string {
	var names []string
	for _, branch := range list(v) {
		if name := wanted(object(branch)); name != "" {
			names = append(names, name)
		}
	}
	return names
}

// wanted returns the deepest field that a schema requires: a.b for {properties: {a: {required: [b]}}}.
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

// within returns the demand with the names as complete paths.
func (d demand) within(path string) demand {
	whole := func(name string) string { return strings.TrimPrefix(path+"."+name, ".") }
	d.field = whole(d.field)
	d.names = slices.Clone(d.names)
	for i, name := range d.names {
		d.names[i] = whole(name)
	}
	return d
}

// concerns reports whether a demand refers to a field of its object.
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

// when returns the condition under which a demand makes a field required, or "" if it does not.
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

// listed returns "a, b and c".
func listed(names []string, last string) string {
	if len(names) < 2 {
		return strings.Join(names, "")
	}
	return strings.Join(names[:len(names)-1], ", ") + " " + last + " " + names[len(names)-1]
}
