package secret

import (
	"encoding/base64"
	"maps"
	"slices"
	"sort"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/backendctl/backendctl/internal/source"
)

// least is the minimum length in bytes of a secret to hide in other texts. Hiding shorter secrets would hide parts of ordinary sentences.
const least = 4

// part is the minimum length in bytes of a part of a secret to hide in other texts. Texts contain parts if a secret is escaped or
// truncated.
const part = 6

// record records the text of a secret, so that it is hidden in other texts that repeat it.
func (x *finder) record(text string) {
	for _, form := range []string{text, base64.StdEncoding.EncodeToString([]byte(text)), decoded(text)} {
		if form = strings.TrimSpace(form); utf8.RuneCountInString(form) >= least {
			x.values[form] = true
		}
	}
	// If a text is quoted, some of its characters are escaped, and the parts between them are unchanged.
	for _, piece := range strings.FieldsFunc(text, func(r rune) bool { return r == '\\' || r == '"' || r == '\'' || !unicode.IsPrint(r) }) {
		if piece = strings.TrimSpace(piece); len(piece) >= part && piece != text {
			x.values[piece] = true
		}
	}
}

// decoded returns the decoded base64 of a text, or "" if the result is not text.
func decoded(text string) string {
	data, err := base64.StdEncoding.DecodeString(strings.TrimSpace(text))
	if err != nil || !utf8.Valid(data) {
		return ""
	}
	return string(data)
}

// isDistinctive reports whether a text looks like a credential, and not like a word or a name in a manifest: it is long, has no spaces, and
// has digits or letters of both cases.
func isDistinctive(text string) bool {
	return len(text) >= 12 && !strings.ContainsFunc(text, unicode.IsSpace) &&
		(strings.ContainsFunc(text, unicode.IsUpper) && strings.ContainsFunc(text, unicode.IsLower) || strings.ContainsFunc(text, unicode.IsDigit))
}

// secrets returns the secrets that the finder has found. Their spans include all places in the text that repeat a value that looks like a
// credential.
func (x *finder) secrets() *Secrets {
	s := &Secrets{values: newValues(x.values, func(string) bool { return true }), distinctive: newValues(x.values, isDistinctive)}
	for _, repeated := range s.Repeated(x.text[x.part.Start:x.part.End]).Shift(x.part.Start) {
		x.spans = append(x.spans, repeated)
	}
	s.Spans = NewSpans(x.spans)
	return s
}

// Repeated returns the spans of a text that repeat secrets that look like credentials. Other secrets may be ordinary words.
func (s *Secrets) Repeated(text string) Spans { return s.distinctive.find(text) }

// values are the texts of secrets.
type values struct {
	texts  map[string]bool
	sorted []string
	prefix []int           // for each sorted text, the index of the longest other text that it begins with, or -1
	heads  map[string]bool // the first bytes of each text; their number is the value of least
	// starting has the texts by their first bytes, and ending by their last bytes; the number of bytes is the value of part.
	starting, ending map[string][]string
}

// newValues returns the values of texts. The methods find and findIf search only for texts for which the function wanted returns true.
func newValues(texts map[string]bool, wanted func(string) bool) values {
	v := values{texts: texts, heads: map[string]bool{}, starting: map[string][]string{}, ending: map[string][]string{}}
	for _, text := range slices.Sorted(maps.Keys(texts)) {
		if len(text) >= part {
			v.starting[text[:part]] = append(v.starting[text[:part]], text)
			v.ending[text[len(text)-part:]] = append(v.ending[text[len(text)-part:]], text)
		}
		if len(text) < least || !wanted(text) {
			continue
		}
		at := len(v.sorted) - 1
		for at >= 0 && !strings.HasPrefix(text, v.sorted[at]) {
			at = v.prefix[at]
		}
		v.sorted, v.prefix = append(v.sorted, text), append(v.prefix, at)
		v.heads[text[:least]] = true
	}
	return v
}

// find returns the spans of a text that repeat the values.
func (v *values) find(text string) Spans { return v.findIf(text, isRepetition) }

// findIf returns the spans of the values in a text for which the function holds returns true. If several values begin at one offset, it
// returns only the span of the longest.
func (v *values) findIf(text string, holds func(text string, start, end int) bool) Spans {
	var out Spans
	for at := 0; at+least <= len(text); at++ {
		if !v.heads[text[at:at+least]] {
			continue
		}
		rest := text[at:]
		// If several values are prefixes of the rest, the longest one is the last of them in sorted order, or a prefix of the last value
		// before the rest.
		i := sort.Search(len(v.sorted), func(i int) bool { return v.sorted[i] > rest }) - 1
		for i >= 0 && (!strings.HasPrefix(rest, v.sorted[i]) || !holds(text, at, at+len(v.sorted[i]))) {
			i = v.prefix[i]
		}
		if i >= 0 {
			end := at + len(v.sorted[i])
			out = append(out, source.Span{Start: at, End: end})
			at = end - 1
		}
	}
	return out
}

// isRepetition reports whether a span of a text, which equals a value, repeats the secret and is not an ordinary word. A short value must
// be a whole word. A value of only lower-case letters, such as "certificate", must be a whole word next to a quote or another mark.
func isRepetition(text string, start, end int) bool {
	if strings.Trim(text[start:end], "abcdefghijklmnopqrstuvwxyz") == "" {
		const marks = "\"'`:=@/"
		return isWhole(text, start, end) && (start > 0 && strings.IndexByte(marks, text[start-1]) >= 0 || end < len(text) && strings.IndexByte(marks, text[end]) >= 0)
	}
	return end-start >= 2*least || isWhole(text, start, end)
}

// isWhole reports whether no letter or digit is next to a span of a text.
func isWhole(text string, start, end int) bool {
	before, _ := utf8.DecodeLastRuneInString(text[:start])
	after, _ := utf8.DecodeRuneInString(text[end:])
	return !isWord(before) && !isWord(after)
}

// Conceal returns a text, such as the message of a finding, with masked secrets.
func (s *Secrets) Conceal(text string) string {
	if s.shown {
		return text
	}
	spans := NewSpans(slices.Concat(s.find(text), textSpans(text), s.cutShort(text)))
	return Mask(text, spans, source.Span{End: len(text)})
}

// ConcealAll returns a copy of texts, each with masked secrets.
func (s *Secrets) ConcealAll(texts []string) []string {
	out := slices.Clone(texts)
	for i := range out {
		out[i] = s.Conceal(out[i])
	}
	return out
}

// InText returns the spans of the secrets in a text that was derived from the original one: secrets of the original text that it repeats,
// and secrets in the derived text itself.
func (s *Secrets) InText(text string) Spans {
	if s.shown {
		return nil
	}
	x := newFinder(text, 0)
	x.scan(source.Span{End: len(text)})
	return NewSpans(append(x.spans, s.find(text)...))
}

const ellipsis = "…"

// cutShort returns the beginnings and ends of secrets before and after an ellipsis, which replaces the middle of a long text.
func (s *Secrets) cutShort(text string) []source.Span {
	var out []source.Span
	for at := 0; ; {
		i := strings.Index(text[at:], ellipsis)
		if i < 0 {
			return out
		}
		left := len(strings.TrimRight(text[:at+i], " "))
		right := len(text) - len(strings.TrimLeft(text[at+i+len(ellipsis):], " "))
		out = append(out, s.startsAt(text[:left])...)
		if n := s.endLength(text[right:]); n > 0 {
			out = append(out, source.Span{Start: right, End: right + n})
		}
		at += i + len(ellipsis)
	}
}

// startsAt returns the span at the end of a text that is the beginning of a value, or nil if there is none.
func (v *values) startsAt(text string) []source.Span {
	for at := 0; at+part <= len(text); at++ {
		for _, value := range v.starting[text[at:at+part]] {
			if strings.HasPrefix(value, text[at:]) {
				return []source.Span{{Start: at, End: len(text)}}
			}
		}
	}
	return nil
}

// endLength returns the length of the longest beginning of a text that is the end of a value, or 0 if there is none.
func (v *values) endLength(text string) int {
	for end := len(text); end >= part; end-- {
		for _, value := range v.ending[text[end-part:end]] {
			if strings.HasSuffix(value, text[:end]) {
				return end
			}
		}
	}
	return 0
}
