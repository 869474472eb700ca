package schema

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/edit"
	"github.com/backendctl/backendctl/internal/fuzzy"
	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/source"
)

// value reports a value that is not valid.
func (c *checker) value(e *failure) {
	f := finding{at: e.at}
	node := c.node(e.at)
	f.Span = c.valueSpan(e.at)
	switch k := e.kind.(type) {
	case types:
		c.wrongType(&f, node, k.names())
	case enum:
		c.notListed(&f, node, k.written)
	case constant:
		f.Rule, f.Message = ruleUnknownValue, fmt.Sprintf("%s, expected %s", c.show(f.at, node), jsonText(k.value))
	case pattern:
		f.Rule, f.Message = ruleFormat, c.show(f.at, node)+" is not valid: "+c.expected(e)
	case duplicateEntry:
		c.duplicate(&f, k)
	case invalidKey:
		c.badKey(&f, e, k)
	case tooMany:
		f.Rule, f.Message = ruleUnion, fmt.Sprintf("%d entries are %s: at most %d may be", k.got, c.words(e, "contains", "alike"), k.want)
	case crdRule:
		f.Rule, f.Span = ruleTogether, c.keySpan(f.at)
		f.Message = "a rule of the CRD does not hold: " + k.message
	case setCount:
		f.Rule, f.Span = ruleUnion, c.keySpan(f.at)
		f.Message = fmt.Sprintf("%s set: expected %s", plural(k.got, "field"), k.bounds())
	case never:
		f.Rule, f.Message, f.Span = ruleUnknown, "this field is not allowed here", c.keySpan(f.at)
	default:
		c.limit(&f, node, e)
	}
	c.misread(&f, e, node)
	c.add(f)
}

// valueSpan returns the span of a value, or of its key if the value has no text.
func (c *checker) valueSpan(at []string) source.Span {
	if node := c.node(at); node.Span.Len() > 0 {
		return node.Span
	}
	return c.keySpan(at)
}

// expected returns the description of a pattern, with an example of a valid value.
func (c *checker) expected(e *failure) string {
	s := c.schemaAt(e.schema)
	what, ok := s["x-expected"].(string)
	if !ok {
		what = "a value that matches " + fmt.Sprint(s["pattern"])
	}
	if examples, _ := s["examples"].([]any); len(examples) > 0 {
		what += ", such as " + jsonText(examples[0])
	}
	return "expected " + what
}

// words returns the text of x-expected in the schema that a keyword contains, or the fallback if there is none.
func (c *checker) words(e *failure, keyword, fallback string) string {
	s, _ := c.schemaAt(e.schema)[keyword].(map[string]any)
	if w, ok := s["x-expected"].(string); ok {
		return w
	}
	return fallback
}

// limit reports a number, a length or a count out of its bounds.
func (c *checker) limit(f *finding, node *manifest.Node, e *failure) {
	f.Rule = ruleRange
	shown := c.show(f.at, node)
	switch k := e.kind.(type) {
	case minLength:
		f.Message = fmt.Sprintf("%s has %s: must have at least %d", shown, plural(length(node), "character"), k)
		if k == 1 {
			f.Message = "the value must not be empty"
		}
	case maxLength:
		f.Message = fmt.Sprintf("the value has %s: must have at most %d", plural(length(node), "character"), k)
	case minimum, maximum, greater, less:
		f.Message = fmt.Sprintf("%s is out of range: must be %s", strings.TrimLeft(fieldName(f.at)+" "+shown, " "), c.bounds(e))
	case multiple:
		f.Message = fmt.Sprintf("%s is not valid: must be a multiple of %s", shown, k.of.RatString())
	case uniqueItems:
		f.Rule, f.Message = ruleDuplicate, "two entries of this list are equal"
		f.Span = c.keySpan(f.at)
	case stringFormat:
		f.Rule, f.Message = ruleFormat, fmt.Sprintf("%s is not valid: expected the format %s", shown, string(k))
	case minItems:
		f.Message = fmt.Sprintf("the list has %s: must have at least %d", plural(len(node.Items), "entry"), k)
		if len(node.Items) == 0 {
			f.Message = "the list is empty: must have at least " + plural(int(k), "entry")
		}
		f.Span = c.keySpan(f.at)
	case maxItems:
		f.Message = fmt.Sprintf("the list has %s: must have at most %d", plural(len(node.Items), "entry"), k)
		f.Span = c.keySpan(f.at)
	case maxTotalSize:
		f.Message = fmt.Sprintf("keys and values take %d bytes together: must be at most %d", k.size(node), k)
		f.Span = c.keySpan(f.at)
	default:
		f.Rule = ruleFormat
		f.Message = shown + " is not allowed here"
		if s := c.schemaAt(e.schema); s["x-expected"] != nil {
			f.Message = shown + " is not valid: " + c.expected(e)
		}
	}
}

func length(n *manifest.Node) int { return utf8.RuneCountInString(n.String()) }

// fieldName returns the last token of a path if it is a field, and "" for an item of a list.
func fieldName(at []string) string {
	if len(at) == 0 || strings.Trim(at[len(at)-1], "0123456789") == "" {
		return ""
	}
	return at[len(at)-1]
}

// bounds returns the allowed range of a number: the description in x-expected or, if there is none, the limits in the schema.
func (c *checker) bounds(e *failure) string {
	s := c.schemaAt(e.schema)
	if what, ok := s["x-expected"].(string); ok {
		return strings.TrimPrefix(what, "a "+fieldName(e.at)+" from ")
	}
	if above, ok := s["exclusiveMinimum"].(json.Number); ok {
		if _, tooLarge := e.kind.(less); !tooLarge {
			return fmt.Sprintf("more than %s", above)
		}
	}
	if below, ok := s["exclusiveMaximum"].(json.Number); ok {
		return fmt.Sprintf("less than %s", below)
	}
	low, hasLow := s["minimum"].(json.Number)
	high, hasHigh := s["maximum"].(json.Number)
	switch {
	case hasLow && hasHigh:
		return fmt.Sprintf("%s to %s", low, high)
	case hasLow:
		return fmt.Sprintf("%s or more", low)
	}
	return fmt.Sprintf("%s or less", high)
}

// notListed reports a value that is not in the enumeration of a field.
func (c *checker) notListed(f *finding, node *manifest.Node, want []any) {
	f.Rule = ruleUnknownValue
	known := texts(want)
	f.Message = "unknown value " + c.show(f.at, node)
	if node.Kind != manifest.Scalar {
		f.Message = "expected one of the allowed values, " + c.describe(f.at, node)
	}
	f.Help = "allowed: " + strings.Join(known, ", ")
	text, isText := node.Value.(string)
	if slices.Equal(f.at, []string{"spec", "type"}) && c.target.MovedToAgentgateway(strings.ToLower(text)) {
		f.Help = c.movedHelp()
		return
	}
	field := c.fieldPath(f.at)
	if others := c.elsewhereKnown("value", func(v *Validator) bool { return slices.Contains(v.values(field), text) }); isText && others != "" {
		f.Help = others + "; " + f.Help
		return
	}
	if word, near := fuzzy.Nearest(text, known); isText && near {
		f.Message += fmt.Sprintf(", did you mean %q?", word)
		f.Fixes = c.replace(node, word)
	}
}

func texts(values []any) []string {
	var out []string
	for _, v := range values {
		if s, ok := v.(string); ok {
			out = append(out, s)
		}
	}
	return out
}

// replace returns a fix that replaces a value with a word. It is safe if the two differ only in case. The result is nil if the value comes
// from an alias, has a tag or is on several lines.
func (c *checker) replace(node *manifest.Node, word string) []diag.Fix {
	if node.Defined != nil || node.Tag != "" || strings.ContainsAny(c.manifest.File.Slice(node.Span), "\n\r") {
		return nil
	}
	safety := diag.Unsafe
	if strings.EqualFold(node.Text, word) {
		safety = diag.Safe
	}
	return []diag.Fix{{
		Title: fmt.Sprintf("replace with %q", word), Safety: safety,
		Edits: []edit.Edit{{Span: node.Span, New: node.Like(word)}},
	}}
}

// duplicate reports the second of two list entries with the same key.
func (c *checker) duplicate(f *finding, k duplicateEntry) {
	list := c.node(f.at)
	first, again := list.Items[k.first], list.Items[k.again]
	place := func(item *manifest.Node) source.Span {
		if v := item.Get(k.keys[0]); v != nil && v.Span.Len() > 0 && item.Defined == nil {
			return v.Span
		}
		return item.Span
	}
	f.Rule, f.Span = ruleDuplicate, place(again)
	f.at = append(slices.Clone(f.at), strconv.Itoa(k.again))
	f.Label = "used again"
	f.Related = []diag.Related{{Message: "first used here", File: c.manifest.File, Span: place(first)}}
	if v := again.Get(k.keys[0]); v != nil {
		if v.Template {
			f.at = append(f.at, k.keys[0])
		}
		f.Message = fmt.Sprintf("%s %s is used twice in this list", k.keys[0], c.show(f.at, v))
		return
	}
	f.Message = fmt.Sprintf("two entries of this list have no %s, so they count as equal", k.keys[0])
}

// badKey reports a key of a map that is not valid.
func (c *checker) badKey(f *finding, e *failure, k invalidKey) {
	f.at = append(slices.Clone(e.at), k.key)
	f.Rule, f.Span = ruleFormat, c.fieldSpan(e.at, k.key)
	if field := c.node(e.at).Field(k.key); field != nil && field.Template {
		f.at = e.at // so that add drops the finding, because a key of this object is a template
	}
	names, _ := c.schemaAt(e.schema)["propertyNames"].(map[string]any)
	names = c.resolve(names)
	f.Message = fmt.Sprintf("the key %q is not valid", k.key)
	if what, ok := names["x-expected"].(string); ok {
		f.Message += ": expected " + what
	}
	if examples, _ := names["examples"].([]any); len(examples) > 0 {
		f.Message += ", such as " + jsonText(examples[0])
	}
}

func plural(n int, noun string) string {
	switch {
	case n == 1:
		return "1 " + noun
	case strings.HasSuffix(noun, "y"):
		return fmt.Sprintf("%d %sies", n, strings.TrimSuffix(noun, "y"))
	}
	return fmt.Sprintf("%d %ss", n, noun)
}
