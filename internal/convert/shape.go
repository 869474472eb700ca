package convert

import (
	"cmp"
	"slices"

	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/mapping"
	"github.com/backendctl/backendctl/internal/schema"
	"github.com/backendctl/backendctl/internal/target"
)

// Sources returns the shapes that a document can be said to have.
func Sources() []mapping.Shape { return append(mapping.Shapes(), mapping.Foreign()...) }

// ParseSource reads the name of a shape: an id, or a release as targets are named.
func ParseSource(name string) (mapping.Shape, error) {
	if slices.Contains(Sources(), mapping.Shape(name)) {
		return mapping.Shape(name), nil
	}
	t, err := target.Parse(name)
	if err != nil {
		return "", err
	}
	return mapping.Of(t), nil
}

// shapeOf returns the shape that a document is written in: the one that the user or the document names, else the one that
// it fits. Where its own shape rejects it, the second result says why.
func (s *set) shapeOf(d *manifest.Document) (mapping.Shape, []diag.Diagnostic, error) {
	if d.Kind == agentKind {
		return mapping.Agentgateway, nil, nil
	}
	if s.options.From != "" {
		return s.named(d, s.options.From)
	}
	for _, span := range d.Comments() {
		ids, _, ok := manifest.TargetComment(d.File, span)
		if targets, err := target.ParseList(ids); ok && err == nil && len(targets) > 0 {
			return s.named(d, mapping.Of(targets[len(targets)-1]))
		}
	}
	return s.fitting(d)
}

// named judges a document by the shape that it is said to have.
func (s *set) named(d *manifest.Document, shape mapping.Shape) (mapping.Shape, []diag.Diagnostic, error) {
	i := slices.IndexFunc(target.All(), func(t target.Target) bool { return mapping.Of(t) == shape })
	if i < 0 {
		return shape, nil, nil // no target, so that there is no schema to judge by
	}
	t := target.All()[i]
	v, err := schema.For(t)
	if err != nil {
		return shape, nil, err
	}
	return shape, v.Check(d), nil
}

// An opinion is what one target says of a document.
type opinion struct {
	shape   mapping.Shape
	found   []diag.Diagnostic
	strange int // leaves that the shape does not have
}

// fitting finds the shape that a document fits: the target itself, where it accepts the document and has all of its fields; else
// the newest one that does, the catalog last; else the one with the fewest leaves that it does not have.
func (s *set) fitting(d *manifest.Document) (mapping.Shape, []diag.Diagnostic, error) {
	targets := target.All()
	slices.SortStableFunc(targets, func(a, b target.Target) int {
		return cmp.Or(cmp.Compare(rank(a, s.options.To), rank(b, s.options.To)), cmp.Compare(b.Order, a.Order))
	})
	if s.isSecured(d) { // the catalog has no policies
		targets = slices.DeleteFunc(targets, target.Target.Catalog)
	}
	var opinions []opinion
	for _, t := range targets {
		shape, found, err := s.named(d, mapping.Of(t))
		if err != nil {
			return "", nil, err
		}
		o := opinion{shape, found, strangeIn(d.Root.Get("spec"), shape)}
		if len(found) == 0 && o.strange == 0 {
			return shape, nil, nil
		}
		opinions = append(opinions, o)
	}
	best := slices.MinFunc(opinions, func(a, b opinion) int {
		return cmp.Or(cmp.Compare(a.strange, b.strange), cmp.Compare(len(a.found), len(b.found)))
	})
	return best.shape, best.found, nil
}

// rank puts the wanted target first and the catalog last.
func rank(t, wanted target.Target) int {
	switch {
	case t == wanted:
		return 0
	case t.Catalog():
		return 2
	}
	return 1
}

// strangeIn counts the leaves below spec that a shape does not have.
func strangeIn(spec *manifest.Node, shape mapping.Shape) int {
	t := mapping.Between(shape, shape)
	count := 0
	var walk func(n *manifest.Node, path string)
	walk = func(n *manifest.Node, path string) {
		if path != "" && !t.Knows(path) {
			count++
			return
		}
		if row, ok := t.Row(path); ok && row.Subtree {
			return
		}
		for _, f := range n.Fields {
			below := f.Key
			if path != "" {
				below = path + "." + f.Key
			}
			walk(f.Value, below)
		}
		for _, item := range n.Items {
			walk(item, path+"[]")
		}
	}
	if spec != nil {
		walk(spec, "")
	}
	return count
}
