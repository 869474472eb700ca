package manifest

import (
	"slices"
	"sort"
	"strings"

	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/edit"
	"github.com/backendctl/backendctl/internal/source"
)

// YAML reads two objects without a --- line between them as one mapping. The last value of each key wins, so that one of the objects
// disappears. The functions here separate them into one Document each.

// objectStarts returns the indexes of the root's fields at which an object begins, including the first one. It returns nil if there is only
// one object. A single key that is set twice does not begin another object.
func objectStarts(t *tree) []int {
	root := t.root
	if root == nil || root.Kind != Mapping || root.Flow || !t.broken {
		return nil
	}
	starts := []int{0}
	seen := map[string]bool{}
	run := -1 // the index of the first of the repeated keys directly before the current one, or -1
	for i, f := range root.Fields {
		switch {
		case f.Merged || f.Template:
			continue
		case !seen[f.Key]:
			run = -1
		case run < 0:
			run = i
		}
		seen[f.Key] = true
		if run >= 0 && (f.Key == "apiVersion" || f.Key == "kind") {
			starts, seen, run = append(starts, run), keysOf(root.Fields[run:i+1]), -1
		}
	}
	if starts = betweenObjects(root.Fields, starts); len(starts) == 1 {
		return nil
	}
	return starts
}

func keysOf(fields []Field) map[string]bool {
	keys := map[string]bool{}
	for _, f := range fields {
		keys[f.Key] = true
	}
	return keys
}

// betweenObjects returns 0 and each start between two objects with at least two keys in common. At any other start, keys are only
// duplicate.
func betweenObjects(fields []Field, starts []int) []int {
	out := []int{0}
	for i := 1; i < len(starts); i++ {
		before, after := fields[out[len(out)-1]:starts[i]], fields[starts[i]:endOf(starts, i, len(fields))]
		if isObject(before) && isObject(after) && haveKeysInCommon(before, after) {
			out = append(out, starts[i])
		}
	}
	return out
}

// haveKeysInCommon reports whether two objects share at least two keys. A single common key is most likely a line that was repeated by
// mistake.
func haveKeysInCommon(a, b []Field) bool {
	common, keys := 0, keysOf(a)
	for key := range keysOf(b) {
		if keys[key] {
			common++
		}
	}
	return common > 1
}

// isObject reports whether fields form an object: they include metadata, or apiVersion, kind and another field.
func isObject(fields []Field) bool {
	keys := keysOf(fields)
	named := keys["apiVersion"] && keys["kind"] || keys["metadata"]
	delete(keys, "apiVersion")
	delete(keys, "kind")
	return named && len(keys) > 0
}

func endOf(starts []int, i, end int) int {
	if i+1 < len(starts) {
		return starts[i+1]
	}
	return end
}

// objects returns a document for each object of a part that lacks --- lines between its objects. It reports each missing --- line for the
// objects before and after it, because neither can be decoded.
func (p *parser) objects(part source.Span, t *tree, starts []int) []*Document {
	first, whole := p.index, t.root
	t.dropRepeated(whole)
	var objects []*Document
	for i, start := range starts {
		t.root = objectOf(whole, start, endOf(starts, i, len(whole.Fields)))
		span := source.Span{Start: part.Start, End: part.End}
		if i > 0 {
			span.Start = objectStart(p.file.Text(), t.root.Span.Start)
			objects[i-1].Span.End = span.Start
		}
		objects = append(objects, p.add(span, t))
		t.repeated()
	}
	for _, d := range objects {
		d.Whole, d.Overrides, d.Broken = d.Span, false, true
		d.comments = slices.DeleteFunc(slices.Clone(t.comments), func(c source.Span) bool { return c.Start < d.Span.Start || c.Start >= d.Span.End })
	}
	for i := range t.problems {
		t.problems[i].Document = first + ownerOf(objects, t.problems[i].Span.Start)
	}
	for i := range objects[1:] {
		t.separator(objects[i : i+2])
	}
	return objects
}

// dropRepeated removes the diagnostics about the root's repeated keys.
func (t *tree) dropRepeated(root *Node) {
	keys := map[source.Span]bool{}
	for _, f := range root.Fields {
		keys[f.KeySpan] = !f.Merged
	}
	t.problems = slices.DeleteFunc(t.problems, func(d diag.Diagnostic) bool { return d.Rule == ruleDuplicateKey && keys[d.Span] })
}

// repeated reports the keys of the root that are set twice.
func (t *tree) repeated() {
	for i, f := range t.root.Fields {
		if first := (&Node{Fields: t.root.Fields[:i]}).Field(f.Key); first != nil && !f.Merged && !f.Template && first.id == f.id {
			t.duplicateKey(*first, f)
		}
	}
}

// objectOf returns a mapping with the fields of whole from the index start to the index end (exclusive).
func objectOf(whole *Node, start, end int) *Node {
	n := &Node{Kind: Mapping, Span: source.Span{Start: -1}}
	for _, f := range whole.Fields[start:end] {
		if n.add(f); f.Merged {
			continue
		}
		if n.Span.Start < 0 {
			n.Span.Start = f.KeySpan.Start
		}
		n.Span.End = max(f.KeySpan.End, f.Value.Span.End)
	}
	for _, m := range whole.Merges {
		if n.Span.Contains(m.KeySpan.Start) {
			n.Merges = append(n.Merges, m)
		}
	}
	return n
}

// objectStart returns the start of the line at an offset, or of the comments directly above it that are not indented.
func objectStart(text string, at int) int {
	at = strings.LastIndexAny(text[:at], "\r\n") + 1
	for above := at; above > 0; {
		above = strings.LastIndexAny(strings.TrimRight(text[:above], " \t\r\n"), "\r\n") + 1
		if text[above] != '#' {
			break
		}
		at = above
	}
	return at
}

// ownerOf returns the index of the object that contains an offset.
func ownerOf(objects []*Document, offset int) int {
	return max(0, sort.Search(len(objects), func(i int) bool { return objects[i].Span.Start > offset })-1)
}

// separator reports a missing --- line between two objects, once for each of them.
func (t *tree) separator(objects []*Document) {
	second := objects[1]
	name := second.Root.Fields[0]
	for _, f := range second.Root.Fields {
		if f.Key == "apiVersion" || f.Key == "kind" {
			name = f
			break
		}
	}
	for _, d := range objects {
		found := t.report(ruleSeparator, name.KeySpan, "a `---` line is missing here: a second object begins")
		found.Document, found.Label = d.Index, "begins another object"
		found.Help = "without this line, the objects are one document: the API server rejects it, and kubectl keeps only the last value of each key"
		if !t.aliased {
			found.Fixes = []diag.Fix{{Title: "insert `---`", Safety: diag.Safe, Edits: []edit.Edit{marker(d.File.Text(), second.Span.Start)}}}
		}
	}
}

// marker returns the edit that inserts a --- line before the line that begins at an offset.
func marker(text string, at int) edit.Edit {
	line := "---\n"
	if strings.HasSuffix(text[:at], "\r\n") {
		line = "---\r\n"
	}
	return edit.Edit{Span: source.Span{Start: at, End: at}, New: line}
}
