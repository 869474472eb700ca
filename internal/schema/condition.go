package schema

import (
	"fmt"
	"slices"
	"strings"

	"github.com/backendctl/backendctl/internal/diag"
)

// A condition is an if with its then or else, for one object.
type condition struct {
	at    []string // the object
	field string   // the field that the condition depends on
	value string   // the required value of the field; empty if any value counts
	then  map[string]any
	not   bool // the else applies
}

// conditional reports an error in a then or else, and returns whether e is one.
func (c *checker) conditional(e *failure) bool {
	cond, ok := c.condition(e)
	if !ok {
		return false
	}
	reader := c.node(cond.at).Get(cond.field)
	if reader != nil && reader.Template {
		return true
	}
	switch {
	case cond.not:
		c.forbidden(cond, e)
	case cond.value != "":
		c.typeNeeds(cond, e)
	default:
		c.together(cond)
	}
	return true
}

// condition returns the condition of a failure, and whether it has one of the form that readIf reads.
func (c *checker) condition(e *failure) (condition, bool) {
	if e.branch == nil {
		return condition{}, false
	}
	parent := c.schemaAt(e.branch.schema)
	cond := readIf(parent["if"])
	cond.at, cond.not = e.branch.at, e.branch.not
	cond.then, _ = parent["then"].(map[string]any)
	return cond, cond.field != ""
}

// readIf reads {required: [field], properties: {field: {const: value}}}, where properties is optional.
func readIf(v any) condition {
	s, _ := v.(map[string]any)
	names := words(s["required"])
	if len(names) != 1 {
		return condition{}
	}
	properties, _ := s["properties"].(map[string]any)
	p, _ := properties[names[0]].(map[string]any)
	value, _ := p["const"].(string)
	return condition{field: names[0], value: value}
}

// typeNeeds reports a type whose member is not set.
func (c *checker) typeNeeds(cond condition, e *failure) {
	member := required(cond.then)
	f := finding{at: cond.at, needs: []string{member}}
	f.Rule = ruleUnionType
	object := c.node(cond.at)
	f.Span = object.Get(cond.field).Span
	f.Message = fmt.Sprintf("%s is %s, but %s is not set", cond.field, cond.value, member)
	f.Label = "needs " + member
	others := c.set(cond.at, c.unionMembers(e))
	field := object.Field(member)
	switch {
	case field != nil:
		f.Related = []diag.Related{c.related(cond.at, member, "empty, which counts as not set")}
		f.Help = fmt.Sprintf("indent what belongs to %s below it, or write `%s: {}`", member, member)
	case len(others) > 0:
		f.Message += fmt.Sprintf("; %s is", and(others))
		f.Related = []diag.Related{c.related(cond.at, others[0], "this is set")}
		f.Help = c.typeHelp(cond, e, others[0])
	}
	c.add(f)
}

// typeHelp returns a help with the type of the member that is set.
func (c *checker) typeHelp(cond condition, e *failure, member string) string {
	for _, item := range c.conditionsBeside(e) {
		s, _ := item.(map[string]any)
		other := readIf(s["if"])
		if other.field == cond.field && required(s["then"]) == member {
			return fmt.Sprintf("write `%s: %s`, or set %s instead of %s", cond.field, other.value, required(cond.then), member)
		}
	}
	return ""
}

// conditionsBeside returns the items of the allOf that contains the condition of a failure.
func (c *checker) conditionsBeside(e *failure) []any {
	if e.branch.beside == "" {
		return nil
	}
	conditions, _ := c.schemaAt(e.branch.beside)["allOf"].([]any)
	return conditions
}

// unionMembers returns the members that the conditions in the same allOf require.
func (c *checker) unionMembers(e *failure) []string {
	var members []string
	for _, item := range c.conditionsBeside(e) {
		s, _ := item.(map[string]any)
		if readIf(s["if"]).value != "" {
			members = append(members, required(s["then"]))
		}
	}
	return members
}

// forbidden reports a member of another type.
func (c *checker) forbidden(cond condition, e *failure) {
	if len(e.at) == len(cond.at) {
		return
	}
	member := e.at[len(e.at)-1]
	object := c.node(cond.at)
	reader := object.Get(cond.field)
	if reader == nil || !c.isKnownType(e, cond.field, reader.String()) {
		return // the type itself is missing or wrong, and reported
	}
	f := finding{at: cond.at, follows: true}
	f.Rule, f.Span = ruleUnionType, c.fieldSpan(cond.at, member)
	f.Message = fmt.Sprintf("%s is set, but it requires %s %s", member, cond.field, cond.value)
	f.Label = "does not match " + reader.String()
	f.Related = []diag.Related{{Message: "the " + cond.field + " is set here", File: c.manifest.File, Span: reader.Span}}
	c.add(f)
}

// isKnownType reports whether a condition in the same allOf is about this value, or the field accepts it without a condition.
func (c *checker) isKnownType(e *failure, field, value string) bool {
	for _, item := range c.conditionsBeside(e) {
		s, _ := item.(map[string]any)
		if cond := readIf(s["if"]); cond.field == field && cond.value == value {
			return true
		}
	}
	return slices.Contains(c.enumBeside(e, field), any(value))
}

// enumBeside returns the values of a field of the object that the conditions of an error are about.
func (c *checker) enumBeside(e *failure, field string) []any {
	if e.branch.beside == "" {
		return nil
	}
	properties, _ := c.schemaAt(e.branch.beside)["properties"].(map[string]any)
	schema, _ := properties[field].(map[string]any)
	enum, _ := c.resolve(schema)["enum"].([]any)
	return enum
}

// together reports a field that requires another one.
func (c *checker) together(cond condition) {
	needs := branches(cond.then["anyOf"])
	if one := required(cond.then); one != "" {
		needs = []string{one}
	}
	f := finding{at: cond.at, needs: needs}
	f.Rule, f.Span = ruleTogether, c.fieldSpan(cond.at, cond.field)
	f.Label = "needs " + strings.Join(needs, " or ")
	f.Message = fmt.Sprintf("%s is set, but %s is not", cond.field, strings.Join(needs, " or "))
	if len(needs) > 1 {
		f.Message = fmt.Sprintf("%s is set, but neither %s is", cond.field, strings.Join(needs, " nor "))
	}
	c.add(f)
}
