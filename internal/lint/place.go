package lint

import (
	"fmt"
	"slices"
	"strconv"

	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/source"
)

// A Place is a value in a document, or where one would be.
type Place struct {
	Document *manifest.Document
	Node     *manifest.Node // nil when there is no such value
	Span     source.Span    // the value; where there is none, the key of the object that lacks it

	trail  *step // to what Span covers
	field  *manifest.Field
	parent *manifest.Node
	shared bool // reached through an alias or a merge key, so that a change would change other places too
}

// A step leads from a value into it. Rules look at many places and report few, so that a path is put together when it is
// asked for.
type step struct {
	up    *step
	key   string
	index int // of an item; -1 for a field
}

// Pointer returns the JSON Pointer of the place in its YAML document; of a place that is not there, that of the object that
// lacks it. The place of nothing has none.
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

// At returns the place that keys (strings) and indexes (ints) lead to.
func At(d *manifest.Document, tokens ...any) Place {
	p := Place{Document: d, Span: d.Span}
	if d.Root == nil {
		return p
	}
	p.Node, p.Span = d.Root, firstKey(d.Root)
	return p.At(tokens...)
}

// At returns the place that keys and indexes lead to from here. Every rule asks for places, and most of them are not there, so
// the steps of a path are made together, and not before there is one.
func (p Place) At(tokens ...any) Place {
	var steps []step
	for i, token := range tokens {
		if p.Node == nil {
			return p
		}
		node, field := p.child(token)
		if node == nil {
			return p.missing()
		}
		if steps == nil {
			steps = make([]step, len(tokens)-i)
		}
		s := &steps[0]
		steps = steps[1:]
		*s = step{up: p.trail, index: -1}
		if field != nil {
			s.key = field.Key
		} else {
			s.index, _ = token.(int)
		}
		p.shared = p.shared || p.Node.Defined != nil || field != nil && field.Merged
		p.parent, p.Node, p.Span, p.trail, p.field = p.Node, node, node.Span, s, field
	}
	return p
}

// child returns the value that a key or an index leads to, and its field where that is a key; nil where there is none.
func (p Place) child(token any) (*manifest.Node, *manifest.Field) {
	switch token := token.(type) {
	case int:
		if p.Node.Kind == manifest.Sequence && token < len(p.Node.Items) {
			return p.Node.Items[token], nil
		}
		return nil, nil
	case string:
		if f := p.Node.Field(token); f != nil {
			return f.Value, f
		}
		return nil, nil
	}
	panic(fmt.Sprintf("a path is made of strings and ints, not of %T", token))
}

// missing is the place where a finding about an absent value stands: the key of the object that lacks it, or the first key
// of the list item that does.
func (p Place) missing() Place {
	out := p.Key()
	if p.field == nil && p.Node.Kind == manifest.Mapping {
		out.Span = firstKey(p.Node)
	}
	out.Node, out.field = nil, nil
	return out
}

// Key returns the same place at its key, for a finding about the whole field.
func (p Place) Key() Place {
	if p.field != nil {
		p.Span = p.field.KeySpan
	}
	return p
}

// Items returns the places of a list's items; of anything else, none.
func (p Place) Items() []Place {
	if p.Node == nil {
		return nil
	}
	out := make([]Place, len(p.Node.Items))
	for i := range p.Node.Items {
		out[i] = p.At(i)
	}
	return out
}

// Keys returns the keys of a mapping in their order, each once.
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

// Exists says whether there is a value that is not null.
func (p Place) Exists() bool {
	return p.Node != nil && (p.Node.Kind != manifest.Scalar || p.Node.Value != nil)
}

// Text returns a string that is known: it is there, is a string and holds no unrendered template.
func (p Place) Text() (string, bool) {
	if p.Node == nil || p.Node.Template {
		return "", false
	}
	s, ok := p.Node.Value.(string)
	return s, ok
}

// Word returns the string that is there, and "" for one that is not known.
func (p Place) Word() string {
	s, _ := p.Text()
	return s
}

// Int returns a whole number that is known. A float without a fraction is one, as to the API server.
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

// Bool returns a boolean that is known.
func (p Place) Bool() (value, ok bool) {
	if p.Node == nil || p.Node.Template {
		return false, false
	}
	value, ok = p.Node.Value.(bool)
	return value, ok
}

// Template says whether the value, or one inside of it, is not known before a template is rendered.
func (p Place) Template() bool { return p.Node != nil && hasTemplate(p.Node) }

func hasTemplate(n *manifest.Node) bool {
	return n.Template ||
		slices.ContainsFunc(n.Fields, func(f manifest.Field) bool { return f.Template || hasTemplate(f.Value) }) ||
		slices.ContainsFunc(n.Items, hasTemplate)
}

// Related makes a related place of it, with a short label such as "this is set".
func (p Place) Related(message string) diag.Related {
	return diag.Related{Message: message, File: p.Document.File, Span: p.Span}
}

// Line returns the line where it begins, from 1.
func (p Place) Line() int { return p.Document.File.Position(p.Span.Start).Line }

func firstKey(n *manifest.Node) source.Span {
	if n.Defined == nil && len(n.Fields) > 0 && !n.Fields[0].Merged {
		return n.Fields[0].KeySpan
	}
	return n.Span
}
