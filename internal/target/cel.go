package target

import (
	"errors"
	"fmt"
	"strings"
)

// The built-in schemas combine keywords in a few forms only, which the comment of package schemas lists. The functions of this file
// convert each form to a CEL rule with its own message.

var errForm = errors.New("the schema combines keywords in a form that has no CEL rule yet: add the form to cel.go")

// rulesOf returns the CEL rules for an object: exactly one, at least one or at most one of some members must be set, and conditions.
func rulesOf(s schema) ([]schema, error) {
	var rules []schema
	if branches, ok := s["oneOf"].([]any); ok {
		rules = append(rules, exactlyOne(members(branches)))
	}
	if branches, ok := s["anyOf"].([]any); ok {
		rules = append(rules, atLeastOne(members(branches)))
	}
	if not, ok := s["not"].(schema); ok {
		rules = append(rules, notAll(words(not["required"])))
	}
	conditions, _ := s["allOf"].([]any)
	for _, v := range conditions {
		rule, err := conditional(v)
		if err != nil {
			return nil, err
		}
		rules = append(rules, rule)
	}
	return rules, nil
}

// members returns the required fields of all branches of a union. Each branch requires one field, except the branch for null.
func members(branches []any) []string {
	var names []string
	for _, branch := range branches {
		s, _ := branch.(schema)
		names = append(names, words(s["required"])...)
	}
	return names
}

func exactlyOne(names []string) schema {
	var terms []string
	for _, name := range names {
		terms = append(terms, "("+has("self", name)+" ? 1 : 0)")
	}
	return rule(strings.Join(terms, " + ")+" == 1", "exactly one of "+strings.Join(names, ", ")+" must be set")
}

func atLeastOne(names []string) schema {
	return rule(join(names, " || "), "at least one of "+strings.Join(names, ", ")+" must be set")
}

func notAll(names []string) schema {
	return rule("!("+join(names, " && ")+")", "at most one of "+strings.Join(names, ", ")+" may be set")
}

func uniqueRule(keys []string) schema {
	var same []string
	for _, key := range keys {
		same = append(same, "one."+escape(key)+" == other."+escape(key))
	}
	return rule("self.all(one, self.exists_one(other, "+strings.Join(same, " && ")+"))",
		"no two items may have the same "+strings.Join(keys, " and "))
}

// conditional converts an item of "allOf" to a rule. The item is a condition with "if", "then" and "else", or it contains the CEL text of a
// rule from a CRD, which is used unchanged.
func conditional(v any) (schema, error) {
	s, _ := v.(schema)
	if cel, ok := s["x-cel"].(string); ok {
		message, _ := s["x-rule"].(string)
		return rule(cel, message), nil
	}
	condition, when, err := expression(s["if"], "self")
	if err != nil {
		return nil, err
	}
	then, must, err := expression(s["then"], "self")
	if err != nil {
		return nil, err
	}
	otherwise, message := "true", "if "+when+", "+demand(must)
	if s["else"] != nil {
		var mustNot string
		if otherwise, mustNot, err = expression(s["else"], "self"); err != nil {
			return nil, err
		}
		message += ", otherwise " + demand(mustNot)
	}
	return rule(fmt.Sprintf("%s ? %s : %s", condition, then, otherwise), message), nil
}

// demand converts the text "a is set" to "a must be set", and "a is not set" to "a must not be set".
func demand(text string) string {
	return strings.NewReplacer(" is set", " must be set", " is not set", " must not be set").Replace(text)
}

// expression returns a CEL expression and a text with the meaning of a schema. The schema tests which fields of an object are set. The
// parameter self is the CEL path of the object.
func expression(v any, self string) (cel, text string, err error) {
	s, _ := v.(schema)
	if branches, ok := s["anyOf"].([]any); ok {
		return alternatives(branches, self)
	}
	if len(properties(s)) != 1 {
		return "", "", errForm
	}
	name := sorted(properties(s))[0]
	property, _ := properties(s)[name].(schema)
	required := words(s["required"]) != nil
	switch value, isConst := property["const"].(string); {
	case required && isConst:
		return fmt.Sprintf("(%s && %s.%s == %s)", has(self, name), self, escape(name), quote(value)), name + " is " + value, nil
	case required:
		return has(self, name), path(self, name) + " is set", nil
	case property["type"] == "null":
		return "!" + has(self, name), path(self, name) + " is not set", nil
	}
	// In JSON Schema, a missing optional field satisfies its constraints, but the CEL expression for it is false. No built-in schema depends
	// on this difference.
	return expression(property, self+"."+escape(name))
}

func alternatives(branches []any, self string) (cel, text string, err error) {
	var cels, texts []string
	for _, branch := range branches {
		cel, text, err := expression(branch, self)
		if err != nil {
			return "", "", err
		}
		cels, texts = append(cels, cel), append(texts, text)
	}
	return "(" + strings.Join(cels, " || ") + ")", strings.Join(texts, " or "), nil
}

func rule(cel, message string) schema { return schema{"rule": cel, "message": message} }

func has(self, name string) string { return "has(" + self + "." + escape(name) + ")" }

func join(names []string, operator string) string {
	var terms []string
	for _, name := range names {
		terms = append(terms, has("self", name))
	}
	return strings.Join(terms, operator)
}

// path returns the path of a field for a message, relative to the object that the rule is about.
func path(self, name string) string {
	return strings.TrimPrefix(strings.TrimPrefix(self, "self")+"."+name, ".")
}

// escape returns the name of a field in a CEL rule: __namespace__ for namespace, which is a reserved word in CEL.
func escape(name string) string {
	if name == "namespace" {
		return "__namespace__"
	}
	return name
}
