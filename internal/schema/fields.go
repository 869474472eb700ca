package schema

import (
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

// missing reports the fields that an object lacks, at its key.
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
		c.add(f)
	}
}

// example writes a field with a value that its schema gives as an example.
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

// unknown reports the fields of an object that its schema does not have.
func (c *checker) unknown(e *failure, fields []string) {
	known := c.names(c.schemaAt(e.schema))
	for _, name := range c.misindented(e, fields) {
		if len(c.findings) == mostFailures {
			c.more = true
			return
		}
		field := c.node(e.at).Field(name)
		if field == nil || field.Template {
			continue
		}
		f := finding{at: e.at, unknown: name}
		f.Rule, f.Span = ruleUnknown, field.KeySpan
		f.Message = fmt.Sprintf("unknown field %q", name)
		if written := c.manifest.File.Slice(field.KeySpan); strings.Trim(written, `"'`) != name && !field.Merged {
			f.Message += fmt.Sprintf(" (YAML reads the key %s so; quote it)", written)
		}
		if !c.misreadKey(&f, field, known) {
			c.suggest(&f, field, known)
		}
		c.add(f)
	}
}

// suggest says what an unknown field was most likely meant to be.
func (c *checker) suggest(f *finding, field *manifest.Field, known []string) {
	word, near := fuzzy.Nearest(f.unknown, known)
	elsewhere := c.places()[f.unknown]
	others := c.inOtherTargets(f)
	switch {
	case others != "":
		f.Help = others
		if len(elsewhere) > 0 && len(elsewhere) <= 3 {
			f.Help += "; here it is a field of " + and(elsewhere)
		}
	case near:
		f.suggests = word
		f.Message += fmt.Sprintf(", did you mean %q?", word)
		f.Fixes = c.rename(field, f.at, word)
	case len(elsewhere) > 0 && len(elsewhere) <= 3:
		f.Help = fmt.Sprintf("%s is a field of %s; check the indentation", f.unknown, and(elsewhere))
	case len(known) > 0 && len(known) <= 12:
		f.Help = "known here: " + strings.Join(known, ", ")
	}
	f.Label = "not a field of " + c.objectName(f.at)
}

// rename offers to mend a key, unless the right one is there already or the key came by alias or merge.
func (c *checker) rename(field *manifest.Field, at []string, word string) []diag.Fix {
	if c.node(at).Get(word) != nil || field.Merged {
		return nil
	}
	written := c.manifest.File.Slice(field.KeySpan)
	return []diag.Fix{{
		Title: fmt.Sprintf("rename to %q", word), Safety: diag.Safe,
		Edits: []edit.Edit{{Span: field.KeySpan, New: strings.Replace(written, field.Key, word, 1)}},
	}}
}

// objectName names an object the way kubectl explain does: spec.static.hosts[].
func (c *checker) objectName(at []string) string {
	if len(at) == 0 {
		return "a Backend"
	}
	parts := slices.Clone(at)
	for i, token := range parts {
		if parent := c.node(at[:i]); parent.Kind == manifest.Sequence {
			parts[i] = "[]"
		} else {
			parts[i] = "." + token
		}
	}
	return strings.TrimPrefix(strings.Join(parts, ""), ".")
}

// inOtherTargets says which releases have an unknown field at the same place.
func (c *checker) inOtherTargets(f *finding) string {
	field := append(slices.Clone(f.at), f.unknown)
	return c.elsewhereKnown("field", func(v *Validator) bool { return v.hasField(field) })
}

// elsewhereKnown says which releases know something that this one does not.
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
	switch len(releases) {
	case 0:
		return ""
	case 1:
		return fmt.Sprintf("kgateway %s has no such %s; %s has it", c.target.Release, what, releases[0])
	}
	return fmt.Sprintf("kgateway %s has no such %s; %s have it", c.target.Release, what, and(releases))
}
