package manifest

import (
	"encoding/json"
	"strconv"
	"strings"

	"github.com/backendctl/backendctl/internal/source"
)

// parseJSON parses a part that is a JSON object, and returns nil for anything else. JSON has its own parser because the YAML parser does
// not accept all of JSON (surrogate pairs, an escaped slash) and reads some numbers and words differently.
func parseJSON(f *source.File, part source.Span, o Options) *tree {
	text := f.Text()[part.Start:part.End]
	trimmed := strings.TrimLeft(text, " \t\r\n")
	if !strings.HasPrefix(trimmed, "{") || !json.Valid([]byte(text)) {
		return nil
	}
	j := &jsonParser{tree: &tree{}, text: f.Text(), at: part.End - len(trimmed), templates: o.Templates}
	j.root = j.value()
	return j.tree
}

// A jsonParser walks over text that is known to be valid JSON.
type jsonParser struct {
	*tree
	text      string
	at        int
	templates bool
}

func (j *jsonParser) value() *Node {
	j.skip()
	switch c := j.text[j.at]; c {
	case '{':
		return j.object()
	case '[':
		return j.array()
	case '"':
		text := j.string()
		j.template = j.template || text.Template
		return text
	default:
		return j.literal()
	}
}

func (j *jsonParser) object() *Node {
	n := &Node{Kind: Mapping, Flow: true, Span: source.Span{Start: j.at}}
	for j.at++; !j.closes('}'); {
		key := j.string()
		j.skip()
		j.at++ // skip the colon
		f := Field{Key: key.Text, KeySpan: key.Span, Value: j.value(), Template: isTemplateKey(key)}
		j.template = j.template || f.Template
		if first := n.Field(f.Key); first != nil {
			j.duplicateKey(*first, f)
		}
		n.add(f)
	}
	n.Span.End = j.at
	return n
}

func (j *jsonParser) array() *Node {
	n := &Node{Kind: Sequence, Flow: true, Span: source.Span{Start: j.at}}
	for j.at++; !j.closes(']'); {
		n.Items = append(n.Items, j.value())
	}
	n.Span.End = j.at
	return n
}

// closes skips white space and a comma, and reports whether the collection ends here. If it does, the position is after the bracket.
func (j *jsonParser) closes(bracket byte) bool {
	j.skip()
	if j.text[j.at] == ',' {
		j.at++
		j.skip()
	}
	if j.text[j.at] != bracket {
		return false
	}
	j.at++
	return true
}

func (j *jsonParser) string() *Node {
	start := j.at
	j.at = quotedEnd(j.text, start, '"')
	n := &Node{Style: DoubleQuoted, Span: source.Span{Start: start, End: j.at}}
	raw := j.text[start:j.at]
	if err := json.Unmarshal([]byte(raw), &n.Text); err != nil {
		n.Text = raw
	}
	n.Value = n.Text
	if j.templates && isTemplate(raw, n.Text) {
		n.Template = true
	}
	return n
}

// literal reads a number or a literal name. An integer is an int64 if it fits, as in the API server.
func (j *jsonParser) literal() *Node {
	start := j.at
	j.at += len(j.text[start:]) - len(strings.TrimLeft(j.text[start:], "+-.0123456789eEtrufalsn"))
	n := &Node{Text: j.text[start:j.at], Span: source.Span{Start: start, End: j.at}}
	n.Value = j.literalValue(n)
	return n
}

func (j *jsonParser) literalValue(n *Node) any {
	switch n.Text {
	case "null":
		return nil
	case "true", "false":
		return n.Text == "true"
	}
	if i, err := strconv.ParseInt(n.Text, 10, 64); err == nil {
		return i
	}
	f, err := strconv.ParseFloat(n.Text, 64)
	if err != nil {
		j.report(ruleSyntax, n.Span, n.Text+" is out of range for a number")
		return n.Text
	}
	return f
}

func (j *jsonParser) skip() {
	for j.at < len(j.text) && strings.IndexByte(" \t\r\n", j.text[j.at]) >= 0 {
		j.at++
	}
}
