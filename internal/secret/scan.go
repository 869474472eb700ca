package secret

import (
	"slices"
	"strings"
	"sync"

	"github.com/backendctl/backendctl/internal/placeholder"
	"github.com/backendctl/backendctl/internal/source"
)

// scan finds secrets in a span of the text line by line: in comments, in text that cannot be parsed, and where a mistake, such as a missing
// space, joins a key and its value.
func (x *finder) scan(part source.Span) {
	text := x.text[part.Start:part.End]
	s := scanner{text: text, known: map[string]bool{}, anchors: sync.OnceValue(func() map[string]bool { return anchorsIn(text) })}
	s.lines()
	for _, span := range slices.Concat(s.found, textSpans(text)) {
		span.Start, span.End = span.Start+part.Start, span.End+part.Start
		if text := x.text[span.Start:span.End]; !placeholder.IsText(text) {
			x.spans = append(x.spans, span)
			x.record(text)
		}
	}
}

type scanner struct {
	text  string
	found []source.Span
	known map[string]bool // a cache of isSecret, because a file usually has few different keys
	// anchors returns the text after each &, up to the end of the longest possible anchor.
	anchors func() map[string]bool
	// The state of a secret value that may continue on the next lines.
	open   bool
	quote  byte // the closing quote; 0 for plain and block scalars
	indent int  // the indentation of its key; a line that is indented more belongs to the value
	empty  bool // the line of the key has no part of the value
}

func (s *scanner) lines() {
	if setsSecret(s.text) {
		s.known["value"] = true
	}
	for start := 0; start < len(s.text); {
		end := start + len(s.text[start:])
		if i := strings.IndexByte(s.text[start:], '\n'); i >= 0 {
			end = start + i + 1
		}
		s.line(start, start+len(strings.TrimRight(s.text[start:end], "\r\n")))
		start = end
	}
}

func (s *scanner) line(start, end int) {
	if s.open {
		start = s.continueValue(start, end)
	}
	at := start
	for at < end {
		i := strings.IndexByte(s.text[at:end], ':')
		if i < 0 {
			if at == start {
				s.withoutColon(start, end)
			}
			return
		}
		colon := at + i
		at = colon + 1
		if from, to := s.key(start, colon); (s.isMapping(colon, end) || s.isFirst(start, from)) && s.isSecret(s.text[from:to]) {
			at = s.value(start, from, colon+1, end)
		}
	}
}

func (s *scanner) isSecret(key string) bool {
	is, ok := s.known[key]
	if !ok {
		is = classOf("", key) >= scalar
		s.known[key] = is
	}
	return is
}

// continueValue hides the continuation of a value on a line, and returns the start of the rest of the line.
func (s *scanner) continueValue(start, end int) int {
	line := s.text[start:end]
	content := strings.TrimLeft(line, " \t")
	first := start + len(line) - len(content)
	switch {
	case content == "":
		return end
	case s.quote != 0:
		to := closing(s.text, first, end, s.quote)
		s.hide(first, to)
		s.open = to == end
		return to
	case first-start <= s.indent, s.empty && startsCollection(content):
		s.open = false
		return start
	}
	s.hide(first, end)
	s.empty = false
	return end
}

// longestKey is the maximum number of bytes before a colon to search for a key. Names of secrets are shorter.
const longestKey = 256

// key returns the span of the word before a colon, without its quotes.
func (s *scanner) key(start, colon int) (from, to int) {
	start = max(start, colon-longestKey)
	to = start + len(strings.TrimRight(s.text[start:colon], " \t"))
	if to > start && (s.text[to-1] == '"' || s.text[to-1] == '\'') {
		open := strings.LastIndexByte(s.text[start:to-1], s.text[to-1])
		return start + open + 1, max(to-1, start+open+1)
	}
	from = 1 + start + strings.LastIndexAny(s.text[start:to], " \t{[,\"'#?")
	return from, to
}

// isMapping reports whether a colon separates a key from a value, and is not inside a word: it is followed by a blank or the end of the
// line, or it follows a quoted key.
func (s *scanner) isMapping(colon, end int) bool {
	return colon+1 == end || strings.IndexByte(" \t", s.text[colon+1]) >= 0 ||
		colon > 0 && strings.IndexByte("\"'", s.text[colon-1]) >= 0
}

// isFirst reports whether a key is the first word of its line. Then the space after its colon may be missing.
func (s *scanner) isFirst(start, key int) bool {
	return strings.Trim(s.text[start:key], " \t-") == ""
}

// withoutColon hides the text after a secret key that lacks its colon.
func (s *scanner) withoutColon(start, end int) {
	content := strings.TrimLeft(s.text[start:end], " \t-")
	key, value, ok := strings.Cut(content, " ")
	if ok && s.isSecret(key) {
		s.value(start, end-len(content), end-len(value), end)
	}
}

// isAlias reports whether a value is an alias of an anchor in the text. A value that begins with * and refers to no anchor is not an alias:
// it may be a secret that lacks its quotes.
func (s *scanner) isAlias(value string) bool {
	name, ok := strings.CutPrefix(value, "*")
	if end := strings.IndexAny(name, " \t,]}"); end >= 0 {
		name = name[:end]
	}
	return ok && name != "" && s.anchors()[name]
}

// anchorsIn returns the words after each & in a text.
func anchorsIn(text string) map[string]bool {
	out := map[string]bool{}
	for rest := range strings.SplitSeq(text, "&") {
		if end := strings.IndexAny(rest, " \t\r\n,]}"); end >= 0 {
			rest = rest[:end]
		}
		out[rest] = true
	}
	return out
}

// value hides the value between the offsets at and end, and records whether and how the value may continue on the next lines. It returns
// the offset at which to search for the next key.
func (s *scanner) value(start, key, at, end int) int {
	rest := strings.TrimLeft(s.text[at:end], " \t")
	at = end - len(rest)
	s.indent, s.quote = key-start, 0
	if rest == "" || rest[0] == '#' || strings.ContainsRune("|>", rune(rest[0])) {
		s.open, s.empty = true, rest == "" || rest[0] == '#'
		return end
	}
	switch c := rest[0]; {
	case c == '{', c == '[', s.isAlias(rest):
		return at
	case c == '"', c == '\'':
		to := closing(s.text, at+1, end, rest[0])
		s.hide(at+1, to)
		s.open, s.quote = to == end, rest[0]
		return to
	}
	to, flow := s.plainEnd(key, at, end)
	s.hide(at, to)
	s.open, s.empty = !flow, false
	return to
}

// plainEnd returns the end of a plain value: before a comment and, between braces, before the next separator.
func (s *scanner) plainEnd(key, at, end int) (to int, flow bool) {
	before := strings.TrimRight(strings.TrimRight(s.text[:key], "\"'"), " \t")
	flow = strings.HasSuffix(before, "{") || strings.HasSuffix(before, ",")
	value := s.text[at:end]
	if flow {
		if i := strings.IndexAny(value, ",}"); i >= 0 {
			value = value[:i]
		}
	}
	if i := strings.Index(value, " #"); i >= 0 {
		value = value[:i]
	}
	return at + len(strings.TrimRight(value, " \t")), flow
}

func (s *scanner) hide(from, to int) {
	if from < to {
		s.found = append(s.found, source.Span{Start: from, End: to})
	}
}

// closing returns the offset of the quote that ends a value, or end if there is none.
func closing(text string, at, end int, quote byte) int {
	for i := at; i < end; i++ {
		switch {
		case text[i] == '\\' && quote == '"':
			i++
		case text[i] == quote:
			return i
		}
	}
	return end
}

// startsCollection reports whether a line below an empty value begins a list or a mapping, so that there is no scalar.
func startsCollection(content string) bool {
	return strings.IndexByte("#{[", content[0]) >= 0 || strings.HasPrefix(content, "- ") || strings.HasSuffix(content, ":") || strings.Contains(content, ": ")
}
