package check

import (
	"slices"
	"strings"

	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/edit"
	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/source"
)

// A protection is a span of a file that no fix may change.
type protection struct {
	source.Span
	// alias is what repeats the span; empty for a template.
	alias source.Span
	// collection says that a line that is inserted at the end of the span becomes a part of it.
	collection bool
}

// protections returns the spans of a document that no fix may change: unrendered templates, whose text is not the value, and
// what an alias or a merge key repeats, where a change would change other values too.
func protections(d *manifest.Document) []protection {
	text := d.File.Slice(d.Span)
	repeats := strings.Contains(text, "*") && strings.Contains(text, "&")
	if !d.Template && !repeats {
		return nil
	}
	var out []protection
	for _, span := range templates(d.Root) {
		out = append(out, protection{Span: span})
	}
	if repeats {
		out = append(out, repeated(d.Root)...)
	}
	return out
}

// repeated returns the values that aliases repeat. A merge key is an alias.
func repeated(n *manifest.Node) []protection {
	if n == nil {
		return nil
	}
	if n.Defined != nil {
		return []protection{{*n.Defined, n.Span, n.Kind != manifest.Scalar}}
	}
	var out []protection
	for _, f := range slices.Concat(n.Fields, n.Merges) {
		if !f.Merged {
			out = append(out, repeated(f.Value)...)
		}
	}
	for _, item := range n.Items {
		out = append(out, repeated(item)...)
	}
	return out
}

// A mistake is what a rule reports at a place.
type mistake struct {
	rule string
	span source.Span
}

// withoutHarm drops the fixes that change a protected span, unless the alias that repeats it is reported for the same reason. The
// findings stay.
func withoutHarm(found []diag.Diagnostic, protected []protection) []diag.Diagnostic {
	if len(protected) == 0 {
		return found
	}
	mistakes := map[mistake]bool{}
	for i := range found {
		mistakes[mistake{found[i].Rule, found[i].Span}] = true
	}
	for i := range found {
		d := &found[i]
		harms := func(f diag.Fix) bool {
			return slices.ContainsFunc(f.Edits, func(e edit.Edit) bool {
				return slices.ContainsFunc(protected, func(p protection) bool {
					return p.isChangedBy(e, d.File) && !mistakes[mistake{d.Rule, p.alias}]
				})
			})
		}
		if slices.ContainsFunc(d.Fixes, harms) {
			d.Fixes = slices.DeleteFunc(slices.Clone(d.Fixes), harms)
		}
	}
	return found
}

// isChangedBy reports whether an edit replaces a part of a span or inserts something into it.
func (p protection) isChangedBy(e edit.Edit, f *source.File) bool {
	if p.collection && e.Span.Len() == 0 {
		return p.Start <= e.Span.Start && e.Span.Start <= f.Line(f.Position(p.End).Line).End
	}
	return e.Span.Start < p.End && p.Start < e.Span.End
}
