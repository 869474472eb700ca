package secret

import (
	"regexp"
	"strings"
	"sync"

	"github.com/backendctl/backendctl/internal/source"
)

var patchPath = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`(?m)/([A-Za-z]+)["']?[ \t]*(?:[,}\r#]|$)`) })

// setsSecret reports whether a text has a JSON patch operation whose path ends with a secret key. Its key "value" is then secret too.
func setsSecret(text string) bool {
	if !strings.Contains(text, "value") || !strings.Contains(text, "path") {
		return false
	}
	for _, m := range patchPath().FindAllStringSubmatch(text, -1) {
		if classOf("", m[1]) >= scalar {
			return true
		}
	}
	return false
}

var dataKey = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^([ \t]*)"?(data|stringData)"?[ \t]*:(.*)$`) })

// secretData returns the spans of all values below data and stringData in a file with a Secret, because any key may hold a credential. The
// data of a ConfigMap in the same file is included.
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

// trimmed returns a span without blanks, and without brackets and commas of JSON, at its ends.
func trimmed(text string, from, to int) source.Span {
	const around = " \t\r{},|>-+"
	value := text[from:to]
	from += len(value) - len(strings.TrimLeft(value, around))
	return source.Span{Start: from, End: max(from, from+len(strings.Trim(value, around)))}
}
