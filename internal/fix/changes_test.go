package fix_test

import (
	"maps"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/edit"
	yaml "github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/source"
)

// A change is a value that differs between two texts.
type change struct {
	document int
	path     string       // the JSON Pointer to the value
	was      *source.Span // the span of its field or item in the old text; nil for an added value
	filled   []string     // the fields of an object that was null before
}

// isNear reports whether a change is at a path, below it, or next to it.
func (c change) isNear(path string) bool {
	return c.isBelow(path) || parentOf(c.path) == parentOf(path)
}

// isBelow reports whether a change is at a path or below it.
func (c change) isBelow(path string) bool {
	return c.path == path || strings.HasPrefix(c.path, path+"/")
}

// isMoved reports whether a change adds the field at a path under the same name to another object, and the edits write it or change only
// indentation. If edits is nil, any addition counts.
func (c change) isMoved(path string, edits []edit.Edit) bool {
	isThere := c.was == nil && lastToken(c.path) == lastToken(path) || slices.Contains(c.filled, lastToken(path))
	return isThere && (edits == nil || c.isTouched(edits) || isIndentation(edits))
}

// isIndentation reports whether edits only remove text or insert white space.
func isIndentation(edits []edit.Edit) bool {
	return !slices.ContainsFunc(edits, func(e edit.Edit) bool { return strings.TrimSpace(e.New) != "" })
}

// reveals reports whether a change replaces a misspelt or misplaced field by a known field, and the error e is in the value. The value of
// an unknown field is not checked, so the error is not new.
func (c change) reveals(e place, before map[mistake]int) bool {
	unknown := func(m mistake) bool {
		isIt := parentOf(m.path) == indexless(parentOf(c.path)) || lastToken(m.path) == lastToken(c.path) || slices.Contains(c.filled, lastToken(m.path))
		return (m.rule == "unknown-field" || m.rule == "policy-field-unknown") && m.document == c.document && isIt
	}
	wrong := change{path: e.path}
	return (c.was == nil || len(c.filled) > 0) && c.document == e.document && wrong.isNear(indexless(c.path)) &&
		slices.ContainsFunc(slices.Collect(maps.Keys(before)), unknown)
}

func lastToken(path string) string { return path[strings.LastIndex(path, "/")+1:] }

// touches reports whether an edit changes or borders on a part of a span.
func touches(edits []edit.Edit, span source.Span) bool {
	return slices.ContainsFunc(edits, func(e edit.Edit) bool { return e.Span.Start <= span.End && span.Start <= e.Span.End })
}

// isTouched reports whether an edit touches the old text of a change, or writes the key of an added field.
func (c change) isTouched(edits []edit.Edit) bool {
	if c.was != nil {
		return touches(edits, *c.was)
	}
	return slices.ContainsFunc(edits, func(e edit.Edit) bool { return strings.Contains(e.New, lastToken(c.path)) })
}

// changes returns the values that differ between two texts. It skips documents of the old text that cannot be decoded.
func changes(before, after string) []change {
	was, is := roots(before), roots(after)
	var out []change
	for i, root := range was {
		if root == nil {
			if len(was) != len(is) {
				return out // a fix may split a document that could not be decoded
			}
			continue
		}
		var now *yaml.Node
		if i < len(is) {
			now = is[i]
		}
		differ(&out, change{document: i, was: &root.Span}, root, now)
	}
	for i := len(was); i < len(is); i++ {
		out = append(out, change{document: i, was: &source.Span{}})
	}
	for _, c := range out {
		for c.was != nil && c.was.Start > 0 && before[c.was.Start-1] == ' ' {
			c.was.Start-- // include the indentation
		}
	}
	return out
}

// roots returns the value of each document, or nil for a document that cannot be decoded.
func roots(text string) []*yaml.Node {
	var out []*yaml.Node
	yaml.Each(source.New("x.yaml", []byte(text)), yaml.Options{Templates: true}, func(documents []*yaml.Document, _ []diag.Diagnostic) {
		for i, d := range documents {
			if i == 0 || d.Index != documents[i-1].Index { // the items of a List share a document
				out = append(out, d.Top)
			}
		}
	})
	return out
}

// differ adds the smallest changes between the values a and b to out. A nil value is missing.
func differ(out *[]change, at change, a, b *yaml.Node) {
	switch {
	case a == nil && b == nil:
	case a == nil || b == nil || a.Kind != b.Kind:
		if a != nil && b != nil && a.Kind == yaml.Scalar && a.Value == nil {
			for _, f := range b.Fields {
				at.filled = append(at.filled, f.Key)
			}
		}
		*out = append(*out, at)
	case a.Kind == yaml.Mapping:
		for _, key := range keys(a, b) {
			next := change{document: at.document, path: at.path + diag.Pointer(key)}
			if f := a.Field(key); f != nil {
				next.was = &source.Span{Start: f.KeySpan.Start, End: max(f.KeySpan.End, f.Value.Span.End)}
			}
			differ(out, next, a.Get(key), b.Get(key))
		}
	case a.Kind == yaml.Sequence:
		differList(out, at, a.Items, b.Items)
	case !reflect.DeepEqual(a.JSON(), b.JSON()):
		*out = append(*out, at)
	}
}

func keys(a, b *yaml.Node) []string {
	var out []string
	for _, f := range slices.Concat(a.Fields, b.Fields) {
		if !slices.Contains(out, f.Key) {
			out = append(out, f.Key)
		}
	}
	return out
}

// differList compares items with the same index. If the lists have different lengths, it first leaves out equal items at their beginnings
// and ends.
func differList(out *[]change, at change, a, b []*yaml.Node) {
	first := 0
	if len(a) != len(b) {
		for first < min(len(a), len(b)) && reflect.DeepEqual(a[first].JSON(), b[first].JSON()) {
			first++
		}
		for last := func(s []*yaml.Node) *yaml.Node { return s[len(s)-1] }; len(a) > first && len(b) > first && reflect.DeepEqual(last(a).JSON(), last(b).JSON()); {
			a, b = a[:len(a)-1], b[:len(b)-1]
		}
	}
	for i := first; i < max(len(a), len(b)); i++ {
		next := change{document: at.document, path: at.path + "/" + strconv.Itoa(i)}
		var was, is *yaml.Node
		if i < len(a) {
			was, next.was = a[i], &a[i].Span
		}
		if i < len(b) {
			is = b[i]
		}
		differ(out, next, was, is)
	}
}
