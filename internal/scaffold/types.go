package scaffold

import (
	"fmt"
	"slices"
	"strings"

	"github.com/backendctl/backendctl/internal/fuzzy"
	"github.com/backendctl/backendctl/internal/target"
)

// A Type is a type of Backend that can be written, such as aws-lambda.
type Type struct {
	ID      string // the name on the command line, such as aws-lambda
	Title   string // a title with an article, such as "an AWS Lambda function"
	Flags   []Flag // the most important flags come first
	Example string // the arguments of an example, without the program's name and the verb

	members []string // the fields of the type; a target has the type if it has one of them
	build   func(*draft)
}

// A Flag is a flag of the command that sets a field of a type.
type Flag struct {
	Name  string
	Value string // the placeholder of the value in help, such as HOST:PORT
	Usage string
	Many  bool // the flag can be repeated
	Bool  bool // the flag has no value
	// Early means that forms ask for the flag first, because other questions depend on it. Asked means that forms ask for the flag although
	// it is optional.
	Early, Asked bool

	agent   string                       // the type (ai or mcp) whose AgentgatewayBackend has a field for the flag; "" if it has none
	fields  []string                     // the possible paths of the field: the first one that a target has is used; nil if no field
	choices func(target.Target) []string // the allowed values, if no schema lists them
}

// Types returns all types, in the order of help.
func Types() []Type {
	return []Type{static, lambda, ec2, gcp, dynamicForwardProxy, priorityGroups, ai, mcp}
}

// ParseType returns the type with a name. Its error lists all types.
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

// In reports whether a target has the type, either as a Backend or as an AgentgatewayBackend.
func (t Type) In(of target.Target) bool {
	return t.isAgent(of) || slices.ContainsFunc(t.members, func(path string) bool { return has(of, path) })
}

// absent returns the error for a target that does not have the type. It lists the targets that have it.
func (t Type) absent(of target.Target) error {
	var ids []string
	for _, other := range target.All() {
		if t.In(other) {
			ids = append(ids, other.ID)
		}
	}
	return fmt.Errorf("%s does not support Backends of type %s: supported by %s", of.ID, t.ID, strings.Join(target.Ranges(ids), " and "))
}

// flag returns the flag of the type with a name, and reports whether there is one.
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

// Takes reports whether the flag has an effect on the requested Backend, with its target, type and providers.
func (r Request) Takes(f Flag) bool {
	switch {
	case !f.In(r.Target):
		return false
	case r.Type.ID == ai.ID && r.Type.isAgent(r.Target):
		return takesAgent(r, f.Name)
	}
	return r.Type.ID != ai.ID || takesLLM(r, f.Name)
}

// field returns the first of the flag's paths that a target has. If it has none of them, field returns the first path whose field the target
// has at another path: see [locate]. It returns "" if the target has no such field.
func (f Flag) field(of target.Target) string {
	for _, isIn := range []func(target.Target, string) bool{exists, has} {
		for _, path := range f.fields {
			if isIn(of, path) {
				return path
			}
		}
	}
	return ""
}

// Choices returns the values of a flag that a target allows, or nil if it allows any value.
func (f Flag) Choices(of target.Target) []string {
	if f.choices != nil {
		if choices := f.choices(of); choices != nil {
			return choices
		}
	}
	field, ok, err := fieldIn(of, f.field(of))
	if err != nil || !ok {
		return nil
	}
	var out []string
	for _, v := range field.Values {
		out = append(out, v.Value)
	}
	return out
}

// Help returns the description of the flag's field in the schema of a target, or "" if there is none.
func (f Flag) Help(of target.Target) string {
	field, ok, err := fieldIn(of, f.field(of))
	if err != nil || !ok {
		return ""
	}
	return field.Description
}

// absent returns the error for a target that has no field for the flag. It lists the targets that have one or, for a CRD, states how to set
// another field.
func (f Flag) absent(of target.Target) error {
	if path := f.field(of.Base()); of.Custom() && path != "" {
		return flagErrorf(f.Name, "%w", missingField(of, path))
	}
	var ids []string
	for _, other := range target.All() {
		if f.In(other) {
			ids = append(ids, other.ID)
		}
	}
	return flagErrorf(f.Name, "not supported by %s: supported by %s", of.ID, strings.Join(target.Ranges(ids), " and "))
}

// has reports whether a target has a field, at this path or at the path to which it moved.
func has(of target.Target, path string) bool { return locate(of, path) != "" }

// everyChoice returns the values of a flag that any target allows.
func (f Flag) everyChoice() []string {
	var out []string
	for _, t := range target.All() {
		out = append(out, f.Choices(t)...)
	}
	return out
}
