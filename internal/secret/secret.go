// Package secret finds the text in manifests that must not be shown: tokens, passwords, the data of Secrets and credentials in URLs. It
// finds secrets in parsed documents by their fields, in any notation. In other text it searches line by line, and hides more than
// necessary.
package secret

import (
	"cmp"
	"slices"
	"sort"
	"strings"

	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/source"
	"github.com/backendctl/backendctl/internal/stable"
)

// Secrets are the secrets of a text: their spans and their values.
type Secrets struct {
	Spans Spans
	values
	distinctive values // the values that look like credentials
	shown       bool
}

// Shown returns Secrets that hide nothing.
func Shown() *Secrets { return &Secrets{shown: true} }

// In returns the secrets of a file.
func In(f *source.File) *Secrets {
	return in(f, 0).secrets()
}

func in(f *source.File, depth int) *finder {
	x := newFinder(f.Text(), depth)
	if isSuspicious(f.Text()) {
		x.file(f)
	}
	x.scan(x.part)
	return x
}

// file finds the secrets of all documents of a file by their fields.
func (x *finder) file(f *source.File) {
	documents, _ := manifest.Parse(f, manifest.Options{Templates: true})
	last := source.Span{Start: -1}
	for _, d := range documents {
		if d.Whole != last { // the items of a List share a document
			x.document(d)
		}
		last = d.Whole
	}
}

// InDocument returns the secrets of the YAML document that contains d. Their spans are relative to the file.
func InDocument(d *manifest.Document) *Secrets {
	x := newFinder(d.File.Text(), 0)
	x.part = d.Whole
	x.document(d)
	x.scan(x.part)
	return x.secrets()
}

// Spans are spans in a text, in order and without overlap.
type Spans []source.Span

// NewSpans sorts spans, and joins spans that overlap or touch. It drops empty spans.
func NewSpans(spans []source.Span) Spans {
	spans = slices.DeleteFunc(slices.Clone(spans), func(s source.Span) bool { return s.Start >= s.End })
	stable.Sort(spans, func(a, b source.Span) int { return cmp.Or(cmp.Compare(a.Start, b.Start), cmp.Compare(a.End, b.End)) })
	var out Spans
	for _, s := range spans {
		if n := len(out); n > 0 && s.Start <= out[n-1].End {
			out[n-1].End = max(out[n-1].End, s.End)
			continue
		}
		out = append(out, s)
	}
	return out
}

// Within returns the spans that overlap part.
func (s Spans) Within(part source.Span) Spans {
	first := sort.Search(len(s), func(i int) bool { return s[i].End > part.Start })
	last := first + sort.Search(len(s)-first, func(i int) bool { return s[first+i].Start >= part.End })
	return s[first:last]
}

// Shift returns the spans moved by a number of bytes.
func (s Spans) Shift(by int) Spans {
	out := make(Spans, len(s))
	for i, span := range s {
		out[i] = source.Span{Start: span.Start + by, End: span.End + by}
	}
	return out
}

// Mask returns a part of a text with an asterisk for each character of the spans. Quotes, line breaks and indentation stay.
func Mask(text string, spans Spans, part source.Span) string {
	var b strings.Builder
	at := part.Start
	for _, s := range spans.Within(part) {
		s.Start, s.End = max(s.Start, part.Start), min(s.End, part.End)
		b.WriteString(text[at:s.Start])
		stars(&b, text[s.Start:s.End], strings.TrimLeft(text[lineStart(text, s.Start):s.Start], " \t") == "")
		at = s.End
	}
	b.WriteString(text[at:part.End])
	return b.String()
}

// stars writes an asterisk for each character of a text. isFirst is set if only blanks precede the text on its line.
func stars(b *strings.Builder, text string, isFirst bool) {
	for _, r := range text {
		switch {
		case r == '\n' || r == '\r':
			isFirst = true
		case r == '"' || r == '\'', isFirst && (r == ' ' || r == '\t'):
		default:
			r, isFirst = '*', false
		}
		b.WriteRune(r)
	}
}

func lineStart(text string, at int) int { return strings.LastIndexAny(text[:at], "\r\n") + 1 }
