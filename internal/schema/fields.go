package schema

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/edit"
	"github.com/backendctl/backendctl/internal/fuzzy"
	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/target"
)

// missing reports the missing fields of an object, at the key of the object.
func (c *checker) missing(e *failure, fields []string) {
	object := c.schemaAt(e.schema)
	for _, field := range fields {
		f := finding{at: e.at, needs: []string{field}, missing: field}
		f.Rule, f.Span = ruleMissing, c.keySpan(e.at)
		f.Message = fmt.Sprintf("missing field %q", field)
		property := c.property(object, field)
		if because, ok := property["x-required-because"].(string); ok {
			f.Message += ": " + because
		}
		f.Label = "needs " + field
		f.Help = "add " + c.example(field, property)
		if isMember, value := c.valueOfMember(e, object, field); value != "" {
			f.Help = fmt.Sprintf("add `%s: %s`", field, value)
			f.Fixes = c.insert(e.at, field, value)
		} else if isMember {
			f.Help = fmt.Sprintf("add `%s`, one of %s", field, strings.Join(texts(enumOf(property)), ", "))
		}
		if field == "port" {
			f.Help = cmp.Or(c.splitHost(e.at), f.Help)
		}
		c.add(f)
	}
}

// valueOfMember reports whether a field selects the member of a union, as spec.type does, and returns the value of this field for the
// member that is set, such as AWS for aws. The value is empty unless exactly one member is set.
func (c *checker) valueOfMember(e *failure, object map[string]any, field string) (isMember bool, value string) {
	conditions, _ := c.resolve(object)["allOf"].([]any)
	values := map[string]string{}
	var members []string
	for _, item := range conditions {
		s, _ := item.(map[string]any)
		if cond := readIf(s["if"]); cond.field == field && cond.value != "" {
			member := required(s["then"])
			members, values[member] = append(members, member), cond.value
		}
	}
	if set := c.set(e.at, members); len(set) == 1 {
		return true, values[set[0]]
	}
	return len(members) > 0, ""
}

// insert returns a fix that adds a field as the first field of an object. It returns nil if the object has no key, or if it comes from an
// alias or a merge key.
func (c *checker) insert(at []string, field, value string) []diag.Fix {
	parent := c.manifest.Root.FieldAt(at)
	if parent == nil || parent.Merged {
		return nil
	}
	edits := parent.Value.InsertFirst(c.manifest.File, parent.KeySpan, field, value)
	if len(edits) == 0 {
		return nil
	}
	return []diag.Fix{{Title: fmt.Sprintf("add %s: %s", field, value), Safety: diag.Safe, Edits: edits}}
}

// example returns a field in backquotes, with an example value if its schema has one.
func (c *checker) example(field string, property map[string]any) string {
	if examples, _ := property["examples"].([]any); len(examples) > 0 {
		switch v := examples[0].(type) {
		case string:
			return fmt.Sprintf("`%s: %s`", field, manifest.Write(v))
		case json.Number, bool:
			return fmt.Sprintf("`%s: %v`", field, v)
		}
	}
	if values, _ := property["enum"].([]any); len(values) > 0 {
		return fmt.Sprintf("`%s: %v`", field, values[0])
	}
	return "`" + field + "`"
}

// unknown reports the fields of an object that are not in its schema.
func (c *checker) unknown(e *failure, fields []string) {
	object := c.schemaAt(e.schema)
	first := len(c.findings)
	for _, name := range c.misindented(e, fields) {
		if len(c.findings) == mostFailures {
			c.more = true
			break
		}
		field := c.node(e.at).Field(name)
		if field == nil || field.Template {
			continue
		}
		f := finding{at: e.at, unknown: name}
		f.Rule, f.Span = ruleUnknown, field.KeySpan
		f.Message = fmt.Sprintf("unknown field %q", name)
		if written := c.manifest.File.Slice(field.KeySpan); strings.Trim(written, `"'`) != name && !field.Merged {
			f.Message += fmt.Sprintf(" (YAML reads the unquoted key %s like this: quote it)", written)
		}
		if !c.misreadKey(&f, field, c.names(object)) {
			c.suggest(&f, field, object)
		}
		c.add(f)
	}
	withoutRivals(c.findings[first:])
}

// withoutRivals drops fixes that would give several fields of one object the same name.
func withoutRivals(unknown []finding) {
	count := map[string]int{}
	for _, f := range unknown {
		count[f.suggests]++
	}
	for i := range unknown {
		if f := &unknown[i]; count[f.suggests] > 1 {
			f.Fixes = nil
		}
	}
}

// suggest adds a suggestion to the finding: the field that was most likely meant, which is not set yet, or the releases or objects that have
// the unknown field, or else all fields of the object.
func (c *checker) suggest(f *finding, field *manifest.Field, object map[string]any) {
	known := c.names(object)
	word, near := fuzzy.Nearest(f.unknown, c.unset(f.at, known))
	elsewhere := c.places()[f.unknown]
	others := c.inOtherTargets(f)
	switch {
	case len(f.at) == 1 && f.at[0] == "spec" && c.target.MovedToAgentgateway(f.unknown):
		f.Help = c.movedHelp()
	case others != "":
		f.Help = others
		if len(elsewhere) > 0 && len(elsewhere) <= 3 {
			f.Help += "; here it is a field of " + and(elsewhere)
		}
	case near:
		f.suggests = word
		f.Message += fmt.Sprintf(", did you mean %q?", word)
		f.Fixes = c.rename(field, f.at, word, c.property(object, word))
	case len(elsewhere) > 0 && len(elsewhere) <= 3:
		f.Help = fmt.Sprintf("%s is a field of %s: check the indentation", f.unknown, and(elsewhere))
	case len(known) > 0 && len(known) <= 12:
		f.Help = "known fields: " + strings.Join(known, ", ")
	}
	f.Label = "not a field of " + c.objectName(f.at)
}

// movedHelp returns the help for a member of spec that kgateway moved to another kind.
func (c *checker) movedHelp() string {
	return "AI and MCP backends moved to AgentgatewayBackend in kgateway 2.2: `backendctl convert --to " + c.target.Release + "` rewrites them"
}

// unset returns the names that have no value in the object at a path.
func (c *checker) unset(at, names []string) []string {
	object := c.node(at)
	return slices.DeleteFunc(slices.Clone(names), func(name string) bool {
		value := object.Get(name)
		return value != nil && !isNull(value)
	})
}

// rename returns a fix that renames a key. It returns nil if the object has the new key already, or the old key comes from an alias or
// merge key. The fix is safe if the key is a clear misspelling and the value is valid.
func (c *checker) rename(field *manifest.Field, at []string, word string, property map[string]any) []diag.Fix {
	if c.node(at).Get(word) != nil || field.Merged {
		return nil
	}
	safety := diag.Unsafe
	if fuzzy.Misspelt(field.Key, word) && fits(field.Value, property) {
		safety = diag.Safe
	}
	written := c.manifest.File.Slice(field.KeySpan)
	return []diag.Fix{{
		Title: fmt.Sprintf("rename to %q", word), Safety: safety,
		Edits: []edit.Edit{{Span: field.KeySpan, New: strings.Replace(written, field.Key, word, 1)}},
	}}
}

// fits reports whether a value has a type that the property allows, or would have such a type with or without quotes.
func fits(value *manifest.Node, property map[string]any) bool {
	want := typesOf(property)
	got := typeOf(value)
	for _, name := range got.names() {
		if slices.Contains(want, name) {
			return true
		}
	}
	return value.Kind == manifest.Scalar && !isNull(value) && (slices.Contains(want, "string") || manifest.ResolvesTo(value.Text, want))
}

// typesOf returns the types that a schema allows.
func typesOf(s map[string]any) []string {
	if one, ok := s["type"].(string); ok {
		return []string{one}
	}
	return words(s["type"])
}

// objectName returns the name of an object in the notation of kubectl explain: spec.static.hosts[].
func (c *checker) objectName(at []string) string { return objectName(c.fieldPath(at)) }

func objectName(path []string) string {
	if len(path) == 0 {
		return "a Backend"
	}
	var b strings.Builder
	for _, token := range path {
		if isIndex(token) {
			b.WriteString("[]")
		} else {
			b.WriteString("." + token)
		}
	}
	return strings.TrimPrefix(b.String(), ".")
}

// inOtherTargets returns a help text with the other releases that have the unknown field in the same object, or "" if there are none.
func (c *checker) inOtherTargets(f *finding) string {
	field := append(c.fieldPath(f.at), f.unknown)
	return c.elsewhereKnown("field", func(v *Validator) bool { return v.hasField(field) })
}

// elsewhereKnown returns a help text with the other releases that have a field or value, or "" if there are none. what is the noun for the
// text; knows reports whether a release has the field or value.
func (c *checker) elsewhereKnown(what string, knows func(*Validator) bool) string {
	if c.target.Catalog() {
		return ""
	}
	var releases []string
	for _, t := range target.Releases() {
		other, err := For(t)
		if err == nil && t.ID != c.target.ID && knows(other) {
			releases = append(releases, t.Release)
		}
	}
	if c.target.Custom() && len(releases) > 0 {
		releases[0] = "kgateway " + releases[0]
	}
	switch len(releases) {
	case 0:
		return ""
	case 1:
		return fmt.Sprintf("%s has no such %s; %s has it", c.target.Name(), what, releases[0])
	}
	return fmt.Sprintf("%s has no such %s; %s have it", c.target.Name(), what, and(releases))
}
