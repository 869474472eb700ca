package manifest

import (
	"strings"

	"github.com/backendctl/backendctl/internal/source"
)

// templateExpr matches what Helm and Go templates, envsubst and Flux, and Kustomize's vars leave anywhere in a value before
// they are rendered. An expression does not run over a line's end: that would be a template, not a value.
var templateExpr = lazyRegexp(`\{\{[^\n\r]*?\}\}|\$\{[A-Za-z_][^}\n\r]*\}|\$\([A-Za-z_][A-Za-z0-9_.-]*\)`)

// mayHoldTemplate reports whether a text could hold a template. It is cheap, and may report true for a text without one.
func mayHoldTemplate(text string) bool {
	return strings.IndexByte(text, '$') >= 0 || strings.Contains(text, "{{")
}

func hasTemplate(text string) bool {
	return mayHoldTemplate(text) && templateExpr().MatchString(text)
}

// isTemplate reports whether a scalar is, or has in it, a template expression. raw is how it is written, text what it says.
// envsubst replaces $NAME too, but in the middle of a text a dollar sign is more likely part of a password or a pattern.
func isTemplate(raw, text string) bool {
	if !mayHoldTemplate(raw) {
		return false
	}
	whole := strings.TrimRight(text, "\r\n") // a block scalar ends with a line break
	return hasTemplate(raw) || isVariable(whole) && strings.Contains(raw, whole)
}

// isTemplateKey reports whether a key is a template. $NAME is none here: Kustomize's directives, such as $patch, are written so.
func isTemplateKey(key *Node) bool { return key.Template && !isVariable(key.Text) }

// isVariable reports whether a text is one variable of a shell, such as $PORT, and nothing else. $LATEST is a value: AWS calls the
// newest version of a function so.
func isVariable(text string) bool {
	return strings.HasPrefix(text, "$") && text != "$LATEST" && variable().MatchString(text)
}

var variable = lazyRegexp(`^\$[A-Za-z_][A-Za-z0-9_]*$`)

// A masker masks the templates of a text, from an offset on, once for all of its documents.
type masker struct {
	text   string
	start  int
	result string
}

func (m *masker) masked() string {
	if m.result == "" {
		m.result = maskTemplates(m.text, m.start)
	}
	return m.result
}

// maskTemplates writes letters over the template expressions that are values or parts of values, so that the rest can be
// parsed; lengths, and so offsets, stay. A line that holds nothing but expressions is left: it stands for structure that
// nobody knows.
func maskTemplates(text string, start int) string {
	if !mayHoldTemplate(text[start:]) {
		return text
	}
	masked := []byte(text)
	for at := start; at < len(text); at = lineEnd(text, at) {
		line := text[at:lineEnd(text, at)]
		found := templateExpr().FindAllStringIndex(line, -1)
		if len(found) == 0 || strings.TrimSpace(templateExpr().ReplaceAllString(line, "")) == "" {
			continue
		}
		for _, f := range found {
			copy(masked[at+f[0]:], strings.Repeat("x", f[1]-f[0]))
		}
	}
	return string(masked)
}

// firstTemplate returns the span of the first expression in a part that stands alone on its line, or of the first one.
func firstTemplate(text string, part source.Span) (source.Span, bool) {
	first := source.Span{Start: -1}
	for at := part.Start; at < part.End; at = lineEnd(text, at) {
		line := text[at:min(lineEnd(text, at), part.End)]
		f := templateExpr().FindStringIndex(line)
		if f == nil {
			continue
		}
		span := source.Span{Start: at + f[0], End: at + f[1]}
		if strings.TrimSpace(templateExpr().ReplaceAllString(line, "")) == "" {
			return span, true
		}
		if first.Start < 0 {
			first = span
		}
	}
	return first, first.Start >= 0
}
