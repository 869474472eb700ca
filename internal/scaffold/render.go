package scaffold

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/placeholder"
)

// A Text is a manifest as YAML, with the lines of its fields.
type Text struct {
	YAML  string
	lines map[place]int
}

type place struct {
	object  int
	pointer string
}

// Line returns the line of a field, counted from 1, or 0 if the field does not exist.
func (t Text) Line(object int, pointer string) int { return t.lines[place{object, pointer}] }

// Write writes the manifest as YAML. An error means that an embedded schema is damaged.
func (m *Manifest) Write(c Comments) (Text, error) {
	p := &printer{comments: c, line: 1, lines: map[place]int{}}
	for i, n := range m.objects {
		if i > 0 {
			p.print("---")
		}
		p.object = i
		p.words = nil
		if n.child("kind").value == backendKind && i == 0 {
			w, err := newWords(m.target, n, c)
			if err != nil {
				return Text{}, err
			}
			p.words = w
		}
		p.prose(0, p.says(n.note))
		p.fields(n, 0, "", "")
	}
	return Text{p.String(), p.lines}, nil
}

// JSON writes the manifest as JSON; several objects as a List.
func (m *Manifest) JSON() (string, error) {
	var value any = m.objects[0].ordered()
	if len(m.objects) > 1 {
		items := make([]json.Marshaler, 0, len(m.objects))
		for _, n := range m.objects {
			items = append(items, n.ordered())
		}
		value = struct {
			APIVersion string           `json:"apiVersion"`
			Kind       string           `json:"kind"`
			Items      []json.Marshaler `json:"items"`
		}{"v1", "List", items}
	}
	text, err := json.MarshalIndent(value, "", "  ")
	if err != nil {
		return "", fmt.Errorf("write JSON: %w", err)
	}
	return string(text) + "\n", nil
}

// ordered returns a node that keeps the order of its fields in JSON.
func (n *node) ordered() json.Marshaler { return jsonNode{n} }

type jsonNode struct{ *node }

func (n jsonNode) MarshalJSON() ([]byte, error) {
	if n.kind == scalar {
		return json.Marshal(n.value)
	}
	open, shut := "{", "}"
	if n.kind == list {
		open, shut = "[", "]"
	}
	var b strings.Builder
	b.WriteString(open)
	for i, child := range n.children {
		if i > 0 {
			b.WriteByte(',')
		}
		if n.kind == object {
			key, err := json.Marshal(child.key)
			if err != nil {
				return nil, err
			}
			b.Write(key)
			b.WriteByte(':')
		}
		value, err := jsonNode{child}.MarshalJSON()
		if err != nil {
			return nil, err
		}
		b.Write(value)
	}
	b.WriteString(shut)
	return []byte(b.String()), nil
}

// A printer writes YAML in the layout of fmt.
type printer struct {
	strings.Builder
	comments Comments
	words    *words // of the schema; nil for objects other than a Backend
	object   int
	line     int
	lines    map[place]int
}

func (p *printer) print(line string) {
	p.WriteString(line + "\n")
	p.line += strings.Count(line, "\n") + 1
}

// fields writes the fields of an object, the first one after start on the same line.
func (p *printer) fields(n *node, column int, pointer, start string) {
	for i, child := range n.children {
		lead := strings.Repeat(" ", column)
		at := pointer + diag.Pointer(child.key)
		if i > 0 || start == "" {
			p.about(child, column, at)
		} else {
			lead = start
		}
		p.lines[place{p.object, at}] = p.line
		p.value(child, lead+manifest.Write(child.key)+":", column, at)
	}
	if p.words != nil {
		p.offer(column, pointer)
	}
}

// value writes the value after a key.
func (p *printer) value(n *node, head string, column int, pointer string) {
	switch {
	case n.kind == object && len(n.children) == 0:
		p.print(head + " {}")
	case n.kind == list && len(n.children) == 0:
		p.print(head + " []")
	case n.kind == object:
		p.print(head)
		p.fields(n, column+2, pointer, "")
	case n.kind == list:
		p.print(head)
		p.items(n, column, pointer)
	default:
		p.print(head + " " + scalarText(n.value) + p.marked(n))
	}
}

// items writes a list, with each dash in the column of its key.
func (p *printer) items(n *node, column int, pointer string) {
	dash := strings.Repeat(" ", column) + "- "
	for i, item := range n.children {
		at := fmt.Sprintf("%s/%d", pointer, i)
		p.lines[place{p.object, at}] = p.line
		switch {
		case item.kind == object && len(item.children) > 0:
			p.about(item.children[0], column, at+diag.Pointer(item.children[0].key))
			p.fields(item, column+2, at, dash)
		case item.kind == object:
			p.print(dash + "{}")
		default:
			p.print(dash + scalarText(item.value) + p.marked(item))
		}
	}
}

// marked returns the comment of a placeholder, which is independent of the level of comments.
func (p *printer) marked(n *node) string {
	if n.mark == "" {
		return ""
	}
	return " " + placeholder.Mark + n.mark
}

// about writes the comment above a field.
func (p *printer) about(n *node, column int, pointer string) {
	text := n.note
	if p.comments == FullComments && n.more != "" {
		text = strings.TrimPrefix(text+" "+n.more, " ")
	}
	if text == "" && p.words != nil {
		text = p.words.about(pointer)
	}
	p.prose(column, p.says(text))
}

// says returns a comment, or "" without comments.
func (p *printer) says(text string) string {
	if p.comments == NoComments {
		return ""
	}
	return text
}

// prose writes a comment.
func (p *printer) prose(column int, text string) {
	if text == "" {
		return
	}
	const width, least = 100, 40
	for _, line := range wrap(text, max(width-column-2, least)) {
		p.print(strings.Repeat(" ", column) + "# " + line)
	}
}

// wrap breaks a text into lines of a maximum width; longer words are not broken.
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

// scalarText writes a scalar.
func scalarText(v any) string {
	switch v := v.(type) {
	case string:
		return manifest.Write(v)
	case nil:
		return "null"
	}
	return fmt.Sprint(v)
}

func firstSentence(text string) string {
	if i := strings.Index(text, ". "); i >= 0 {
		return text[:i+1]
	}
	return text
}

// lower returns a sentence as a clause: with a lower-case first letter, except in abbreviations.
func lower(text string) string {
	runes := []rune(text)
	if len(runes) < 2 || slices.Contains([]rune("ABCDEFGHIJKLMNOPQRSTUVWXYZ"), runes[1]) {
		return text
	}
	return strings.ToLower(string(runes[0])) + string(runes[1:])
}
