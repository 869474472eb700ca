package secret

import (
	"strings"

	"github.com/backendctl/backendctl/internal/source"
)

// wordEnds are the characters that cannot occur in a URL or host.
const wordEnds = " \t\r\n\"'`<>\u0085\u2028\u2029"

// inWords returns the spans of secrets in the URLs, hosts and parameters of a text that begins at offset.
func inWords(text string, offset int) []source.Span {
	var out []source.Span
	for at := 0; at < len(text); {
		rest := text[at:]
		if strings.IndexAny(rest[:1], wordEnds) == 0 {
			at++
			continue
		}
		word := rest[:until(rest, wordEnds)]
		if s, ok := userInfo(word); ok {
			out = append(out, source.Span{Start: offset + at + s.Start, End: offset + at + s.End})
		}
		for _, s := range parameters(word) {
			out = append(out, source.Span{Start: offset + at + s.Start, End: offset + at + s.End})
		}
		at += len(word)
	}
	return out
}

// userInfo returns the span of the user and password before a host: user:password@host, with or without a scheme. A password may contain
// slashes and further @, so the last @ counts.
func userInfo(word string) (source.Span, bool) {
	end := strings.LastIndexByte(word, '@')
	if end <= 0 || strings.HasPrefix(word[end+1:], "sha256:") || strings.HasPrefix(word[end+1:], "sha512:") {
		return source.Span{}, false
	}
	start, hasScheme := 0, false
	if i := strings.Index(word, "//"); i >= 0 && i < end {
		start, hasScheme = i+2, true
	}
	info := word[start:end]
	name, password, hasPassword := strings.Cut(info, ":")
	slash := strings.IndexAny(info, "/?#")
	switch {
	case info == "" || strings.EqualFold(name, "mailto"):
		return source.Span{}, false
	case hasScheme && slash < 0: // everything before the host is secret
	case !hasPassword || password == "":
		return source.Span{}, false
	case hasScheme && slash < len(name), hasScheme && isPort(password): // the word is a URL with an @ in its path
		return source.Span{}, false
	}
	return source.Span{Start: start, End: end}, true
}

// isPort reports whether a text after a colon begins with a port, followed by a path.
func isPort(text string) bool {
	rest := strings.TrimLeft(text, "0123456789")
	return len(rest) < len(text) && len(text)-len(rest) <= 5 && strings.IndexAny(rest, "/?#") == 0
}

// parameters returns the spans of the values of secret parameters: ?api_key=value, or password=value anywhere.
func parameters(word string) []source.Span {
	var out []source.Span
	start := 0
	for start < len(word) {
		end := start + until(word[start:], "&;?#")
		name, value, ok := strings.Cut(word[start:end], "=")
		name = name[strings.LastIndexAny(name, "&;?#,{[(:/")+1:]
		if ok && value != "" && isParameter(name) {
			out = append(out, source.Span{Start: end - len(value), End: end})
		}
		start = end
	}
	return out
}
