package format

import (
	"cmp"
	"slices"
	"strings"

	"github.com/backendctl/backendctl/internal/edit"
	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/source"
	"github.com/backendctl/backendctl/internal/yamltree"
)

// A flow is a collection in braces or brackets inside a block, with the canonical order of its fields.
type flow struct {
	node  *yamltree.Node
	order *order
}

// A flowFormatter formats flow collections: the order of their keys, the spaces around their punctuation and the quotes of their scalars.
// Each edit is within one line, because the layout moves whole lines. Line breaks and comments keep their positions.
type flowFormatter struct {
	text  string
	links []link
	fixed bool        // all keys keep their order
	edits []edit.Edit // the edits so far
}

// visit adds the edits that format a node and its contents. o is the order of its fields.
func (f *flowFormatter) visit(n *yamltree.Node, o *order) {
	if f.isLine(n.Origin.Span) {
		f.replace(n.Origin.Span, f.render(n, o))
		return
	}
	gaps, ok := f.gapsOf(n)
	if !ok {
		return
	}
	for i, gap := range gaps {
		f.replace(gap, f.mark(gap, i == 0, i == len(gaps)-1))
	}
	sorted := f.sorted(n, gaps, o)
	for i, e := range n.Entries {
		switch key, value := e.Value.Origin.Key, e.Value.Origin.Span; {
		case f.isLine(spanOf(e)): // sorted changes the order only if each entry is on one line
			f.replace(spanOf(e), f.entry(sorted[i], o))
		case e.IsItem():
			f.visit(e.Value, o)
		default:
			f.replace(key, f.scalar(key, e.Key))
			colon := source.Span{Start: key.End, End: value.Start}
			f.replace(colon, f.mark(colon, false, false))
			f.visit(e.Value, o.inside(e.Key))
		}
	}
}

// spanOf returns the span of an entry of a flow collection.
func spanOf(e *yamltree.Entry) source.Span {
	span := e.Value.Origin.Span
	if !e.IsItem() {
		span.Start = e.Value.Origin.Key.Start
	}
	return span
}

// replace adds an edit if the new text differs from the text of the span.
func (f *flowFormatter) replace(span source.Span, text string) {
	if f.slice(span) != text {
		f.edits = append(f.edits, edit.Edit{Span: span, New: text})
	}
}

func (f *flowFormatter) slice(span source.Span) string { return f.text[span.Start:span.End] }

func (f *flowFormatter) isLine(span source.Span) bool { return !strings.Contains(f.slice(span), "\n") }

// render returns the formatted text of a node that is on one line.
func (f *flowFormatter) render(n *yamltree.Node, o *order) string {
	raw := f.slice(n.Origin.Span)
	if n.Kind == manifest.Scalar || n.Alias != nil {
		return f.scalar(n.Origin.Span, n.Value)
	}
	gaps, ok := f.gapsOf(n)
	if !ok {
		return raw
	}
	var entries []string
	for _, e := range f.sorted(n, gaps, o) {
		entries = append(entries, f.entry(e, o))
	}
	return raw[:1] + strings.Join(entries, ", ") + raw[len(raw)-1:]
}

// entry returns the formatted text of an entry that is on one line.
func (f *flowFormatter) entry(e *yamltree.Entry, o *order) string {
	if e.IsItem() {
		return f.render(e.Value, o)
	}
	return f.scalar(e.Value.Origin.Key, e.Key) + ": " + f.render(e.Value, o.inside(e.Key))
}

// scalar returns the text of a scalar with only the quotes that it needs. A scalar with a character that is special in a flow collection
// keeps quotes.
func (f *flowFormatter) scalar(span source.Span, value any) string {
	raw := f.slice(span)
	text, isText := value.(string)
	if len(raw) < 2 || !isText || raw[0] != '"' && raw[0] != '\'' {
		return raw
	}
	better := unquote(raw, text)
	if better == text && strings.ContainsAny(text, ",[]{}:?#&*!|>%@`\"'") {
		return doubled(raw, text)
	}
	return better
}

// gapsOf returns the spans before, between and after the entries of a flow collection. Their number is one more than the number of entries.
// gapsOf reports false for unsupported syntax, such as a key without a value, a tag, or a pair without braces.
func (f *flowFormatter) gapsOf(n *yamltree.Node) ([]source.Span, bool) {
	span := n.Origin.Span
	raw := f.slice(span)
	if len(raw) < 2 || n.Template || raw[:1]+raw[len(raw)-1:] != map[manifest.Kind]string{manifest.Mapping: "{}", manifest.Sequence: "[]"}[n.Kind] {
		return nil, false
	}
	gaps := make([]source.Span, 0, len(n.Entries)+1)
	want := raw[:1]
	for _, e := range n.Entries {
		gap := source.Span{Start: span.Start, End: spanOf(e).Start}
		if !f.isSupported(e) || gap.Len() < 1 || f.skeleton(gap) != want {
			return nil, false
		}
		gaps, span.Start, want = append(gaps, gap), spanOf(e).End, ","
	}
	end := raw[len(raw)-1:]
	if len(n.Entries) == 0 {
		end = raw[:1] + end
	}
	if got := f.skeleton(span); span.Len() < 1 || got != end && (len(n.Entries) == 0 || got != ","+end) {
		return nil, false
	}
	return append(gaps, span), true
}

// isSupported reports whether the syntax of an entry is supported: an item, or a key and a value with a colon between them.
func (f *flowFormatter) isSupported(e *yamltree.Entry) bool {
	if spanOf(e).Len() == 0 || e.IsItem() {
		return e.IsItem() && spanOf(e).Len() > 0
	}
	colon := source.Span{Start: e.Value.Origin.Key.End, End: e.Value.Origin.Span.Start}
	return !e.Template && e.Value.Origin.Span.Len() > 0 && e.Value.Origin.Key.Len() > 0 && colon.Len() > 0 && f.skeleton(colon) == ":"
}

// skeleton returns the text of a span without spaces and comments.
func (f *flowFormatter) skeleton(span source.Span) string {
	var b strings.Builder
	for line := range strings.Lines(f.slice(span)) {
		code, _, _ := strings.Cut(line, "#")
		b.WriteString(strings.Trim(strings.ReplaceAll(strings.ReplaceAll(code, " ", ""), "\t", ""), "\r\n"))
	}
	return b.String()
}

// mark returns the formatted text of a gap. A gap with a line break is unchanged. Any other gap becomes its punctuation, with a space after
// a comma or a colon between entries.
func (f *flowFormatter) mark(gap source.Span, isFirst, isLast bool) string {
	if !f.isLine(gap) {
		return f.slice(gap)
	}
	mark := f.skeleton(gap)
	switch {
	case isFirst:
		return mark
	case isLast:
		return strings.TrimPrefix(mark, ",")
	}
	return mark + " "
}

// sorted returns the entries of a flow collection in canonical order. They keep their order if there is a comment, an entry on several
// lines, or a key with a template, or if an alias in the collection repeats a value in the collection.
func (f *flowFormatter) sorted(n *yamltree.Node, gaps []source.Span, o *order) []*yamltree.Entry {
	isOpen := func(gap source.Span) bool { return strings.Contains(f.slice(gap), "#") }
	isLong := func(e *yamltree.Entry) bool { return e.IsItem() || e.Template || !f.isLine(spanOf(e)) }
	if f.fixed || slices.ContainsFunc(gaps, isOpen) || slices.ContainsFunc(n.Entries, isLong) || f.repeats(n) {
		return n.Entries
	}
	return o.sorted(n.Entries)
}

// repeats reports whether an alias in a collection repeats a value in the same collection.
func (f *flowFormatter) repeats(n *yamltree.Node) bool {
	from, _ := slices.BinarySearchFunc(f.links, n.Origin.Span.Start, func(k link, at int) int { return cmp.Compare(k.alias, at) })
	for _, k := range f.links[from:] {
		if k.alias >= n.Origin.Span.End {
			break
		}
		if k.anchor >= n.Origin.Span.Start {
			return true
		}
	}
	return false
}
