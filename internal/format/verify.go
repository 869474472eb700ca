package format

import (
	"reflect"
	"slices"
	"strings"

	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/source"
)

// differs returns a clause that states how the new text of a document differs in values or comments, or "" if it does not. It parses the
// new text. So a bug of this package leads to a message and never to a damaged manifest.
func differs(d *manifest.Document, text string) string {
	if text == d.File.Slice(d.Span) {
		return ""
	}
	documents, _ := manifest.Parse(source.New(d.File.Name(), []byte(text)), manifest.Options{Templates: true})
	switch {
	case len(documents) != 1:
		return "it would no longer be one document"
	case documents[0].Broken || documents[0].Root == nil:
		return "the result would not be valid"
	case !reflect.DeepEqual(value(documents[0].Root), value(d.Root)):
		return "a value would change"
	case !slices.Equal(comments(documents[0]), comments(d)):
		return "a comment would be lost or changed"
	}
	return ""
}

// value returns the value of a node in the types of JSON. The value of a template is unknown, so value returns the words of the template
// with single spaces between them.
func value(n *manifest.Node) any {
	switch {
	case n.Kind == manifest.Mapping:
		m := make(map[string]any, len(n.Fields))
		for _, f := range n.Fields {
			m[f.Key] = value(f.Value)
		}
		return m
	case n.Kind == manifest.Sequence:
		s := make([]any, len(n.Items))
		for i, item := range n.Items {
			s[i] = value(item)
		}
		return s
	case n.Template:
		return strings.Join(withoutChomping(n), " ")
	}
	return n.Value
}

// withoutChomping returns the words of a template. If it is a block scalar, the first word is its header, without the indicators "+" and
// "-". Formatting may change these when it adds a final line break to the file.
func withoutChomping(n *manifest.Node) []string {
	words := strings.Fields(n.Text)
	if n.Style == manifest.Literal || n.Style == manifest.Folded {
		words[0] = strings.Trim(words[0], "+-")
	}
	return words
}

// comments returns the texts of a document's comments, sorted.
func comments(d *manifest.Document) []string {
	var texts []string
	for _, span := range d.Comments() {
		texts = append(texts, strings.TrimRight(d.File.Slice(span), " \t"))
	}
	slices.Sort(texts)
	return texts
}
