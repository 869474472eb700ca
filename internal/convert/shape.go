package convert

import (
	"slices"

	"github.com/backendctl/backendctl/internal/convert/references"
	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/mapping"
	"github.com/backendctl/backendctl/internal/target"
)

// Sources returns the shapes that a document of the input can have.
func Sources() []mapping.Shape { return append(mapping.Shapes(), mapping.Foreign()...) }

// A Source is what the documents of the input were written for.
type Source struct {
	Shape mapping.Shape
	CRD   target.Target // the CRD target that the documents were written for; the zero value if Shape is not that of a CRD
}

// ParseSource parses the name of a source: the id of a shape, or a target as in --to, such as 2.3 or crd:FILE.
func ParseSource(name string, names target.Names) (Source, error) {
	if slices.Contains(Sources(), mapping.Shape(name)) {
		return Source{Shape: mapping.Shape(name)}, nil
	}
	ids := names.IDs
	names.IDs = func() []string {
		var all []string
		if ids != nil {
			all = ids()
		}
		for _, s := range append([]mapping.Shape{mapping.Agentgateway}, mapping.Foreign()...) {
			all = append(all, string(s))
		}
		return all
	}
	t, err := names.Parse(name)
	if err != nil {
		return Source{}, err
	}
	if t.Custom() {
		return Source{Shape: mapping.Of(t), CRD: t}, nil
	}
	return Source{Shape: mapping.Of(t)}, nil
}

// shapeOf returns the opinion of a document's own shape. That is the shape that the user names with --from or a comment in the document
// names, or else the detected one.
func (in *input) shapeOf(d *manifest.Document) (opinion, error) {
	if d.Kind == references.AgentgatewayKind {
		return opinion{shape: mapping.Agentgateway}, nil // this package has no schema of agentgateway
	}
	if t, ok := in.sourceOf(d); ok {
		return in.judge(d, t)
	}
	return in.fitting(d)
}

// sourceOf returns the target that a Backend was written for, if the user names it with --from or in a comment of the document.
func (in *input) sourceOf(d *manifest.Document) (target.Target, bool) {
	if in.options.FromCRD.Custom() {
		return in.options.FromCRD, true
	}
	if t, ok := targetOf(in.options.From); ok {
		return t, true
	}
	for _, span := range d.Comments() {
		ids, _, ok := manifest.TargetComment(d.File, span)
		if targets, err := in.options.Names.ParseList(ids); ok && err == nil && len(targets) > 0 {
			return targets[len(targets)-1], true
		}
	}
	return target.Target{}, false
}

// targetOf returns the target of a shape. It reports false if the shape is not that of a kgateway Backend.
func targetOf(shape mapping.Shape) (target.Target, bool) {
	i := slices.IndexFunc(target.All(), func(t target.Target) bool { return mapping.Of(t) == shape })
	if i < 0 {
		return target.Target{}, false
	}
	return target.All()[i], true
}
