package format

import (
	"cmp"
	"slices"
	"strings"

	"github.com/backendctl/backendctl/internal/edit"
	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/source"
	"github.com/backendctl/backendctl/internal/stable"
)

// A flow is a flow collection, in braces or brackets, that is the value of an entry of a block.
type flow struct {
	node  *manifest.Node
	order *order
}

// A flows formats flow collections: the order of their keys, the spaces around their marks and the quotes of their scalars. Each edit is
// within one line, because the layout moves whole lines. Line breaks and comments keep their places.
type flows struct {
	text  string
	links []link
	fixed bool // no key may move
	edits []edit.Edit
}

// A part is an entry of a flow collection: an item, or a key with its value.
type part struct {
	span  source.Span
	key   *pair // nil for an item
	value *manifest.Node
}

// visit adds the edits of a node.
func (f *flows) visit(n *manifest.Node, o *order) {
	if f.isLine(n.Span) {
		f.replace(n.Span, f.render(n, o))
		return
	}
	parts, gaps, ok := f.partsOf(n)
	if !ok {
		return
	}
	for i, gap := range gaps {
		f.replace(gap, f.mark(gap, i == 0, i == len(gaps)-1))
	}
	sorted := f.sorted(n, parts, gaps, o)
	for i, p := range parts {
		switch {
		case f.isLine(p.span): // if the parts are sorted, all are on one line
			f.replace(p.span, f.entry(sorted[i], o))
		case p.key == nil:
			f.visit(p.value, o)
		default:
			f.replace(p.key.KeySpan, f.scalar(p.key.KeySpan, p.key.Key))
			colon := source.Span{Start: p.key.KeySpan.End, End: p.value.Span.Start}
			f.replace(colon, f.mark(colon, false, false))
			f.visit(p.value, o.inside(p.key.Key))
		}
	}
}

// replace adds an edit if it changes the text.
func (f *flows) replace(span source.Span, text string) {
	if f.slice(span) != text {
		f.edits = append(f.edits, edit.Edit{Span: span, New: text})
	}
}

func (f *flows) slice(span source.Span) string { return f.text[span.Start:span.End] }

func (f *flows) isLine(span source.Span) bool { return !strings.Contains(f.slice(span), "\n") }

// render returns the new text of a node on one line.
func (f *flows) render(n *manifest.Node, o *order) string {
	raw := f.slice(n.Span)
	if n.Kind == manifest.Scalar || n.Defined != nil {
		return f.scalar(n.Span, n.Value)
	}
	parts, gaps, ok := f.partsOf(n)
	if !ok {
		return raw
	}
	var entries []string
	for _, p := range f.sorted(n, parts, gaps, o) {
		entries = append(entries, f.entry(p, o))
	}
	return raw[:1] + strings.Join(entries, ", ") + raw[len(raw)-1:]
}

// entry returns the new text of an entry on one line.
func (f *flows) entry(p part, o *order) string {
	if p.key == nil {
		return f.render(p.value, o)
	}
	return f.scalar(p.key.KeySpan, p.key.Key) + ": " + f.render(p.value, o.inside(p.key.Key))
}

// scalar returns a scalar with the quotes that it needs. A scalar with a character that is special in a flow collection keeps quotes.
func (f *flows) scalar(span source.Span, value any) string {
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

// partsOf returns the entries of a flow collection and the gaps around them, one more than entries. It returns false for unsupported
// syntax, such as a key without a value, a tag, or a pair without braces.
func (f *flows) partsOf(n *manifest.Node) (parts []part, gaps []source.Span, ok bool) {
	raw := f.slice(n.Span)
	if len(raw) < 2 || n.Template || raw[:1]+raw[len(raw)-1:] != map[manifest.Kind]string{manifest.Mapping: "{}", manifest.Sequence: "[]"}[n.Kind] {
		return nil, nil, false
	}
	for _, p := range pairsOf(n) {
		colon := source.Span{Start: p.KeySpan.End, End: p.Value.Span.Start}
		if p.Template || p.Value.Span.Len() == 0 || p.KeySpan.Len() == 0 || colon.Len() < 1 || f.skeleton(colon) != ":" {
			return nil, nil, false
		}
		parts = append(parts, part{source.Span{Start: p.KeySpan.Start, End: p.Value.Span.End}, &p, p.Value})
	}
	for _, item := range n.Items {
		parts = append(parts, part{item.Span, nil, item})
	}
	return f.gaps(n, parts)
}

// gaps returns the gaps around the entries, or false if a gap contains anything but marks, spaces and comments.
func (f *flows) gaps(n *manifest.Node, parts []part) ([]part, []source.Span, bool) {
	at := n.Span.Start
	var gaps []source.Span
	for i, p := range parts {
		gap := source.Span{Start: at, End: p.span.Start}
		want := ","
		if i == 0 {
			want = f.text[n.Span.Start : n.Span.Start+1]
		}
		if p.span.Len() == 0 || gap.Len() < 1 || f.skeleton(gap) != want {
			return nil, nil, false
		}
		gaps, at = append(gaps, gap), p.span.End
	}
	last := source.Span{Start: at, End: n.Span.End}
	end := f.text[n.Span.End-1 : n.Span.End]
	if len(parts) == 0 {
		end = f.text[n.Span.Start:n.Span.Start+1] + end
	}
	if got := f.skeleton(last); last.Len() < 1 || got != end && (len(parts) == 0 || got != ","+end) {
		return nil, nil, false
	}
	return parts, append(gaps, last), true
}

// skeleton returns the text of a span without spaces and comments.
func (f *flows) skeleton(span source.Span) string {
	var b strings.Builder
	for line := range strings.Lines(f.slice(span)) {
		code, _, _ := strings.Cut(line, "#")
		b.WriteString(strings.Trim(strings.ReplaceAll(strings.ReplaceAll(code, " ", ""), "\t", ""), "\r\n"))
	}
	return b.String()
}

// mark returns the new text of a gap: unchanged if it contains a line break, otherwise its marks with a space after a comma or a colon.
func (f *flows) mark(gap source.Span, isFirst, isLast bool) string {
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

// sorted returns the entries in canonical order. They keep their order if one of them has a comment or several lines, if a key is a
// template, or if an alias in the collection repeats a value in it.
func (f *flows) sorted(n *manifest.Node, parts []part, gaps []source.Span, o *order) []part {
	isOpen := func(gap source.Span) bool { return strings.Contains(f.slice(gap), "#") }
	isLong := func(p part) bool { return p.key == nil || p.key.Template || !f.isLine(p.span) }
	if f.fixed || slices.ContainsFunc(gaps, isOpen) || slices.ContainsFunc(parts, isLong) || f.repeats(n) {
		return parts
	}
	sorted := slices.Clone(parts)
	stable.Sort(sorted, func(x, y part) int {
		return cmp.Or(cmp.Compare(first(x.key.merge), first(y.key.merge)), cmp.Compare(o.rank(x.key.Key), o.rank(y.key.Key)))
	})
	return sorted
}

// repeats reports whether an alias in a collection repeats a value in it.
func (f *flows) repeats(n *manifest.Node) bool {
	from, _ := slices.BinarySearchFunc(f.links, n.Span.Start, func(k link, at int) int { return cmp.Compare(k.alias, at) })
	for _, k := range f.links[from:] {
		if k.alias >= n.Span.End {
			break
		}
		if k.anchor >= n.Span.Start {
			return true
		}
	}
	return false
}
