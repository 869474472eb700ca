package report

import (
	"regexp"
	"slices"
	"strings"
	"sync"

	"github.com/backendctl/backendctl/internal/credential"
	"github.com/backendctl/backendctl/internal/fuzzy"
	"github.com/backendctl/backendctl/internal/source"
)

// secretKeys are the keys whose scalar values no report may show. All that is known about secrets is in this file.
var secretKeys = []string{
	"inline", "token", "accesskey", "secretkey", "sessiontoken", "password", "apikey", "authorization",
}

// isSecretKey forgives a misspelling: a misspelt key is what findings are often about, and its value is as secret.
func isSecretKey(key string) bool {
	return slices.ContainsFunc(secretKeys, func(s string) bool { return fuzzy.Within(key, s, 1) })
}

// secretsOf finds the values of secret keys in YAML or JSON text. It reads lines, not a tree, because what is reported
// may well not parse, and would rather hide too much than too little.
func secretsOf(text string) []source.Span {
	s := secretScanner{text: text, known: map[string]bool{}}
	if setsSecret(text) {
		s.known["value"] = true
	}
	for start := 0; start < len(text); {
		end := start + len(text[start:])
		if i := strings.IndexByte(text[start:], '\n'); i >= 0 {
			end = start + i + 1
		}
		s.line(start, start+len(strings.TrimRight(text[start:end], "\r\n")))
		start = end
	}
	for _, match := range credential.Find(text) {
		s.found = append(s.found, match.Span)
	}
	return append(append(s.found, userInfo(text)...), secretData(text)...)
}

var patchPath = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`(?m)/([A-Za-z]+)["']?[ \t]*(?:[,}\r#]|$)`) })

// setsSecret reports whether a text has an operation of a JSON patch whose path ends with a secret key: then value is one, too.
func setsSecret(text string) bool {
	if !strings.Contains(text, "value") || !strings.Contains(text, "path") {
		return false
	}
	for _, m := range patchPath().FindAllStringSubmatch(text, -1) {
		if isSecretKey(m[1]) {
			return true
		}
	}
	return false
}

var authority = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`://([^/?#\s"'@]+)@`) })

// userInfo finds who a URL says to be, which may have a password in it.
func userInfo(text string) []source.Span {
	var out []source.Span
	if !strings.Contains(text, "@") {
		return nil
	}
	for _, at := range authority().FindAllStringSubmatchIndex(text, -1) {
		out = append(out, source.Span{Start: at[2], End: at[3]})
	}
	return out
}

var dataKey = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^([ \t]*)"?(data|stringData)"?[ \t]*:(.*)$`) })

// secretData finds all that stands below data and stringData in a file that has a Secret: any key may hold a credential.
// It hides the data of a ConfigMap beside the Secret, too.
func secretData(text string) []source.Span {
	if !secretKind().MatchString(text) {
		return nil
	}
	var out []source.Span
	block, first := -1, -1 // indentation of data, and of the first key below it
	for start := 0; start < len(text); {
		line, _, _ := strings.Cut(text[start:], "\n")
		content := strings.TrimLeft(line, " \t")
		indent := len(line) - len(content)
		switch m := dataKey().FindStringSubmatchIndex(strings.TrimRight(line, "\r")); {
		case block >= 0 && strings.TrimSpace(content) != "" && indent > block:
			if first < 0 {
				first = indent
			}
			at := start + indent
			if colon := strings.IndexByte(content, ':'); indent == first && colon >= 0 {
				at += colon + 1
			}
			out = append(out, trimmed(text, at, start+len(line)))
		case m != nil:
			block, first = m[3]-m[2], -1
			out = append(out, trimmed(text, start+m[6], start+m[7]))
		case strings.TrimSpace(content) != "":
			block = -1
		}
		start += len(line) + 1
	}
	return out
}

var secretKind = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`(?m)^[ \t{-]*"?kind"?[ \t]*:[ \t]*["']?Secret\b`) })

// trimmed is a span without the blanks around it and without brackets and commas of JSON at its ends, which say nothing.
func trimmed(text string, from, to int) source.Span {
	const around = " \t\r{},|>-+"
	value := text[from:to]
	from += len(value) - len(strings.TrimLeft(value, around))
	return source.Span{Start: from, End: max(from, from+len(strings.Trim(value, around)))}
}

type secretScanner struct {
	text  string
	found []source.Span
	known map[string]bool // keys that were looked up before: a file repeats a few
	// What the value of the last secret key may go on with on the lines that follow.
	open   bool
	quote  byte // the quote that ends it; 0 for plain and block scalars
	indent int  // of its key; a line indented more belongs to the value
	empty  bool // nothing of the value was on the key's own line
}

func (s *secretScanner) line(start, end int) {
	if s.open {
		start = s.goOn(start, end)
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

func (s *secretScanner) isSecret(key string) bool {
	is, ok := s.known[key]
	if !ok {
		is = isSecretKey(key)
		s.known[key] = is
	}
	return is
}

// goOn hides what a line continues and returns where the rest of the line begins.
func (s *secretScanner) goOn(start, end int) int {
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

// key returns the word before a colon, without its quotes.
func (s *secretScanner) key(start, colon int) (from, to int) {
	to = start + len(strings.TrimRight(s.text[start:colon], " \t"))
	if to > start && (s.text[to-1] == '"' || s.text[to-1] == '\'') {
		open := strings.LastIndexByte(s.text[start:to-1], s.text[to-1])
		return start + open + 1, max(to-1, start+open+1)
	}
	from = 1 + start + strings.LastIndexAny(s.text[start:to], " \t{[,\"'#?")
	return from, to
}

// isMapping tells the colon of a mapping from one inside a word: a blank or, after a quoted key, anything follows it.
func (s *secretScanner) isMapping(colon, end int) bool {
	return colon+1 == end || strings.IndexByte(" \t", s.text[colon+1]) >= 0 ||
		colon > 0 && strings.IndexByte("\"'", s.text[colon-1]) >= 0
}

// isFirst reports whether a key is the first word of its line. Its colon counts even if the space after it is forgotten.
func (s *secretScanner) isFirst(start, key int) bool {
	return strings.Trim(s.text[start:key], " \t-") == ""
}

// withoutColon hides what follows a secret key whose colon is forgotten.
func (s *secretScanner) withoutColon(start, end int) {
	content := strings.TrimLeft(s.text[start:end], " \t-")
	key, value, ok := strings.Cut(content, " ")
	if ok && s.isSecret(key) {
		s.value(start, end-len(content), end-len(value), end)
	}
}

// isAlias reports whether a value is an alias of an anchor in the text. Any other that looks like one may be a forgotten quote.
func (s *secretScanner) isAlias(value string) bool {
	name, ok := strings.CutPrefix(value, "*")
	name, _, _ = strings.Cut(name, " ")
	return ok && name != "" && strings.Contains(s.text, "&"+name)
}

// value hides the value between at and end, and remembers how it may go on. It returns where to look for the next key.
func (s *secretScanner) value(start, key, at, end int) int {
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

// plainEnd finds where a plain value ends: before a comment and, between braces, before what separates it from the next.
func (s *secretScanner) plainEnd(key, at, end int) (to int, flow bool) {
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

func (s *secretScanner) hide(from, to int) {
	if from < to {
		s.found = append(s.found, source.Span{Start: from, End: to})
	}
}

// closing returns where the quote that ends a value is, or end.
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
