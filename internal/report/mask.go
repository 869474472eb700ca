package report

import (
	"slices"
	"strings"

	"github.com/backendctl/backendctl/internal/edit"
	"github.com/backendctl/backendctl/internal/secret"
	"github.com/backendctl/backendctl/internal/source"
)

// maskEdit returns the text that an edit inserts, with secrets masked. If the edit replaces a secret, the whole text is masked. Otherwise,
// secrets are recognized in the edited lines, because a fix may rewrite a value without its key.
func maskEdit(text string, e edit.Edit, secrets *secret.Secrets) string {
	if len(secrets.Spans.Within(e.Span)) > 0 {
		return secret.Mask(e.New, secret.Spans{{Start: 0, End: len(e.New)}}, source.Span{End: len(e.New)})
	}
	before := text[strings.LastIndexByte(text[:e.Span.Start], '\n')+1 : e.Span.Start]
	after, _, _ := strings.Cut(text[e.Span.End:], "\n")
	block := before + e.New + after
	return secret.Mask(block, secrets.InText(block), source.Span{Start: len(before), End: len(before) + len(e.New)})
}

// carry returns the spans of secrets in a text after edits, which must be sorted and without overlap. A secret outside the edits moves,
// and a text that replaces a part of a secret is a secret.
func carry(secrets secret.Spans, edits []edit.Edit) []source.Span {
	var out []source.Span
	at, moved := 0, 0
	keep := func(end int) {
		for _, s := range secrets.Within(source.Span{Start: at, End: end}) {
			out = append(out, source.Span{Start: max(s.Start, at) + moved, End: min(s.End, end) + moved})
		}
	}
	for _, e := range edits {
		keep(e.Span.Start)
		if start := e.Span.Start + moved; len(secrets.Within(e.Span)) > 0 {
			out = append(out, source.Span{Start: start, End: start + len(e.New)})
		}
		at, moved = e.Span.End, moved+len(e.New)-e.Span.Len()
	}
	if n := len(secrets); n > 0 {
		keep(max(at, secrets[n-1].End))
	}
	return out
}

// spansAfter returns the spans of secrets in a text after edits: secrets that are recognized in the new text, and the secrets of the text
// before, at their new positions.
func spansAfter(after string, edits []edit.Edit, before secret.Spans, known *secret.Secrets) secret.Spans {
	return secret.NewSpans(slices.Concat(known.InText(after), carry(before, edits)))
}
