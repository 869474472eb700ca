package fix_test

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/edit"
	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/source"
)

// conflict returns text that describes two conflicting edits of different findings, or "" if there are none.
func conflict(r *diag.Result) string {
	for i, a := range r.Diagnostics {
		for _, b := range r.Diagnostics[i+1:] {
			for _, x := range edits(a) {
				for _, y := range edits(b) {
					if a.File == b.File && edit.Conflict(x, y) {
						return fmt.Sprintf("%s: %+v and %s: %+v", a.Rule, x, b.Rule, y)
					}
				}
			}
		}
	}
	return ""
}

func edits(d diag.Diagnostic) []edit.Edit {
	var out []edit.Edit
	for _, f := range d.Fixes {
		out = append(out, f.Edits...)
	}
	return out
}

// unnamed returns the path of a value that changed or is missing, and that is not at or below one of the named paths. It returns "" if
// there is no such value.
func unnamed(before, after string, named []string) string {
	old, now := values(before), values(after)
	for _, path := range slices.Sorted(maps.Keys(old)) {
		if got, there := now[path]; there && got.meaning == old[path].meaning {
			continue
		}
		if !slices.ContainsFunc(named, func(name string) bool { return within(path, name) }) {
			return path
		}
	}
	return ""
}

func within(path, root string) bool { return path == root || strings.HasPrefix(path, root+"/") }

// A leaf is a scalar of a text: its type and value as text, and the span of its field or item.
type leaf struct {
	meaning string
	span    source.Span
}

// values returns the scalars of all documents of a text by the document's number and the path.
func values(text string) map[string]leaf {
	out := map[string]leaf{}
	documents, _ := manifest.Parse(source.New("x.yaml", []byte(text)), manifest.Options{Templates: true})
	for _, d := range documents {
		if d.Root != nil {
			collect(out, strconv.Itoa(d.Index)+d.Path, d.Root, d.Root.Span)
		}
	}
	return out
}

func collect(out map[string]leaf, path string, n *manifest.Node, span source.Span) {
	if n.Kind == manifest.Scalar {
		out[path] = leaf{fmt.Sprintf("%T %v", n.Value, n.Value), span}
	}
	for _, f := range n.Fields {
		collect(out, path+diag.Pointer(f.Key), f.Value, source.Span{Start: f.KeySpan.Start, End: max(f.KeySpan.End, f.Value.Span.End)})
	}
	for i, item := range n.Items {
		collect(out, fmt.Sprintf("%s/%d", path, i), item, item.Span)
	}
}

// edited returns the paths of the scalars whose bytes the edits replace.
func edited(text string, edits []edit.Edit) []string {
	var out []string
	if len(edits) == 0 {
		return nil
	}
	for path, v := range values(text) {
		if slices.ContainsFunc(edits, func(e edit.Edit) bool { return e.Span.Start < v.span.End && v.span.Start < e.Span.End }) {
			out = append(out, path)
		}
	}
	return out
}

// TestUnnamed checks that unnamed finds changed values, so that the tests that use it detect them.
func TestUnnamed(t *testing.T) {
	const text = "a:\n  b: 007\n  c: [1, 2]\n"
	for _, c := range []struct {
		after, want string
		named       []string
	}{
		{text, "", nil},
		{"a:\n  b: \"007\"\n  c: [1, 2]\n", "0/a/b", nil},
		{"a:\n  b: \"007\"\n  c: [1, 2]\n", "", []string{"0/a/b"}},
		{"a:\n  'b': 0o7\n  c: [1, 2] # c\n", "", nil},
		{"a:\n  b: 8\n  c: [1, 2]\n", "0/a/b", []string{"0/a/c/0"}},
		{"a:\n  b: 8\n  c: [1, 2]\n", "", []string{"0/a/b"}},
		{"a:\n  b: 8\n  c: [1, 2]\n", "0/a/b", []string{"0/a/d"}},
		{"a:\n  b: 007\n  c: [1, 3]\n", "0/a/c/1", []string{"0/a/b"}},
	} {
		if got := unnamed(text, c.after, c.named); got != c.want {
			t.Errorf("unnamed for the new text %q returns %q, want %q", c.after, got, c.want)
		}
	}
}
