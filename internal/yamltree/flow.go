package yamltree

import (
	"encoding/json"
	"strconv"
	"strings"

	"github.com/backendctl/backendctl/internal/manifest"
)

// text returns the text of a value that is not a block. It is the original text if that is still correct.
func (p *printer) text(n *Node, column int) string {
	switch {
	case n.repeats != nil && p.repeats(n):
		return n.Raw
	case n.Kind == manifest.Scalar:
		return p.scalar(n)
	}
	return p.flowText(n, column)
}

func (p *printer) scalar(n *Node) string {
	switch {
	case n.Alias == nil && !n.changed && !n.IsLiteral() && strings.HasSuffix(n.Raw, ":") && n.holder != nil && n.holder.Column < 0:
		return manifest.Write(n.String()) // moved out of brackets, a scalar without quotes cannot end with a colon
	case n.repeats == nil && !n.changed && (n.Raw != "" || n.Origin != nil):
		return n.Raw
	case n.repeats != nil && n.repeats.Kind == manifest.Scalar && !strings.Contains(n.repeats.Raw, "\n") && n.Value == n.repeats.Value:
		return n.repeats.Raw
	}
	s, isString := n.Value.(string)
	switch {
	case p.json || !isString:
		return encode(n.Value)
	case strings.HasPrefix(n.Raw, "'") && manifest.IsPrintable(s):
		return "'" + strings.ReplaceAll(s, "'", "''") + "'"
	case strings.HasPrefix(n.Raw, `"`):
		return strconv.Quote(s) // the escapes of Go are valid in YAML
	}
	return manifest.Write(s)
}

// encode returns a value as JSON, which is also valid YAML.
func encode(v any) string {
	var b strings.Builder
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		return "null" // does not happen, because all values have a type of JSON
	}
	return strings.TrimSuffix(b.String(), "\n")
}

// flowText returns the text of a flow collection, on one line or on several lines as in the original text.
func (p *printer) flowText(n *Node, column int) string {
	if n.Raw != "" && p.isUnchanged(n) {
		return p.aligned(n.Raw, column)
	}
	opening, closing := "{", "}"
	if n.Kind == manifest.Sequence {
		opening, closing = "[", "]"
	}
	fields := n.Fields()
	if len(fields) == 0 {
		return opening + closing
	}
	many := p.spreads(n)
	parts := make([]string, len(fields))
	for i, e := range fields {
		parts[i] = p.flowEntry(e, column+p.step)
	}
	if !many {
		return opening + strings.Join(parts, p.comma()) + closing
	}
	indent := p.eol + strings.Repeat(" ", column+p.step)
	return opening + indent + strings.Join(parts, ","+indent) + p.eol + strings.Repeat(" ", column) + closing
}

// aligned moves all lines of a JSON text except the first, so that the closing bracket is in the given column.
func (p *printer) aligned(raw string, column int) string {
	i := strings.LastIndexByte(raw, '\n')
	if !p.json || i < 0 {
		return raw
	}
	last := raw[i+1:]
	return shift(raw, column-(len(last)-len(strings.TrimLeft(last, " \t"))), p.eol)
}

// spreads reports whether a collection is printed on several lines. An original collection is printed as in the original text. A new
// collection is printed on one line in YAML, and in the same way as the collection around it in JSON.
func (p *printer) spreads(n *Node) bool {
	switch {
	case n.Raw != "":
		return strings.Contains(n.Raw, "\n")
	case !p.json:
		return false
	case n == p.Root || n.holder == nil:
		return true
	default:
		return p.spreads(n.holder.parent)
	}
}

func (p *printer) comma() string {
	if p.json && !strings.Contains(p.Root.Raw, ", ") && p.Root.Raw != "" {
		return ","
	}
	return ", "
}

func (p *printer) flowEntry(e *Entry, column int) string {
	v := e.Value
	var text string
	switch {
	case p.repeats(v):
		text = v.Raw
	case v.Kind == manifest.Scalar:
		text = p.inline(v)
	default:
		text = p.flowText(v, column)
	}
	if e.parent.Kind == manifest.Sequence {
		return text
	}
	key, after := e.Text, e.After
	switch {
	case p.json && !strings.HasPrefix(key, `"`):
		key = encode(e.Key)
	case v.Kind == manifest.Scalar && key != "" && v.Raw == "" && v.Origin != nil && !v.changed && v.repeats == nil && !p.json:
		return key // unchanged; a colon cannot follow the key in all cases
	case key == "", strings.Contains(key, "\n"):
		key = manifest.Write(e.Key)
	}
	if after == "" || strings.ContainsAny(after, "&#\n") || e.Column >= 0 || after == ":" && !p.json {
		after = ": "
		if p.json && p.comma() == "," {
			after = ":"
		}
	}
	return key + after + text
}

// inline returns a scalar in a syntax that is valid in a flow collection.
func (p *printer) inline(n *Node) string {
	text := p.scalar(n)
	if s, ok := n.Value.(string); ok && (strings.Contains(text, "\n") || strings.ContainsAny(text[:min(1, len(text))], "|>")) {
		return manifest.Write(s)
	}
	if text == "" {
		return "null"
	}
	return text
}

// isUnchanged reports whether the original text of a value is still correct.
func (p *printer) isUnchanged(n *Node) bool {
	if n.changed {
		return false
	}
	for _, e := range n.Entries {
		switch v := e.Value; {
		case v.repeats != nil && !p.repeats(v), v.repeats == nil && !p.isUnchanged(v):
			return false
		}
	}
	return true
}
