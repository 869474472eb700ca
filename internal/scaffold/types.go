package scaffold

import (
	"fmt"
	"slices"
	"strings"

	"github.com/backendctl/backendctl/internal/explain"
	"github.com/backendctl/backendctl/internal/fuzzy"
	"github.com/backendctl/backendctl/internal/target"
)

// A Type is a kind of Backend that can be written.
type Type struct {
	ID      string // the name on the command line: aws-lambda
	Title   string // with an article: an AWS Lambda function
	Flags   []Flag // the most important first
	Example string // the arguments of an example, without the program's name and the verb

	members []string // a target has the type if it has one of these fields: spec.aws.lambda
	build   func(*draft)
}

// A Flag is a setting of a type.
type Flag struct {
	Name  string
	Value string // the placeholder of the value in help: HOST:PORT
	Usage string
	Many  bool // it can be repeated
	Bool  bool
	// Early means that the other questions depend on the flag. Asked means that forms ask for it although it is optional.
	Early, Asked bool

	agent   string                       // the type for which an AgentgatewayBackend also has it; empty for none
	fields  []string                     // the paths of its field; the first one that a target has is used. Empty if it has no field of its own
	choices func(target.Target) []string // the allowed values, if no schema lists them
}

// Types returns every type, in the order of help.
func Types() []Type {
	return []Type{static, lambda, ec2, gcp, dynamicForwardProxy, priorityGroups, ai, mcp}
}

// ParseType returns the type with a name. The error lists all types.
func ParseType(id string) (Type, error) {
	var ids []string
	for _, t := range Types() {
		if t.ID == id {
			return t, nil
		}
		ids = append(ids, t.ID)
	}
	hint := ""
	if near, ok := fuzzy.Nearest(id, ids); ok {
		hint = fmt.Sprintf(", did you mean %q?", near)
	}
	return Type{}, fmt.Errorf("unknown type %q%s\nthe types are %s", id, hint, strings.Join(ids, ", "))
}

// In reports whether a target has the type, as a Backend or as an AgentgatewayBackend.
func (t Type) In(of target.Target) bool {
	return t.isAgent(of) || slices.ContainsFunc(t.members, func(path string) bool { return has(of, path) })
}

// absent returns the error for a type that a target does not have, with the targets that have it.
func (t Type) absent(of target.Target) error {
	var ids []string
	for _, other := range target.All() {
		if t.In(other) {
			ids = append(ids, other.ID)
		}
	}
	return fmt.Errorf("%s does not support Backends of type %s: supported by %s", of.ID, t.ID, strings.Join(target.Ranges(ids), " and "))
}

// flag returns a flag of the type.
func (t Type) flag(name string) (Flag, bool) {
	if i := slices.IndexFunc(t.Flags, func(f Flag) bool { return f.Name == name }); i >= 0 {
		return t.Flags[i], true
	}
	return Flag{}, false
}

// In reports whether a target has a field for the flag.
func (f Flag) In(of target.Target) bool {
	return len(f.fields) == 0 || f.field(of) != "" || f.agent != "" && of.MovedToAgentgateway(f.agent)
}

// Takes reports whether the requested Backend has a field for the flag.
func (r Request) Takes(f Flag) bool {
	switch {
	case !f.In(r.Target):
		return false
	case r.Type.ID == ai.ID && r.Type.isAgent(r.Target):
		return takesAgent(r, f.Name)
	}
	return r.Type.ID != ai.ID || takesLLM(r, f.Name)
}

// field returns the path of a flag's field in a target, or "" if there is none.
func (f Flag) field(of target.Target) string {
	if i := slices.IndexFunc(f.fields, func(path string) bool { return has(of, path) }); i >= 0 {
		return f.fields[i]
	}
	return ""
}

// Choices returns the allowed values of a flag for a target, nil if any value is allowed.
func (f Flag) Choices(of target.Target) []string {
	if f.choices != nil {
		if choices := f.choices(of); choices != nil {
			return choices
		}
	}
	field, ok, err := explain.FieldOf(of, f.field(of))
	if err != nil || !ok || len(f.fields) == 0 {
		return nil
	}
	var out []string
	for _, v := range field.Values {
		out = append(out, v.Value)
	}
	return out
}

// Help returns the description of the flag's field in the schema of a target, or "".
func (f Flag) Help(of target.Target) string {
	field, ok, err := explain.FieldOf(of, f.field(of))
	if err != nil || !ok || len(f.fields) == 0 {
		return ""
	}
	return field.Description
}

// absent returns the error for a flag for which a target has no field, with the targets that have it.
func (f Flag) absent(of target.Target) error {
	var ids []string
	for _, other := range target.All() {
		if f.In(other) {
			ids = append(ids, other.ID)
		}
	}
	return flagErrorf(f.Name, "not supported by %s: supported by %s", of.ID, strings.Join(target.Ranges(ids), " and "))
}

// has reports whether a target has a field. The schemas are built in, so an error means that the field does not exist.
func has(of target.Target, path string) bool {
	_, ok, err := explain.FieldOf(of, path)
	return ok && err == nil
}

// everyChoice returns the allowed values of a flag for all targets.
func (f Flag) everyChoice() []string {
	var out []string
	for _, t := range target.All() {
		out = append(out, f.Choices(t)...)
	}
	return out
}
