package manifest

import (
	"encoding/json"
	"strings"

	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/source"
)

// kubectl, Flux and Argo CD read a file that begins with { as a stream of JSON values, with or without white space between them. Source:
// YAMLOrJSONDecoder in k8s.io/apimachinery. The functions here find the values of such a stream.

// jsonSpace is the white space of JSON.
const jsonSpace = " \t\r\n"

// splitStream cuts a text that begins with several JSON objects. Each part is one of the objects with the white space above it. Text after
// them that begins with { but is no JSON is split into documents. stray reports that the last part is other text. The parts are nil if the
// text does not begin with two JSON objects.
func splitStream(text string) (parts []source.Span, stray bool) {
	d := json.NewDecoder(strings.NewReader(text))
	end := 0
	for startsObject(text[end:]) {
		var value json.RawMessage
		if d.Decode(&value) != nil {
			break
		}
		next := int(d.InputOffset())
		parts = append(parts, source.Span{Start: end, End: next})
		end = next
	}
	if len(parts) < 2 {
		return nil, false
	}
	switch rest := strings.TrimLeft(text[end:], jsonSpace); {
	case rest == "":
		parts[len(parts)-1].End = len(text)
		return parts, false
	case startsObject(rest):
		for _, part := range split(text[end:]) {
			parts = append(parts, source.Span{Start: end + part.Start, End: end + part.End})
		}
		return parts, false
	default:
		return append(parts, source.Span{Start: end, End: len(text)}), true
	}
}

func startsObject(text string) bool { return strings.HasPrefix(strings.TrimLeft(text, jsonSpace), "{") }

// stray returns the broken document for the text after the JSON objects of a stream.
func (p *parser) stray(part source.Span) ([]*Document, []diag.Diagnostic) {
	t := &tree{}
	text := strings.TrimLeft(p.file.Slice(part), jsonSpace)
	line := strings.TrimRight(text[:lineEnd(text, 0)], jsonSpace)
	start := part.End - len(text)
	found := t.report(ruleSyntax, source.Span{Start: start, End: start + len(line)}, "only JSON objects can follow JSON objects")
	found.Help = "put `---` between all documents of this file, or write all of them as JSON"
	found.Document = p.index
	d := p.add(part, t)
	d.guess()
	return []*Document{d}, t.found(p.file)
}

// IsStream reports whether a text has several JSON objects without --- lines between them, so that only JSON can follow.
func IsStream(text string) bool {
	parts, _ := splitStream(text)
	return parts != nil
}
