package scaffold

import (
	"bytes"
	"encoding/json"
	"slices"
	"strconv"
	"strings"

	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/placeholder"
	"github.com/backendctl/backendctl/internal/source"
	"github.com/backendctl/backendctl/internal/yamltree"
)

// A Text is a manifest as YAML, with the positions of its fields.
type Text struct {
	YAML      string
	file      *source.File
	documents []*manifest.Document
}

// Line returns the line of a field of an object, counted from 1. It returns 0 if the field does not exist.
func (t Text) Line(object int, pointer string) int {
	if object >= len(t.documents) {
		return 0
	}
	tokens := diag.Tokens(pointer)
	root := t.documents[object].Root
	if f := root.FieldAt(tokens); f != nil {
		return t.file.LineOf(f.KeySpan.Start)
	}
	n, depth := root.Lookup(tokens)
	if depth < len(tokens) {
		return 0
	}
	return t.file.LineOf(n.Span.Start)
}

// Write returns the manifest as YAML. An error means that a built-in schema is invalid.
func (m *Manifest) Write(c Comments) (Text, error) {
	var b strings.Builder
	for i, n := range m.objects {
		w := writer{comments: c}
		if n.child("kind").value == backendKind && i == 0 {
			var err error
			if w.words, err = newWords(m.target, n, c); err != nil {
				return Text{}, err
			}
		}
		doc := yamltree.New(yamltree.Mapping(), nil)
		if i > 0 {
			doc.Prefix = "---\n"
		}
		for _, l := range w.prose(0, w.comment(n.note)) {
			doc.Prefix += l.Text + "\n"
		}
		w.fields(doc.Root, n, 0, 0, "")
		b.WriteString(doc.String())
	}
	file := source.New("scaffold", []byte(b.String()))
	documents, _ := manifest.Parse(file, manifest.Options{})
	return Text{b.String(), file, documents}, nil
}

// JSON returns the manifest as JSON. Several objects become a List.
func (m *Manifest) JSON() string {
	if len(m.objects) == 1 {
		return m.objects[0].text()
	}
	whole := &node{kind: object}
	whole.put("apiVersion", "v1")
	whole.put("kind", "List")
	whole.put("items", []any{}).children = m.objects
	return whole.text()
}

// text returns a node as JSON, with its fields in their order.
func (n *node) text() string {
	doc, _ := yamltree.New((&writer{}).value(n, 0, ""), nil).In(true)
	var escaped bytes.Buffer
	json.HTMLEscape(&escaped, []byte(doc.String())) // as encoding/json escapes texts
	return escaped.String()
}

// A writer converts nodes to trees of package yamltree, with their comments.
type writer struct {
	comments Comments
	words    *words // the schema's descriptions; nil for objects other than the first Backend
}

// fields adds the fields of an object to a mapping whose keys are in the given column. The parameter first is the column of the comment
// above the first field: in an item of a list, this comment is above the dash.
func (w *writer) fields(to *yamltree.Node, n *node, first, column int, pointer string) {
	for i, child := range n.children {
		at := pointer + diag.Pointer(child.key)
		above := column
		if i == 0 {
			above = first
		}
		lead := w.about(child, above, at)
		e := to.Insert(i, child.key, w.value(child, column, at))
		e.Lead, e.Rest = lead, marked(child)
	}
	if w.words != nil {
		to.Tail = w.offers(column, pointer)
	}
}

// value returns the tree of a node whose key is in a column. A list has its dashes in the column of its key.
func (w *writer) value(n *node, column int, pointer string) *yamltree.Node {
	switch n.kind {
	case scalar:
		return yamltree.Scalar(n.value)
	case object:
		return w.object(n, column+2, column+2, pointer)
	}
	out := yamltree.Sequence()
	for i, item := range n.children {
		at := pointer + diag.Pointer(strconv.Itoa(i))
		if item.kind == object {
			out.Append(w.object(item, column, column+2, at))
		} else {
			out.Append(w.value(item, column, at)).Rest = marked(item)
		}
	}
	return out
}

func (w *writer) object(n *node, first, column int, pointer string) *yamltree.Node {
	out := yamltree.Mapping()
	if len(n.children) > 0 {
		w.fields(out, n, first, column, pointer)
	}
	return out
}

// marked returns the comment of a placeholder, or "" for other values. All levels of comments include it.
func marked(n *node) string {
	if n.mark == "" {
		return ""
	}
	return " " + placeholder.Mark + n.mark
}

// about returns the comment above a field, wrapped into lines. column is the indentation of the field.
func (w *writer) about(n *node, column int, pointer string) []yamltree.Line {
	text := n.note
	if w.comments == FullComments && n.more != "" {
		text = strings.TrimPrefix(text+" "+n.more, " ")
	}
	if text == "" && w.words != nil {
		text = w.words.about(pointer)
	}
	return w.prose(column, w.comment(text))
}

// comment returns the text of a comment, or "" if the level is NoComments.
func (w *writer) comment(text string) string {
	if w.comments == NoComments {
		return ""
	}
	return text
}

// prose returns a text as the lines of a comment in a column.
func (w *writer) prose(column int, text string) []yamltree.Line {
	if text == "" {
		return nil
	}
	const width, least = 100, 40
	var lines []yamltree.Line
	for _, line := range wrap(text, max(width-column-2, least)) {
		lines = append(lines, yamltree.Line{Text: "# " + line})
	}
	return lines
}

// wrap breaks a text into lines of a maximum width. It does not break words.
func wrap(text string, width int) []string {
	var lines []string
	line := ""
	for word := range strings.FieldsSeq(text) {
		if line != "" && len([]rune(line))+1+len([]rune(word)) > width {
			lines, line = append(lines, line), ""
		}
		line = strings.TrimPrefix(line+" "+word, " ")
	}
	return append(lines, line)
}

func firstSentence(text string) string {
	if i := strings.Index(text, ". "); i >= 0 {
		return text[:i+1]
	}
	return text
}

// lower returns a sentence with its first letter in lower case. It does not change a sentence that begins with an abbreviation such as AWS.
func lower(text string) string {
	runes := []rune(text)
	if len(runes) < 2 || slices.Contains([]rune("ABCDEFGHIJKLMNOPQRSTUVWXYZ"), runes[1]) {
		return text
	}
	return strings.ToLower(string(runes[0])) + string(runes[1:])
}
