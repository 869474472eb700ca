package schema

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/edit"
	"github.com/backendctl/backendctl/internal/manifest"
)

// wrongType reports a value of another type than the schema wants: what was found, what YAML made of it, and the way
// out where it is only a matter of quotes.
func (c *checker) wrongType(f *finding, node *manifest.Node, want []string) {
	f.Rule = ruleType
	want = slices.DeleteFunc(slices.Clone(want), func(t string) bool { return t == "null" })
	f.Message = fmt.Sprintf("expected %s, but %s", typeName(want), c.describe(f.at, node))
	switch {
	case slices.Contains(want, "string") && node.Style == manifest.Plain && node.Tag == "":
		f.Fixes = c.quote(node)
	case node.Style != manifest.Plain && manifest.ResolvesTo(node.Text, want):
		f.Fixes = c.unquote(node)
	}
	if node.Kind == manifest.Scalar && node.Value == nil && slices.Contains(want, "object") {
		f.Help = "indent what belongs to it below it"
	}
}

func typeName(want []string) string {
	names := map[string]string{
		"object": "a mapping", "array": "a list", "string": "a string", "integer": "an integer", "number": "a number", "boolean": "true or false",
	}
	out := make([]string, len(want))
	for i, w := range want {
		out[i] = names[w]
	}
	return strings.Join(out, " or ")
}

// describe says what a value is, and how it came to be that where its letters do not show it.
func (c *checker) describe(at []string, node *manifest.Node) string {
	shown := c.show(at, node)
	switch v := node.Value.(type) {
	case nil:
		switch {
		case node.Kind == manifest.Mapping:
			return "this is a mapping"
		case node.Kind == manifest.Sequence:
			return "this is a list"
		case node.Text == "":
			return "nothing is here"
		}
		return shown + " is null"
	case bool:
		if node.Text != strconv.FormatBool(v) && node.Text != "" {
			return fmt.Sprintf("YAML reads %s as %t", shown, v)
		}
		return shown + " is a boolean"
	case string:
		return shown + " is a string"
	}
	return describeNumber(shown, node, c.isSecret(at))
}

func describeNumber(shown string, node *manifest.Node, secret bool) string {
	text := jsonText(node.Value)
	if !secret && node.Text != "" && text != node.Text {
		return fmt.Sprintf("YAML reads %s as the number %s", shown, text)
	}
	if f, ok := node.Value.(float64); ok && f != float64(int64(f)) {
		return shown + " has a fraction"
	}
	return shown + " is a number"
}

// show writes a value for a message. A credential is never shown, whatever its type, and neither is a long text.
func (c *checker) show(at []string, node *manifest.Node) string {
	switch {
	case c.isSecret(at):
		return "the value"
	case node.Kind == manifest.Mapping:
		return "this mapping"
	case node.Kind == manifest.Sequence:
		return "this list"
	}
	text := node.Text
	if s, ok := node.Value.(string); ok {
		text = strconv.Quote(s)
	}
	if runes := []rune(text); len(runes) > 60 {
		return string(runes[:40]) + "…" + string(runes[len(runes)-12:])
	}
	if text == "" {
		return "null"
	}
	return text
}

// isSecret says whether a field may hold a credential: an inline token.
func (c *checker) isSecret(at []string) bool {
	at = c.fieldPath(at)
	return len(at) > 0 && at[len(at)-1] == "inline"
}

func (c *checker) quote(node *manifest.Node) []diag.Fix {
	if node.Defined != nil || node.Kind != manifest.Scalar || node.Value == nil {
		return nil
	}
	return []diag.Fix{{
		Title: "quote it", Safety: diag.Safe,
		Edits: []edit.Edit{{Span: node.Span, New: strconv.Quote(c.manifest.File.Slice(node.Span))}},
	}}
}

func (c *checker) unquote(node *manifest.Node) []diag.Fix {
	if node.Defined != nil || node.Style != manifest.DoubleQuoted && node.Style != manifest.SingleQuoted || node.Tag != "" {
		return nil
	}
	return []diag.Fix{{
		Title: "remove the quotes", Safety: diag.Safe,
		Edits: []edit.Edit{{Span: node.Span, New: node.Text}},
	}}
}

// jsonText writes a value as JSON, without HTML's escapes.
func jsonText(v any) string {
	var b strings.Builder
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		return fmt.Sprint(v)
	}
	return strings.TrimSpace(b.String())
}
