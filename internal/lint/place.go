package lint

import (
	"slices"
	"strconv"

	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/source"
)

// A Place is a value in a document, or the place where a missing value would be.
type Place struct {
	Document *manifest.Document
	Node     *manifest.Node // nil if there is no such value
	Span     source.Span    // the span of the value, or of its key after [Place.Key]; of the object's key or first key if the value is missing

	trail  *step // the steps to the value that Span covers
	field  *manifest.Field
	parent *manifest.Node
	shared bool // reached through an alias or a merge key, so an edit would also change other values
}

// A step leads from a value to one of its children. Rules visit many places and report few, so the path is built only on demand.
type step struct {
	up    *step
	key   string
	index int // the index of an item; -1 for a field
}

// Pointer returns the JSON Pointer of the place in its YAML document. For a missing value it is the pointer of the object that lacks it,
// and for the zero Place it is empty.
func (p Place) Pointer() string {
	var tokens []string
	for s := p.trail; s != nil; s = s.up {
		if s.index >= 0 {
			tokens = append(tokens, strconv.Itoa(s.index))
		} else {
			tokens = append(tokens, s.key)
		}
	}
	if p.Document == nil {
		return ""
	}
	slices.Reverse(tokens)
	return p.Document.Path + diag.Pointer(tokens...)
}

// At returns the place of a field of a document, named by the keys that lead to it.
func At(d *manifest.Document, keys ...string) Place {
	p := Place{Document: d, Span: d.Span}
	if d.Root == nil {
		return p
	}
	p.Node, p.Span = d.Root, firstKey(d.Root)
	return p.Field(keys...)
}

// Field returns the place of a field, named by the keys that lead to it from p. Most fields that rules look for do not exist, so the steps
// are allocated together, and only if the first key exists.
func (p Place) Field(keys ...string) Place {
	var steps []step
	for i, key := range keys {
		if p.Node == nil {
			return p
		}
		field := p.Node.Field(key)
		if field == nil {
			return p.missing()
		}
		if steps == nil {
			steps = make([]step, len(keys)-i)
		}
		steps[0] = step{up: p.trail, key: key, index: -1}
		p = p.enter(&steps[0], field.Value, field)
		steps = steps[1:]
	}
	return p
}

// Index returns the place of the list item with an index from 0.
func (p Place) Index(i int) Place {
	switch {
	case p.Node == nil:
		return p
	case p.Node.Kind != manifest.Sequence || i >= len(p.Node.Items):
		return p.missing()
	}
	return p.enter(&step{up: p.trail, index: i}, p.Node.Items[i], nil)
}

// enter returns the place of a child of p: the value of a field, or an item if there is no field.
func (p Place) enter(s *step, child *manifest.Node, field *manifest.Field) Place {
	p.shared = p.shared || p.Node.Defined != nil || field != nil && field.Merged
	p.parent, p.Node, p.Span, p.trail, p.field = p.Node, child, child.Span, s, field
	return p
}

// missing returns the place of a value that p does not have. Its span is the key of p or, if p is an item of a list, the first key in p.
func (p Place) missing() Place {
	out := p.Key()
	if p.field == nil && p.Node.Kind == manifest.Mapping {
		out.Span = firstKey(p.Node)
	}
	out.Node, out.field = nil, nil
	return out
}

// Key returns p with the span of the field's key, to report the whole field. It returns p unchanged if p is not a field.
func (p Place) Key() Place {
	if p.field != nil {
		p.Span = p.field.KeySpan
	}
	return p
}

// Items returns the places of a list's items, or nil for anything else.
func (p Place) Items() []Place {
	if p.Node == nil {
		return nil
	}
	out := make([]Place, len(p.Node.Items))
	for i := range p.Node.Items {
		out[i] = p.Index(i)
	}
	return out
}

// Keys returns the keys of a mapping in order, without duplicates.
func (p Place) Keys() []string {
	if p.Node == nil {
		return nil
	}
	out := make([]string, 0, len(p.Node.Fields))
	seen := make(map[string]bool, len(p.Node.Fields))
	for i := range p.Node.Fields {
		if key := p.Node.Fields[i].Key; !seen[key] {
			out, seen[key] = append(out, key), true
		}
	}
	return out
}

// Exists reports whether there is a value other than null.
func (p Place) Exists() bool {
	return p.Node != nil && (p.Node.Kind != manifest.Scalar || p.Node.Value != nil)
}

// Text returns the string at the place. It returns false if there is no string, or the string contains an unrendered template.
func (p Place) Text() (string, bool) {
	if p.Node == nil || p.Node.Template {
		return "", false
	}
	s, ok := p.Node.Value.(string)
	return s, ok
}

// Word returns the string at the place, or "" if [Place.Text] returns false.
func (p Place) Word() string {
	s, _ := p.Text()
	return s
}

// Int returns the integer at the place. It returns false if there is no integer, or the value contains an unrendered template. A float
// without a fraction counts as an integer, as in the API server.
func (p Place) Int() (int64, bool) {
	if p.Node == nil || p.Node.Template {
		return 0, false
	}
	switch v := p.Node.Value.(type) {
	case int64:
		return v, true
	case float64:
		return int64(v), v == float64(int64(v))
	}
	return 0, false
}

// Bool returns the boolean at the place. ok is false if there is no boolean, or if the value contains an unrendered template.
func (p Place) Bool() (value, ok bool) {
	if p.Node == nil || p.Node.Template {
		return false, false
	}
	value, ok = p.Node.Value.(bool)
	return value, ok
}

// Template reports whether the value, or a value inside it, is not known until a template is rendered.
func (p Place) Template() bool { return p.Node != nil && hasTemplate(p.Node) }

func hasTemplate(n *manifest.Node) bool {
	return n.Template ||
		slices.ContainsFunc(n.Fields, func(f manifest.Field) bool { return f.Template || hasTemplate(f.Value) }) ||
		slices.ContainsFunc(n.Items, hasTemplate)
}

// Related returns a related place with a short label such as "this is set".
func (p Place) Related(message string) diag.Related {
	return diag.Related{Message: message, File: p.Document.File, Span: p.Span}
}

// Line returns the line where the place begins, from 1.
func (p Place) Line() int { return p.Document.File.Position(p.Span.Start).Line }

func firstKey(n *manifest.Node) source.Span {
	if n.Defined == nil && len(n.Fields) > 0 && !n.Fields[0].Merged {
		return n.Fields[0].KeySpan
	}
	return n.Span
}
