package main

import (
	"regexp"
	"slices"
	"strings"
)

// A celRule is a CEL rule of a schema.
type celRule struct{ Rule string }

// The limits of a union: how many of its fields may be set.
const (
	exactlyOne = "one"
	atMostOne  = "most"
	atLeastOne = "least"
)

const fieldSet = `has\(self\.(\w+)\)`

// The forms of CEL rules that limit how many of some fields may be set.
var (
	fieldName  = regexp.MustCompile(fieldSet)
	countForm  = regexp.MustCompile(`^\[(?:` + fieldSet + `,?)+\]\.filter\(x,x==true\)\.size\(\) (==|<=|>=) 1$`)
	eitherForm = regexp.MustCompile(`^` + fieldSet + ` != ` + fieldSet + `$|^\(` + fieldSet + ` && !` + fieldSet + `\) \|\| \(!` + fieldSet + ` && ` + fieldSet + `\)$`)
	anyForm    = regexp.MustCompile(`^` + fieldSet + `(?: \|\| ` + fieldSet + `)+$`)
	notForm    = regexp.MustCompile(`^!\(` + fieldSet + ` && ` + fieldSet + `\)$|^!` + fieldSet + ` \|\| !` + fieldSet + `$`)
	aloneForm  = regexp.MustCompile(`^!` + fieldSet + ` \|\| \(!` + fieldSet + `(?: && !` + fieldSet + `)*\)$`)
	noneForm   = regexp.MustCompile(`^!\(\(` + fieldSet + `(?: \|\| ` + fieldSet + `)+\) && ` + fieldSet + `\)$`)
	typeForm   = regexp.MustCompile(`^self\.type == '\w+' \|\| !` + fieldSet + `$`)
)

// unionsOf returns the unions of an object in the notation of the table: the limit, and the fields.
func unionsOf(s *schema) []string {
	out := unionsOfProperties(s)
	for _, all := range s.AllOf {
		out = append(out, unionsOfProperties(&schema{Properties: s.Properties, Least: all.Least, Most: all.Most})...)
	}
	var typed []string // fields that are allowed only with one value of the field "type"
	for _, r := range s.Rules {
		rule := strings.Join(strings.Fields(r.Rule), " ")
		if typeForm.MatchString(rule) {
			typed = append(typed, namesIn(rule)...)
		}
		out = append(out, unionsOfRule(rule)...)
	}
	if len(typed) > 1 {
		out = append(out, union(atMostOne, typed...))
	}
	return out
}

// unionsOfRule returns the unions in a CEL rule.
func unionsOfRule(rule string) []string {
	names := namesIn(rule)
	switch {
	case countForm.MatchString(rule):
		how := map[string]string{"==": exactlyOne, "<=": atMostOne, ">=": atLeastOne}
		return []string{union(how[countForm.FindStringSubmatch(rule)[2]], names...)}
	case eitherForm.MatchString(rule):
		return []string{union(exactlyOne, names...)}
	case anyForm.MatchString(rule):
		return []string{union(atLeastOne, names...)}
	case notForm.MatchString(rule):
		return []string{union(atMostOne, names...)}
	case aloneForm.MatchString(rule):
		return with(names[0], names[1:])
	case noneForm.MatchString(rule):
		return with(names[len(names)-1], names[:len(names)-1])
	}
	return nil
}

// unionsOfProperties returns a union of all fields of an object, if at most one of these fields may be set. Otherwise it returns nil.
func unionsOfProperties(s *schema) []string {
	if s.Most != 1 || len(s.Properties) < 2 {
		return nil
	}
	var names []string
	for name := range s.Properties {
		names = append(names, name)
	}
	slices.Sort(names)
	if s.Least == 1 {
		return []string{union(exactlyOne, names...)}
	}
	return []string{union(atMostOne, names...)}
}

// with returns a union of the field name with each of the other fields: at most one of the two may be set.
func with(name string, others []string) []string {
	var out []string
	for _, other := range others {
		out = append(out, union(atMostOne, name, other))
	}
	return out
}

func union(how string, names ...string) string { return how + " " + strings.Join(names, " ") }

// namesIn returns the fields in a rule, without repetitions.
func namesIn(rule string) []string {
	var out []string
	for _, match := range fieldName.FindAllStringSubmatch(rule, -1) {
		if !slices.Contains(out, match[1]) {
			out = append(out, match[1])
		}
	}
	return out
}
