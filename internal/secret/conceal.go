package secret

import (
	"encoding/base64"
	"slices"
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

// values are the texts of secrets, found by their first bytes.
type values struct {
	texts   map[string]bool
	lengths map[string][]int // of the texts that begin with so many bytes as least, the longest first
}

// newValues returns those of some texts that are wanted.
func newValues(texts map[string]bool, wanted func(string) bool) values {
	v := values{texts: texts, lengths: map[string][]int{}}
	for text := range v.texts {
		if wanted(text) && len(text) >= least {
			v.lengths[text[:least]] = append(v.lengths[text[:least]], len(text))
		}
	}
	for head, lengths := range v.lengths {
		slices.SortFunc(lengths, func(a, b int) int { return b - a })
		v.lengths[head] = slices.Compact(lengths)
	}
	return v
}

// find returns where a text repeats the values.
func (v *values) find(text string) Spans {
	var out Spans
	for at := 0; at+least <= len(text); at++ {
		for _, n := range v.lengths[text[at:at+least]] {
			if at+n <= len(text) && v.texts[text[at:at+n]] && stands(text, at, at+n) {
				out = append(out, source.Span{Start: at, End: at + n})
				at += n - 1
				break
			}
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
		for value := range s.texts {
			if n := overlap(value, text[:left]); n >= part {
				out = append(out, source.Span{Start: left - n, End: left})
			}
			if n := overlapEnd(value, text[right:]); n >= part {
				out = append(out, source.Span{Start: right, End: right + n})
			}
		}
		at += i + len(ellipsis)
	}
}

// overlap returns how long the longest beginning of a value is that a text ends with.
func overlap(value, text string) int {
	for n := min(len(value), len(text)); n >= part; n-- {
		if strings.HasSuffix(text, value[:n]) {
			return n
		}
	}
	return 0
}

// overlapEnd returns how long the longest end of a value is that a text begins with.
func overlapEnd(value, text string) int {
	for n := min(len(value), len(text)); n >= part; n-- {
		if strings.HasPrefix(text, value[len(value)-n:]) {
			return n
		}
	}
	return 0
}
