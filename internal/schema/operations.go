package schema

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/edit"
	"github.com/backendctl/backendctl/internal/fuzzy"
	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/source"
)

// operations are the operations of a JSON patch (RFC 6902).
var operations = []string{"add", "copy", "move", "remove", "replace", "test"}

// CheckOperations returns the findings of a JSON patch (RFC 6902) of a Backend: unknown operations, paths to unknown fields, and values
// that are not valid for their field.
func (v *Validator) CheckOperations(d *manifest.Document) []diag.Diagnostic {
	if d.Root == nil {
		return nil
	}
	c := &checker{Validator: v, manifest: d, patched: map[string][]string{}}
	for i, item := range d.Root.Items {
		if item.Kind == manifest.Mapping {
			c.operation([]string{strconv.Itoa(i)}, item)
		}
	}
	return c.report()
}

func (c *checker) operation(at []string, item *manifest.Node) {
	if op := item.Get("op"); op != nil && !slices.Contains(operations, op.String()) {
		f := finding{at: append(at, "op")}
		f.Span = c.valueSpan(f.at)
		c.notListed(&f, op, anyOf(operations))
		c.add(f)
	}
	if from := item.Get("from"); from != nil {
		c.follow(append(at, "from"), from)
	}
	path := item.Get("path")
	if path == nil {
		return
	}
	field := c.follow(append(at, "path"), path)
	value := item.Get("value")
	if field == nil || value == nil || field.accepts(value) {
		return
	}
	c.patched[at[0]] = diag.Tokens(path.String())
	limit := mostFailures
	e := &explanation{at: append(at, "value"), left: &limit}
	e.schema(field, value)
	c.more = c.more || limit < 0
	for i := range e.failures {
		c.collect(&e.failures[i])
	}
}

func anyOf(words []string) []any {
	out := make([]any, len(words))
	for i, w := range words {
		out[i] = w
	}
	return out
}

// fieldPath converts a path in the document to the path of a field of the Backend. The two are equal except in a JSON patch: there, the
// path that the operation changes replaces the path of the operation's value.
func (c *checker) fieldPath(at []string) []string {
	if c.patched == nil || len(at) < 2 || at[1] != "value" {
		return slices.Clone(at)
	}
	return append(slices.Clone(c.patched[at[0]]), at[2:]...)
}

// follow returns the schema of the field at an operation's path. It returns nil if the schema does not describe the field, and reports a
// path to an unknown field.
func (c *checker) follow(at []string, path *manifest.Node) *compiledSchema {
	text, ok := path.Value.(string)
	if !ok || path.Template {
		return nil
	}
	f := finding{at: at}
	f.Rule, f.Span = ruleFormat, c.valueSpan(at)
	if text != "" && text[0] != '/' {
		f.Message = fmt.Sprintf("%q is not valid: expected a JSON Pointer, which begins with /, such as /spec/static/hosts/0/port", text)
		c.add(f)
		return nil
	}
	tokens := diag.Tokens(text)
	s := c.part()
	for i, token := range tokens {
		next, problem := s.enter(token)
		if problem == "" {
			if s = next; s == nil {
				return nil
			}
			continue
		}
		f.Span = c.tokenSpan(path, i)
		f.Message = fmt.Sprintf("%q is not valid: %s is %s", token, objectName(tokens[:i]), problem)
		if problem == noField {
			c.unknownStep(&f, path, tokens[:i+1], s.fields())
		}
		c.add(f)
		return nil
	}
	return s
}

// unknownStep completes a finding about the last token of a path, which is not a field of the object that the other tokens lead to.
func (c *checker) unknownStep(f *finding, path *manifest.Node, tokens, known []string) {
	parent, token := tokens[:len(tokens)-1], tokens[len(tokens)-1]
	f.Rule, f.Message, f.Label = ruleUnknown, fmt.Sprintf("unknown field %q", token), "not a field of "+objectName(parent)
	word, near := fuzzy.Nearest(token, known)
	switch others := c.elsewhereKnown("field", func(v *Validator) bool { return v.hasField(tokens) }); {
	case others != "":
		f.Help = others
	case near:
		f.Message += fmt.Sprintf(", did you mean %q?", word)
		if f.Span != path.Span {
			f.Fixes = []diag.Fix{{Title: fmt.Sprintf("rename to %q", word), Safety: diag.Safe, Edits: []edit.Edit{{Span: f.Span, New: word}}}}
		}
	case len(known) > 0 && len(known) <= 12:
		f.Help = "known fields: " + strings.Join(known, ", ")
	}
}

// tokenSpan returns the span of the token with the index n of a path. It returns the span of the whole path if the file does not contain
// the path literally, because of an alias or an escape.
func (c *checker) tokenSpan(path *manifest.Node, n int) source.Span {
	start := strings.Index(c.manifest.File.Slice(path.Span), path.Text)
	if path.Defined != nil || start < 0 || strings.Contains(path.Text, "\n") {
		return path.Span
	}
	words := strings.Split(path.Text, "/")
	if n+1 >= len(words) {
		return path.Span
	}
	start += path.Span.Start + len(strings.Join(words[:n+1], "/")) + 1
	return source.Span{Start: start, End: start + len(words[n+1])}
}

// noField is the problem that enter returns for a token that is not a field of an object.
const noField = "an object without this field"

// enter returns the schema of the field or item that a token selects, or nil if s does not describe it. If values of s cannot have such a
// field or item, problem describes these values; otherwise it is empty.
func (s *compiledSchema) enter(token string) (next *compiledSchema, problem string) {
	open := true
	for _, k := range s.all() {
		switch k := k.(type) {
		case items:
			if token == "-" || isIndex(token) {
				return k.schema, ""
			}
			return nil, "a list, so an index or - is expected"
		case properties:
			if field := k[token]; field != nil {
				return field, ""
			}
		case additional:
			if k.isUnknown(token) {
				return k.schema, ""
			}
		case closed:
			if k.isUnknown(token) {
				return nil, noField
			}
		case types:
			open = open && k&(isObject|isArray) != 0
		}
	}
	if !open {
		return nil, "a single value, which has no fields"
	}
	return nil, ""
}

// fields returns the sorted field names of an object schema.
func (s *compiledSchema) fields() []string {
	var out []string
	for _, k := range s.all() {
		if p, ok := k.(properties); ok {
			for name := range p {
				out = append(out, name)
			}
		}
	}
	slices.Sort(out)
	return out
}

// all returns the keywords of a schema and of the schemas that it refers to.
func (s *compiledSchema) all() []keyword {
	var out []keyword
	for _, k := range s.keywords {
		if r, ok := k.(reference); ok {
			out = append(out, r.to.all()...)
		}
		out = append(out, k)
	}
	return out
}

func isIndex(token string) bool {
	return token == "-" || token != "" && strings.Trim(token, "0123456789") == ""
}
