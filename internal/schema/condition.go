package schema

import (
	"fmt"
	"slices"
	"strings"

	"github.com/backendctl/backendctl/internal/diag"
)

// A condition is the "if" of a schema with its "then" or "else", and the object that it is applied to.
type condition struct {
	at    []string       // the path of the object
	field string         // the field that the condition depends on
	value string         // the value that the field must have; empty if any value fulfils the condition
	then  map[string]any // the schema in "then", or nil
	not   bool           // the object does not fulfil the "if", so the "else" applies
}

// conditional reports a failure in a "then" or "else". It returns false, and reports nothing, if e is not such a failure.
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

// condition returns the condition that a failure belongs to, and false if there is none or readIf does not support its form.
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

// readIf reads an "if" of the form {required: [field], properties: {field: {const: value}}}, where properties is optional. For another
// form, the field of the result is empty.
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

// typeNeeds reports that the member of the type is not set, such as aws for the type AWS.
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

// typeHelp returns a help text that suggests the type of the member that is set. It returns "" if no type requires this member.
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

// conditionsBeside returns the items of the "allOf" that contains the condition of a failure, or nil if there is none.
func (c *checker) conditionsBeside(e *failure) []any {
	if e.branch.beside == "" {
		return nil
	}
	conditions, _ := c.schemaAt(e.branch.beside)["allOf"].([]any)
	return conditions
}

// unionMembers returns the members that the conditions in the same "allOf" require.
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

// forbidden reports a member that is set although it belongs to a type other than the object's.
func (c *checker) forbidden(cond condition, e *failure) {
	if len(e.at) == len(cond.at) {
		return
	}
	member := e.at[len(e.at)-1]
	object := c.node(cond.at)
	reader := object.Get(cond.field)
	if reader == nil || !c.isKnownType(e, cond.field, reader.String()) {
		return // another finding reports that the type is missing or wrong
	}
	f := finding{at: cond.at, follows: true}
	f.Rule, f.Span = ruleUnionType, c.fieldSpan(cond.at, member)
	f.Message = fmt.Sprintf("%s is set, but it requires %s %s", member, cond.field, cond.value)
	f.Label = "does not match " + reader.String()
	f.Related = []diag.Related{{Message: "the " + cond.field + " is set here", File: c.manifest.File, Span: reader.Span}}
	c.add(f)
}

// isKnownType reports whether a condition in the same "allOf" is about the value of the field, or the enumeration of the field contains the
// value.
func (c *checker) isKnownType(e *failure, field, value string) bool {
	for _, item := range c.conditionsBeside(e) {
		s, _ := item.(map[string]any)
		if cond := readIf(s["if"]); cond.field == field && cond.value == value {
			return true
		}
	}
	return slices.Contains(c.enumBeside(e, field), any(value))
}

// enumBeside returns the enumeration of a field, from the schema of the object that the condition of a failure is about. It returns nil if
// there is none.
func (c *checker) enumBeside(e *failure, field string) []any {
	if e.branch.beside == "" {
		return nil
	}
	properties, _ := c.schemaAt(e.branch.beside)["properties"].(map[string]any)
	schema, _ := properties[field].(map[string]any)
	enum, _ := c.resolve(schema)["enum"].([]any)
	return enum
}

// together reports a field that requires another field, if the other field is not set.
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
