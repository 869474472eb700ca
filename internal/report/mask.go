package report

import (
	"strings"
	"unicode/utf8"

	"github.com/backendctl/backendctl/internal/edit"
	"github.com/backendctl/backendctl/internal/source"
)

// maskEdit returns the text that an edit inserts with secrets hidden. The line around the edit says what is secret,
// because a fix may well rewrite a value without its key.
func maskEdit(text string, e edit.Edit, secrets []source.Span) string {
	if len(overlapping(e.Span, secrets)) > 0 {
		return mask(e.New, []source.Span{{Start: 0, End: len(e.New)}}, source.Span{End: len(e.New)})
	}
	before := text[strings.LastIndexByte(text[:e.Span.Start], '\n')+1 : e.Span.Start]
	after, _, _ := strings.Cut(text[e.Span.End:], "\n")
	block := before + e.New + after
	return mask(block, secretsOf(block), source.Span{Start: len(before), End: len(before) + len(e.New)})
}

// mask returns part of text with every character of the secrets as an asterisk; quotes and line breaks stay.
func mask(text string, secrets []source.Span, part source.Span) string {
	var b strings.Builder
	for i, r := range text[part.Start:part.End] {
		at := source.Span{Start: part.Start + i, End: part.Start + i + 1}
		if len(overlapping(at, secrets)) > 0 && !strings.ContainsRune("\"'\r\n", r) {
			r = '*'
		}
		b.WriteRune(r)
	}
	return b.String()
}

// carry returns where secrets of a text are after merged edits: the bytes that the edits left alone, and all that stands
// in the place of a secret.
func carry(secrets []source.Span, edits []edit.Edit) []source.Span {
	var out []source.Span
	at, moved := 0, 0
	keep := func(end int) {
		for _, s := range overlapping(source.Span{Start: at, End: end}, secrets) {
			out = append(out, source.Span{Start: max(s.Start, at) + moved, End: min(s.End, end) + moved})
		}
	}
	for _, e := range edits {
		keep(e.Span.Start)
		if start := e.Span.Start + moved; len(overlapping(e.Span, secrets)) > 0 {
			out = append(out, source.Span{Start: start, End: start + len(e.New)})
		}
		at, moved = e.Span.End, moved+len(e.New)-e.Span.Len()
	}
	for _, s := range secrets {
		keep(max(at, s.End))
		at = max(at, s.End)
	}
	return out
}

func shift(spans []source.Span, by int) []source.Span {
	out := make([]source.Span, len(spans))
	for i, s := range spans {
		out[i] = source.Span{Start: s.Start + by, End: s.End + by}
	}
	return out
}

// leastSecret is how long a value has to be to be hidden in words that are not its own: a shorter one is no secret, and
// would hide half of an English sentence.
const leastSecret = 4

// Conceal returns a text in which the values that secret keys have in a file are hidden. The messages of findings hold
// none; what is kept and committed does not rest on that alone.
func Conceal(f *source.File, text string) string {
	for _, s := range secretsOf(f.Text()) {
		if value := strings.TrimSpace(f.Slice(s)); utf8.RuneCountInString(value) >= leastSecret {
			text = strings.ReplaceAll(text, value, strings.Repeat("*", utf8.RuneCountInString(value)))
		}
	}
	return text
}
