package schema

import (
	"fmt"
	"slices"
	"strings"

	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/manifest"
)

// set returns the members of an object that are set, which means not null, in the order of the manifest.
func (c *checker) set(at, members []string) []string {
	var out []string
	for _, f := range c.node(at).Fields {
		if slices.Contains(members, f.Key) && !isNull(f.Value) && !slices.Contains(out, f.Key) {
			out = append(out, f.Key)
		}
	}
	return out
}

func isNull(n *manifest.Node) bool {
	return n != nil && n.Kind == manifest.Scalar && n.Value == nil
}

// union reports an object that has no member or several members set, although exactly one must be set.
func (c *checker) union(e *failure) {
	at := e.at
	members := branches(c.schemaAt(e.schema)["oneOf"])
	set := c.set(at, members)
	f := finding{at: at, needs: members}
	f.Rule = ruleUnion
	switch len(set) {
	case 0:
		f.Span = c.keySpan(at)
		f.Message = fmt.Sprintf("exactly one of %s must be set; none is", strings.Join(members, ", "))
		f.Label = "needs one of them"
		c.emptyMembers(&f, members)
	default:
		f.needs = nil
		last := set[len(set)-1]
		f.Span = c.fieldSpan(at, last)
		f.Message = fmt.Sprintf("exactly one of %s must be set; %s are", strings.Join(members, ", "), and(set))
		f.Label = "set as well"
		for _, m := range set[:len(set)-1] {
			f.Related = append(f.Related, c.related(at, m, "set here"))
		}
	}
	c.add(f)
}

// emptyMembers changes a finding about an object without a member that is set. If the object has an empty member, the finding moves to this
// member, because the fields of the member most likely have too little indentation.
func (c *checker) emptyMembers(f *finding, members []string) {
	for _, m := range members {
		field := c.node(f.at).Field(m)
		if field != nil && isNull(field.Value) {
			f.Span = field.KeySpan
			f.Label = "empty, which counts as not set"
			f.Help = fmt.Sprintf("indent what belongs to %s below it, or write `%s: {}`", m, m)
			return
		}
	}
}

// atLeastOne reports an object that has no member set, although at least one must be set.
func (c *checker) atLeastOne(e *failure) {
	members := branches(c.schemaAt(e.schema)["anyOf"])
	f := finding{at: e.at, needs: members}
	f.Rule, f.Span = ruleTogether, c.keySpan(e.at)
	f.Message = fmt.Sprintf("at least one of %s must be set", strings.Join(members, ", "))
	f.Label = "needs one of them"
	c.emptyMembers(&f, members)
	c.add(f)
}

// atMostOne reports a failure of the keyword "not": either fields that exclude each other, or an invalid value. In the second case, the
// keyword x-expected describes the valid values.
func (c *checker) atMostOne(e *failure) {
	at := e.at
	not, _ := c.schemaAt(e.schema)["not"].(map[string]any)
	f := finding{at: at}
	if what, ok := not["x-expected"].(string); ok {
		f.Rule, f.Span = ruleFormat, c.valueSpan(at)
		f.Message = fmt.Sprintf("%s is not valid: expected %s", c.show(at, c.node(at)), what)
		c.add(f)
		return
	}
	set := c.set(at, words(not["required"]))
	if len(set) < 2 {
		c.value(e)
		return
	}
	f.Rule, f.Span = ruleUnion, c.fieldSpan(at, set[len(set)-1])
	f.Message = fmt.Sprintf("at most one of %s may be set", strings.Join(set, ", "))
	f.Label = "set as well"
	f.Related = []diag.Related{c.related(at, set[0], "set here")}
	c.add(f)
}

// branches returns the field that each branch of a union requires; a nested field is a dotted path.
func branches(v any) []string {
	list, _ := v.([]any)
	var out []string
	for _, item := range list {
		if path := required(item); path != "" {
			out = append(out, path)
		}
	}
	return out
}

// required returns the dotted path of the deepest required field, or "" if there is none. For {required: [a], properties: {a: {required:
// [b]}}} it returns a.b.
func required(v any) string {
	s, _ := v.(map[string]any)
	properties, _ := s["properties"].(map[string]any)
	names := words(s["required"])
	if len(names) == 0 {
		for name, p := range properties {
			if deeper := required(p); deeper != "" {
				return name + "." + deeper
			}
		}
		return ""
	}
	if deeper := required(properties[names[0]]); deeper != "" {
		return names[0] + "." + deeper
	}
	return names[0]
}
