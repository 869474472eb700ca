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

// least is how long a text has to be to be hidden among other words: a shorter one would hide parts of ordinary sentences.
const least = 4

// part is how long a part of a secret has to be to be hidden, and how much of one that is cut short.
const part = 6

// known remembers what a secret says, so that it is hidden where other texts repeat it.
func (x *finder) known(text string) {
	for _, form := range []string{text, base64.StdEncoding.EncodeToString([]byte(text)), decoded(text)} {
		if form = strings.TrimSpace(form); utf8.RuneCountInString(form) >= least {
			x.values[form] = true
		}
	}
	// What quotes a text escapes some of its characters and leaves the parts between them as they are.
	for _, piece := range strings.FieldsFunc(text, func(r rune) bool { return r == '\\' || r == '"' || r == '\'' || !unicode.IsPrint(r) }) {
		if piece = strings.TrimSpace(piece); len(piece) >= part && piece != text {
			x.values[piece] = true
		}
	}
}

// decoded returns what the base64 of a text says, "" if that is no text.
func decoded(text string) string {
	data, err := base64.StdEncoding.DecodeString(strings.TrimSpace(text))
	if err != nil || !utf8.Valid(data) {
		return ""
	}
	return string(data)
}

// isDistinctive reports whether a text looks like a credential and not like a word or a name of a manifest.
func isDistinctive(text string) bool {
	return len(text) >= 12 && !strings.ContainsFunc(text, unicode.IsSpace) &&
		(strings.ContainsFunc(text, unicode.IsUpper) && strings.ContainsFunc(text, unicode.IsLower) || strings.ContainsFunc(text, unicode.IsDigit))
}

// secrets returns what was found. A value that looks like a credential is hidden wherever else the text repeats it.
func (x *finder) secrets() *Secrets {
	s := &Secrets{values: newValues(x.values, func(string) bool { return true }), distinctive: newValues(x.values, isDistinctive)}
	for _, repeated := range s.Repeated(x.text[x.part.Start:x.part.End]).Shift(x.part.Start) {
		x.spans = append(x.spans, repeated)
	}
	s.Spans = NewSpans(x.spans)
	return s
}

// Repeated returns where a text repeats secrets that look like credentials. Others are words that it may well have of its own.
func (s *Secrets) Repeated(text string) Spans { return s.distinctive.find(text) }

// values are the texts of secrets.
type values struct {
	texts  map[string]bool
	sorted []string
	prefix []int           // of each sorted text, the index of the longest other one that it begins with; -1 for none
	heads  map[string]bool // the first bytes, so many as least
	// by their first and last bytes, so many as part
	starting, ending map[string][]string
}

// newValues returns those of some texts that are wanted.
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

// find returns where a text repeats the values.
func (v *values) find(text string) Spans { return v.findIf(text, stands) }

// findIf returns where a text has the longest of the values, if something holds of the place.
func (v *values) findIf(text string, holds func(text string, start, end int) bool) Spans {
	var out Spans
	for at := 0; at+least <= len(text); at++ {
		if !v.heads[text[at:at+least]] {
			continue
		}
		rest := text[at:]
		// Of the texts that it begins with, the longest one begins all that stand between it and the text in order.
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

// stands reports whether a value that is repeated in a part of a text is meant there. A short one counts as a whole word alone, and an
// ordinary word, such as "certificate", where something quotes it: messages have words of their own.
func stands(text string, start, end int) bool {
	if strings.Trim(text[start:end], "abcdefghijklmnopqrstuvwxyz") == "" {
		const marks = "\"'`:=@/"
		return isWhole(text, start, end) && (start > 0 && strings.IndexByte(marks, text[start-1]) >= 0 || end < len(text) && strings.IndexByte(marks, text[end]) >= 0)
	}
	return end-start >= 2*least || isWhole(text, start, end)
}

// isWhole reports whether no letter or digit stands beside a part of a text.
func isWhole(text string, start, end int) bool {
	before, _ := utf8.DecodeLastRuneInString(text[:start])
	after, _ := utf8.DecodeRuneInString(text[end:])
	return !isWord(before) && !isWord(after)
}

// Conceal returns a text, such as the message of a finding, without the secrets that it repeats.
func (s *Secrets) Conceal(text string) string {
	if s.shown {
		return text
	}
	spans := NewSpans(slices.Concat(s.find(text), textSpans(text), s.cutShort(text)))
	return Mask(text, spans, source.Span{End: len(text)})
}

// ConcealAll returns texts without the secrets that they repeat.
func (s *Secrets) ConcealAll(texts []string) []string {
	out := slices.Clone(texts)
	for i := range out {
		out[i] = s.Conceal(out[i])
	}
	return out
}

// InText returns where a text that was made of the one of the secrets has some: those that it repeats, and what its own lines show.
func (s *Secrets) InText(text string) Spans {
	if s.shown {
		return nil
	}
	x := newFinder(text, 0)
	x.scan(source.Span{End: len(text)})
	return NewSpans(append(x.spans, s.find(text)...))
}

const ellipsis = "…"

// cutShort returns the beginnings and ends of secrets on both sides of an ellipsis, which takes the place of the middle of a long text.
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

// startsAt returns where a text ends with the beginning of a value, nothing if it does not.
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

// endLength returns how long the end of a value is that a text begins with, 0 if it begins with none.
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
