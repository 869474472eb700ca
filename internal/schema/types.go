package schema

import (
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/edit"
	"github.com/backendctl/backendctl/internal/manifest"
)

// wrongType reports a value of the wrong type, and offers to add or remove quotes if that is enough.
func (c *checker) wrongType(f *finding, node *manifest.Node, want []string) {
	f.Rule = ruleType
	want = slices.DeleteFunc(slices.Clone(want), func(t string) bool { return t == "null" })
	f.Message = fmt.Sprintf("expected %s, %s", typeName(want), c.describe(f.at, node))
	switch {
	case slices.Contains(want, "string") && node.Style == manifest.Plain && node.Tag == "":
		f.Fixes = c.quote(node)
	case node.Style != manifest.Plain && manifest.ResolvesTo(node.Text, want):
		f.Help, f.Fixes = unquoteHelp(node, want), c.unquote(node, want)
	}
	if isNull(node) && slices.Contains(want, "object") {
		f.Help = "indent its fields below it"
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

// describe returns a description of a value. It includes the value that YAML reads if this is not obvious from the text.
func (c *checker) describe(at []string, node *manifest.Node) string {
	switch v := node.Value.(type) {
	case nil:
		return "got " + describeNothing(node)
	case bool:
		if !c.isSecret(at) && node.Text != strconv.FormatBool(v) && node.Text != "" {
			return fmt.Sprintf("but YAML reads %s as %t", c.show(at, node), v)
		}
		return "got " + c.named(at, node, "a boolean", "the boolean")
	case string:
		return "got " + c.named(at, node, "a string", "the string")
	}
	return c.describeNumber(at, node)
}

// describeNothing describes a null, a mapping or a list.
func describeNothing(node *manifest.Node) string {
	switch {
	case node.Kind == manifest.Mapping:
		return "a mapping"
	case node.Kind == manifest.Sequence:
		return "a list"
	case node.Text == "":
		return "an empty value"
	}
	return "null"
}

func (c *checker) describeNumber(at []string, node *manifest.Node) string {
	text := jsonText(node.Value)
	if !c.isSecret(at) && node.Text != "" && text != node.Text {
		return fmt.Sprintf("but YAML reads %s as the number %s", c.show(at, node), text)
	}
	got := "got " + c.named(at, node, "a number", "the number")
	if f, ok := node.Value.(float64); ok && f != math.Trunc(f) {
		got += ", which has a fraction"
	}
	return got
}

// named returns the parameter this, such as "the string", followed by the value. If the value may be a credential, it returns only the
// parameter some, such as "a string".
func (c *checker) named(at []string, node *manifest.Node, some, this string) string {
	if c.isSecret(at) {
		return some
	}
	return this + " " + c.show(at, node)
}

// show returns a value for a message. It never shows a credential, and shortens long texts.
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

// isSecret reports whether a field may contain a credential: an inline token.
func (c *checker) isSecret(at []string) bool {
	at = c.fieldPath(at)
	return len(at) > 0 && at[len(at)-1] == "inline"
}

// quote returns a fix that quotes a number or a boolean. It quotes the original text: the value of 007 is the number 7, without the zeros.
func (c *checker) quote(node *manifest.Node) []diag.Fix {
	if node.Defined != nil || node.Kind != manifest.Scalar || node.Value == nil {
		return nil
	}
	return []diag.Fix{{
		Title: "quote it", Safety: diag.Safe,
		Edits: []edit.Edit{{Span: node.Span, New: strconv.Quote(c.manifest.File.Slice(node.Span))}},
	}}
}

// unquote returns a fix that removes quotes if the text is the JSON form of the value. Other texts may change their value: without quotes,
// 017 is 15.
func (c *checker) unquote(node *manifest.Node, want []string) []diag.Fix {
	if node.Defined != nil || node.Style != manifest.DoubleQuoted && node.Style != manifest.SingleQuoted || node.Tag != "" || !isCanonical(node.Text, want) {
		return nil
	}
	return []diag.Fix{{
		Title: "remove the quotes", Safety: diag.Safe,
		Edits: []edit.Edit{{Span: node.Span, New: node.Text}},
	}}
}

func unquoteHelp(node *manifest.Node, want []string) string {
	switch {
	case isCanonical(node.Text, want):
		return ""
	case slices.Contains(want, "boolean"):
		return "write true or false, without quotes"
	}
	return "write a decimal number, without quotes and leading zeros"
}

// isCanonical reports whether a text is an integer in its JSON form or, if want contains boolean, true or false.
func isCanonical(text string, want []string) bool {
	if slices.Contains(want, "boolean") && (text == "true" || text == "false") {
		return true
	}
	n, err := strconv.ParseInt(text, 10, 64)
	return err == nil && strconv.FormatInt(n, 10) == text
}

// jsonText returns a value as JSON, without HTML escapes.
func jsonText(v any) string {
	var b strings.Builder
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		return fmt.Sprint(v)
	}
	return strings.TrimSpace(b.String())
}
