package check

import (
	"iter"
	"slices"
	"sort"
	"strings"

	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/edit"
	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/source"
	"github.com/backendctl/backendctl/internal/stable"
)

// A protection is a span of a file that no fix may change.
type protection struct {
	source.Span
	// alias is the span of the alias that repeats the protected value. It is empty for a template.
	alias source.Span
	// collection is set for a map or a list: a line that is inserted at the end of the span becomes a part of the value.
	collection bool
}

// protections returns the spans of a document that no fix may change: unrendered templates, whose text is not the value, and values that an
// alias or a merge key repeats, because a fix would change the other uses of the value, too.
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

// repeated returns the values that aliases in n repeat. A merge key contains an alias, too.
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

// A mistake is a rule's finding at a span.
type mistake struct {
	rule string
	span source.Span
}

// withoutHarm drops fixes that change a protected span. A fix stays if the same rule also reports the alias that repeats the span. The
// findings stay.
func withoutHarm(found []diag.Diagnostic, protected []protection) []diag.Diagnostic {
	if len(protected) == 0 || len(found) == 0 {
		return found
	}
	mistakes := map[mistake]bool{}
	for i := range found {
		mistakes[mistake{found[i].Rule, found[i].Span}] = true
	}
	guards := newGuards(protected, found[0].File)
	for i := range found {
		d := &found[i]
		harms := func(f diag.Fix) bool {
			return slices.ContainsFunc(f.Edits, func(e edit.Edit) bool {
				for p := range guards.changedBy(e) {
					if !mistakes[mistake{d.Rule, p.alias}] {
						return true
					}
				}
				return false
			})
		}
		if slices.ContainsFunc(d.Fixes, harms) {
			d.Fixes = slices.DeleteFunc(slices.Clone(d.Fixes), harms)
		}
	}
	return found
}

// guards are the protections of a file, sorted by the start of their spans.
type guards []guard

type guard struct {
	protection
	reach    int // the end of the span's last line for a collection, else of the span
	furthest int // the greatest end or reach of this guard and all guards before it
}

func newGuards(protected []protection, f *source.File) guards {
	out := make(guards, len(protected))
	for i, p := range protected {
		out[i] = guard{protection: p, reach: p.End}
		if p.collection {
			out[i].reach = f.LineEnd(p.End)
		}
	}
	stable.Sort(out, func(a, b guard) int { return a.Start - b.Start })
	furthest := 0
	for i := range out {
		furthest = max(furthest, out[i].End, out[i].reach)
		out[i].furthest = furthest
	}
	return out
}

// changedBy returns the protections whose span an edit changes. It compares only protections that do not begin after the edit. It goes from
// the last of them backwards, and stops when no earlier protection can reach the start of the edit.
func (g guards) changedBy(e edit.Edit) iter.Seq[protection] {
	return func(yield func(protection) bool) {
		end := sort.Search(len(g), func(i int) bool { return g[i].Start > e.Span.End })
		for i := end - 1; i >= 0 && g[i].furthest >= e.Span.Start; i-- {
			if g[i].isChangedBy(e) && !yield(g[i].protection) {
				return
			}
		}
	}
}

// isChangedBy reports whether an edit replaces a part of the protected span or inserts text into it.
func (p guard) isChangedBy(e edit.Edit) bool {
	if p.collection && e.Span.Len() == 0 {
		return p.Start <= e.Span.Start && e.Span.Start <= p.reach
	}
	return e.Span.Start < p.End && p.Start < e.Span.End
}
