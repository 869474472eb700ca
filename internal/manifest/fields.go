package manifest

import (
	"fmt"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/source"
)

// field adds a key of a mapping. Keys are compared by their resolved values, as in the API server's parser.
func (b *builder) field(m *Node, key, value *Node) {
	if key.Kind != Scalar {
		if span, ok := b.expression(key); ok {
			b.report(ruleUnrendered, span, messageUnrendered)
			return
		}
		d := b.report(ruleSyntax, key.Span, "a key of a Kubernetes object must be a string, got a "+key.Kind.String())
		if strings.HasSuffix(b.text[:key.Span.Start], "{") && strings.HasPrefix(b.text[key.Span.Start:], "{") {
			d.Message = "quote a value that starts with `{{`; YAML reads it as a mapping in a mapping"
			d.Help = "if it is a template, render it first"
		}
		return
	}
	name, ok := keyString(key.Value)
	if !ok {
		b.report(ruleSyntax, key.Span, fmt.Sprintf("a key of a Kubernetes object must be a string; quote it: %q", key.Text))
		return
	}
	f := Field{Key: name, KeySpan: key.Span, Value: value, Template: isTemplateKey(key)}
	b.template = b.template || f.Template
	if key.Value != name {
		f.id = key.Value
	}
	if first := m.Field(name); first != nil && !key.Template {
		b.duplicate(*first, f)
	}
	m.add(f)
}

// expression returns the span of a template expression that YAML reads as a mapping in a mapping: key is the inner mapping.
func (b *builder) expression(key *Node) (source.Span, bool) {
	span := source.Span{Start: max(key.Span.Start-1, 0), End: min(key.Span.End+1, len(b.text))}
	text := b.text[span.Start:span.End]
	return span, b.templates && strings.HasPrefix(text, "{{") && hasTemplate(text)
}

// value builds a node that is not a key. It converts numbers as JSON does. It reports a number that JSON cannot represent, and sets the
// node's value to the text of the number.
func (b *builder) value(y *yaml.Node, indent int) *Node {
	n := b.node(y, indent)
	b.template = b.template || n.Template
	v, ok := jsonNumber(n.Value)
	if !ok {
		b.report(ruleSyntax, n.Span, n.Text+" is a number that JSON cannot represent, so the API server rejects it")
		v = n.Text
	}
	n.Value = v
	return n
}

// duplicate reports a key that exists already. Keys of different types, such as y and "true", are different for the parser and become equal
// only in JSON. The API server accepts such a document, and it is random which of the two values it keeps.
func (b *builder) duplicate(first, again Field) {
	if first.id != again.id {
		b.ambiguous(first, again)
		return
	}
	if first.Merged || again.Merged {
		b.override(first, again)
		return
	}
	b.duplicateKey(first, again)
}

// duplicateKey reports a key that is set twice.
func (t *tree) duplicateKey(first, again Field) {
	d := t.report(ruleDuplicateKey, again.KeySpan, fmt.Sprintf("key %q is set twice", again.Key))
	d.Related = []diag.Related{{Message: "first set here", Span: first.KeySpan}}
	d.Label = "set again"
	d.Help = helpDuplicate
}

// override reports a key that a merge key adds although the mapping has it, or although another merge key adds it. In YAML one of the two
// values wins, and kubectl accepts the document. The API server's strict parser treats the key like a key that is set twice.
func (b *builder) override(first, again Field) {
	b.overrides++
	message, sent := fmt.Sprintf("key %q overrides the same key from the merge key", again.Key), "with this value"
	place := "merged from here"
	switch {
	case first.Merged && again.Merged:
		message, sent = fmt.Sprintf("the merge key adds %q twice", again.Key), "with one of the two values"
	case again.Merged:
		message, sent = fmt.Sprintf("the merge key adds %q, which is set above", again.Key), "with the merged value"
		place = "set here"
	}
	d := b.report(ruleDuplicateKey, again.KeySpan, message)
	d.Related = []diag.Related{{Message: place, Span: first.KeySpan}}
	d.Label = "set again"
	d.Help = "kubectl sends the merged object, " + sent + ", but strict YAML parsing rejects it; write the fields out instead of merging them"
}

func (b *builder) ambiguous(first, again Field) {
	d := b.report(ruleAmbiguousKey, again.KeySpan, fmt.Sprintf("this key and another key both become %q in JSON", again.Key))
	d.Related = []diag.Related{{Message: "becomes the same key", Span: first.KeySpan}}
	d.Help = "it is random which of the two values the API server keeps; remove one of the keys"
}

// merge adds the fields of the mappings in the value of a merge key. It does not override fields. It reports a key that exists already as a
// duplicate, as the API server's strict parser does.
func (b *builder) merge(m, key, value *Node) {
	switch {
	case value.Kind == Mapping:
		b.mergeFields(m, key, value)
	case value.Kind == Sequence && !value.shared:
		for i := len(value.Items) - 1; i >= 0; i-- {
			if value.Items[i].Kind != Mapping {
				b.report(ruleSyntax, value.Items[i].Span, "a merge key must contain only mappings")
				continue
			}
			b.mergeFields(m, key, value.Items[i])
		}
	default:
		b.report(ruleSyntax, value.Span, "a merge key must be a mapping or a list of mappings")
	}
}

func (b *builder) mergeFields(m, key, from *Node) {
	for _, f := range from.Fields {
		merged := f
		merged.Merged = true
		if first := m.Field(f.Key); first != nil {
			merged.KeySpan = key.Span
			b.duplicate(*first, merged)
			continue
		}
		m.add(merged)
	}
}

// String returns the name of the kind for messages.
func (k Kind) String() string {
	switch k {
	case Mapping:
		return "mapping"
	case Sequence:
		return "list"
	}
	return "scalar"
}
