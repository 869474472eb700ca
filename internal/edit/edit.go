// Package edit changes text by byte spans. Text outside the edits is never re-encoded.
package edit

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/backendctl/backendctl/internal/source"
	"github.com/backendctl/backendctl/internal/stable"
)

// An Edit replaces a span of a file's text by New. An empty span is an insertion.
type Edit struct {
	Span source.Span
	New  string
}

// Validate returns an error for the first edit that is outside a text of size bytes.
func Validate(size int, edits []Edit) error {
	for _, e := range edits {
		if e.Span.Start < 0 || e.Span.Start > e.Span.End || e.Span.End > size {
			return fmt.Errorf("edit of bytes %d to %d does not fit a text of %d bytes", e.Span.Start, e.Span.End, size)
		}
	}
	return nil
}

// Merge returns the edits of all lists, which are for the same text, in the order of the text. Identical edits become one. Two edits that
// change the same bytes in different ways are an error, and so are two different insertions at the same offset, because their order is
// undefined.
func Merge(edits ...[]Edit) ([]Edit, error) {
	all := slices.Concat(edits...)
	stable.Sort(all, func(a, b Edit) int {
		return cmp.Or(cmp.Compare(a.Span.Start, b.Span.Start), cmp.Compare(a.Span.End, b.Span.End), strings.Compare(a.New, b.New))
	})
	all = slices.Compact(all)
	for i := 1; i < len(all); i++ {
		if before, after := all[i-1], all[i]; Conflict(before, after) {
			return nil, fmt.Errorf("two edits change bytes %d to %d", after.Span.Start, min(before.Span.End, after.Span.End))
		}
	}
	return all, nil
}

// Conflict reports whether two edits of one text are incompatible: they change the same bytes in different ways, one edit inserts into a
// span that the other edit replaces, or they insert different texts at the same offset.
func Conflict(a, b Edit) bool {
	if b.Span.Start < a.Span.Start {
		a, b = b, a
	}
	return a != b && (a.Span == b.Span || b.Span.Start < a.Span.End && b.Span.End > a.Span.Start)
}

// Apply returns a text after edits, which must be the result of [Merge]. It returns an error if an edit is outside the text.
func Apply(text string, edits []Edit) (string, error) {
	if err := Validate(len(text), edits); err != nil {
		return "", err
	}
	var b strings.Builder
	at := 0
	for _, e := range edits {
		b.WriteString(text[at:e.Span.Start])
		b.WriteString(e.New)
		at = e.Span.End
	}
	b.WriteString(text[at:])
	return b.String(), nil
}
