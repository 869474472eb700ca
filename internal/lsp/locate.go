package lsp

import (
	"slices"
	"strconv"
	"strings"

	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/lint"
	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/source"
	"github.com/backendctl/backendctl/internal/target"
)

// A spot is the key or the value at the cursor, with the object that contains it.
type spot struct {
	structure *parsedText
	object    *manifest.Document
	// path contains the keys and indexes from the object's root to the cursor. The last element is the key at the cursor, or the key or index
	// of the value at the cursor.
	path  []string
	nodes []*manifest.Node // the nodes from the root to the value
	span  source.Span      // the span of the key or the value at the cursor
	onKey bool
}

// value returns the value at the spot. If the spot is a key, it returns the value of the key.
func (s spot) value() *manifest.Node { return s.nodes[len(s.nodes)-1] }

// fields returns the path without list indexes, in the notation of explain.
func (s spot) fields() string { return dotted(s.path) }

func dotted(path []string) string {
	words := slices.DeleteFunc(slices.Clone(path), func(w string) bool { _, err := strconv.Atoi(w); return err == nil })
	return strings.Join(words, ".")
}

// locate returns the spot at an offset of the document's text. If the object there cannot be decoded, locate uses the last structure in
// which all objects could be decoded.
func (d *document) locate(offset int) (spot, bool) {
	p := d.parse()
	o := p.object(offset)
	if (o == nil || o.Root == nil) && d.good != nil {
		p, o = d.good, d.good.object(offset)
	}
	if o == nil || o.Root == nil {
		return spot{}, false
	}
	s := spot{structure: p, object: o, nodes: []*manifest.Node{o.Root}, span: o.Root.Span}
	return s, s.descend(offset)
}

// descend moves the spot to the innermost key or value that contains an offset. It returns false if the offset is not on a key, a scalar or
// an alias.
func (s *spot) descend(offset int) bool {
	n := s.value()
	if n.Defined != nil {
		return true // the fields below an alias have the positions of its anchor
	}
	for i := range n.Fields {
		f := &n.Fields[i]
		onKey := f.KeySpan.Contains(offset)
		if f.Merged || !onKey && !f.Value.Span.Contains(offset) {
			continue
		}
		s.enter(f.Value, f.Key)
		if onKey {
			s.span, s.onKey = f.KeySpan, true
			return true
		}
		return s.descend(offset)
	}
	for i, item := range n.Items {
		if item.Span.Contains(offset) {
			s.enter(item, strconv.Itoa(i))
			return s.descend(offset)
		}
	}
	return n.Kind == manifest.Scalar
}

func (s *spot) enter(n *manifest.Node, word string) {
	s.nodes, s.path, s.span = append(s.nodes, n), append(s.path, word), n.Span
}

// resultOf returns the result of the last check for an object, and false if the object was not checked.
func (p *project) resultOf(o *manifest.Document, path string) (diag.Document, bool) {
	if p.result == nil {
		return diag.Document{}, false
	}
	name := p.name(path)
	for i := range p.result.Documents {
		if r := &p.result.Documents[i]; r.Index == o.Index && r.Path == o.Path && r.File.Name() == name {
			return *r, true
		}
	}
	return diag.Document{}, false
}

// target returns the target whose documentation applies to an object: the target that lint uses for the object. If lint uses several, it
// is the newest target that accepts the object or, if none does, the newest target.
func (p *project) target(o *manifest.Document, path string) target.Target {
	row, _ := p.resultOf(o, path)
	var all, accepting []string
	for _, v := range row.Verdicts {
		all = append(all, v.Target)
		if v.Valid {
			accepting = append(accepting, v.Target)
		}
	}
	for _, names := range [][]string{{row.Closest}, accepting, all} {
		if t := newest(names); t != (target.Target{}) {
			return t
		}
	}
	return p.newestTarget()
}

// newestTarget returns the newest of the configured targets, or the newest of all targets if none is configured.
func (p *project) newestTarget() target.Target {
	if p.lint != nil && len(p.lint.Options.Targets) > 0 {
		return p.lint.Options.Targets[len(p.lint.Options.Targets)-1]
	}
	return target.Latest()
}

func newest(names []string) (best target.Target) {
	for _, name := range names {
		if t, err := target.Parse(name); err == nil && (best == target.Target{} || target.Compare(best, t) < 0) {
			best = t
		}
	}
	return best
}

// isBackend reports whether an object is a Backend, or a near miss that is checked as a Backend.
func isBackend(o *manifest.Document) bool {
	return o.Kind == "Backend" && strings.Contains(lint.Group(o), "kgateway")
}
