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
	ID      string // as on the command line: aws-lambda
	Title   string // with an article: an AWS Lambda function
	Flags   []Flag // what can be said of it, the most important first
	Example string // arguments of an example, behind the program's name and the verb

	members []string // fields of which a target that knows the type has one: spec.aws.lambda
	build   func(*draft)
}

// A Flag is a value that can be given for a type.
type Flag struct {
	Name  string
	Value string // what stands for the value in help: HOST:PORT
	Usage string
	Many  bool // it may be given several times
	Bool  bool
	// Early is a flag that decides what else there is to say. Asked is one that a form asks for although nothing needs it.
	Early, Asked bool

	agent   string                       // the type that has it in an AgentgatewayBackend, too; empty for none
	fields  []string                     // where it stands, the first that a target has; none where it stands in no field of its own
	choices func(target.Target) []string // the values that it takes, where no field lists them
}

// Types returns every type, in the order of help.
func Types() []Type {
	return []Type{static, lambda, ec2, gcp, dynamicForwardProxy, priorityGroups, ai, mcp}
}

// ParseType finds a type by its name. The error lists what there is.
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

// absent says that a target has no Backends of the type, and which have.
func (t Type) absent(of target.Target) error {
	var ids []string
	for _, other := range target.All() {
		if t.In(other) {
			ids = append(ids, other.ID)
		}
	}
	return fmt.Errorf("%s has no Backends of type %s, only %s", of.ID, t.ID, strings.Join(target.Ranges(ids), " and "))
}

// flag returns a flag of the type.
func (t Type) flag(name string) (Flag, bool) {
	if i := slices.IndexFunc(t.Flags, func(f Flag) bool { return f.Name == name }); i >= 0 {
		return t.Flags[i], true
	}
	return Flag{}, false
}

// In says whether a target has a place for what a flag says.
func (f Flag) In(of target.Target) bool {
	return len(f.fields) == 0 || f.field(of) != "" || f.agent != "" && of.MovedToAgentgateway(f.agent)
}

// Takes says whether a Backend has a place for what a flag says, with what else is asked for.
func (r Request) Takes(f Flag) bool {
	switch {
	case !f.In(r.Target):
		return false
	case r.Type.ID == ai.ID && r.Type.isAgent(r.Target):
		return takesAgent(r, f.Name)
	}
	return r.Type.ID != ai.ID || takesLLM(r, f.Name)
}

// field returns where a flag stands in a target, empty where it has no such field.
func (f Flag) field(of target.Target) string {
	if i := slices.IndexFunc(f.fields, func(path string) bool { return has(of, path) }); i >= 0 {
		return f.fields[i]
	}
	return ""
}

// Choices returns the values that a flag takes for a target, nil where there is no list of them.
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

// Help returns what the schema of a target says of what a flag sets, empty where it says nothing.
func (f Flag) Help(of target.Target) string {
	field, ok, err := explain.FieldOf(of, f.field(of))
	if err != nil || !ok || len(f.fields) == 0 {
		return ""
	}
	return field.Description
}

// absent says that a target has no place for what a flag says, and which have.
func (f Flag) absent(of target.Target) error {
	var ids []string
	for _, other := range target.All() {
		if f.In(other) {
			ids = append(ids, other.ID)
		}
	}
	return flagErrorf(f.Name, "%s has no field for it, only %s", of.ID, strings.Join(target.Ranges(ids), " and "))
}

// has says whether a target has a field. The schemas are built in: one that cannot be read has none.
func has(of target.Target, path string) bool {
	_, ok, err := explain.FieldOf(of, path)
	return ok && err == nil
}

// everyChoice returns the values that a flag takes for any target.
func (f Flag) everyChoice() []string {
	var out []string
	for _, t := range target.All() {
		out = append(out, f.Choices(t)...)
	}
	return out
}
