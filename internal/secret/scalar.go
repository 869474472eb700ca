package secret

import (
	"maps"
	"regexp"
	"strings"
	"sync"

	"github.com/backendctl/backendctl/internal/credential"
	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/source"
)

// scalar finds the secrets in a scalar that is not secret as a whole: in URLs, credentials with a known format, and a manifest inside the
// scalar.
func (x *finder) scalar(n *manifest.Node) {
	if n.Text == "" || n.Value == nil {
		return
	}
	place := x.content(n)
	for _, text := range []string{n.Text, decodedBinary(n)} {
		parts := map[string]bool{}
		for _, s := range NewSpans(textSpans(text)) {
			parts[text[s.Start:s.End]] = true
		}
		x.hideParts(place, parts)
		x.nested(n, text, place)
	}
}

// decodedBinary returns the decoded text of a scalar that is tagged as base64, or "" for any other scalar.
func decodedBinary(n *manifest.Node) string {
	if s := n.String(); s != n.Text {
		return s
	}
	return ""
}

// name finds the secrets in the key of a field.
func (x *finder) name(f manifest.Field) {
	if !f.Merged && strings.ContainsAny(f.Key, "@={[ "+otherBreaks) {
		x.scalar(&manifest.Node{Text: f.Key, Value: f.Key, Span: f.KeySpan})
	}
}

// hideParts hides parts of the text at a place, or all of it if a part is not written literally there.
func (x *finder) hideParts(place source.Span, parts map[string]bool) {
	if len(parts) == 0 {
		return
	}
	written, missing := x.text[place.Start:place.End], maps.Clone(parts)
	long := newValues(parts, func(string) bool { return true })
	anywhere := func(string, int, int) bool { return true }
	for _, s := range long.findIf(written, anywhere) {
		delete(missing, written[s.Start:s.End])
		x.hide(source.Span{Start: place.Start + s.Start, End: place.Start + s.End})
	}
	for part := range parts {
		x.record(part)
	}
	for part := range missing { // short parts, and parts that occur only inside other parts
		if !x.occurrences(place, part) {
			x.hide(place)
			return
		}
	}
}

// occurrences hides all occurrences of a text at a place, and reports whether it occurs.
func (x *finder) occurrences(place source.Span, part string) bool {
	found := false
	for at := place.Start; ; {
		i := strings.Index(x.text[at:place.End], part)
		if i < 0 {
			return found
		}
		at += i + len(part)
		x.hide(source.Span{Start: at - len(part), End: at})
		found = true
	}
}

// deepest is the maximum depth of texts inside texts.
const deepest = 3

// nested hides a scalar that contains a manifest with secrets, such as kubectl's last-applied annotation or a patch in a Kustomization. It
// usually hides the whole scalar. In a literal block it hides only the secrets, if it finds all of them in the source lines.
func (x *finder) nested(n *manifest.Node, text string, place source.Span) {
	if n.Template {
		text = x.text[place.Start:place.End] // the value is unknown, because the template is not rendered
	}
	if x.depth >= deepest || !strings.ContainsAny(text, "\n\r{["+otherBreaks) || n.Template && !strings.ContainsAny(text, "\"'`-") {
		return
	}
	inside := in(source.New("", []byte(text)), x.depth+1)
	if len(inside.spans) == 0 {
		return
	}
	for value := range inside.values {
		x.values[value] = true
	}
	if n.Style == manifest.Literal {
		if here := in(source.New("", []byte(x.text[place.Start:place.End])), x.depth+1); len(here.spans) >= len(inside.spans) {
			for _, s := range NewSpans(here.spans).Shift(place.Start) {
				x.hide(s)
			}
			return
		}
	}
	x.hide(place)
}

// textSpans returns the spans of secrets in any text: in URLs and hosts, in parameters, after an authorization scheme, and credentials with
// a known format.
func textSpans(text string) []source.Span {
	var out []source.Span
	if strings.ContainsAny(text, "@=") {
		out = append(inWords(text, 0), out...)
	}
	out = append(out, afterScheme(text)...)
	for _, match := range credential.Find(text) {
		out = append(out, match.Span)
	}
	return out
}

var authorization = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`(?i)\b(?:bearer|basic)[ \t]+([A-Za-z0-9._~+/=-]{8,})`)
})

// afterScheme returns the spans after the scheme of an Authorization header. It excludes a word in lower case, which is most likely part of
// a sentence.
func afterScheme(text string) []source.Span {
	var out []source.Span
	for _, at := range authorization().FindAllStringSubmatchIndex(text, -1) {
		if word := text[at[2]:at[3]]; strings.Trim(word, "abcdefghijklmnopqrstuvwxyz.") != "" {
			out = append(out, source.Span{Start: at[2], End: at[3]})
		}
	}
	return out
}
