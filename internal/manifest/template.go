package manifest

import (
	"strings"

	"github.com/backendctl/backendctl/internal/source"
)

// templateExpr matches expressions of Helm and Go templates, envsubst and Flux, and Kustomize's vars in a value that is not rendered. It
// does not match an expression on several lines, because such an expression does not stand for a value.
var templateExpr = lazyRegexp(templatePattern)

const templatePattern = `\{\{[^\n\r]*?\}\}|\$\{[A-Za-z_][^}\n\r]*\}|\$\([A-Za-z_][A-Za-z0-9_.-]*\)`

// lineExpr matches what can stand alone on a line of a template: the expressions of templateExpr, and the statements and comments of Jinja.
var lineExpr = lazyRegexp(templatePattern + `|\{%[^\n\r]*?%\}|\{#[^\n\r]*?#\}`)

// mayHoldTemplate is a fast test that may report true for a text without a template, but never false for one with a template.
func mayHoldTemplate(text string) bool {
	return strings.IndexByte(text, '$') >= 0 || strings.Contains(text, "{{")
}

func hasTemplate(text string) bool {
	return mayHoldTemplate(text) && templateExpr().MatchString(text)
}

// isTemplate reports whether a scalar contains a template expression. raw is the scalar as written; text is its value. A bare $NAME counts
// only if it is the whole value. Inside a longer value, a dollar sign is more likely part of a password or a pattern.
func isTemplate(raw, text string) bool {
	if !mayHoldTemplate(raw) {
		return false
	}
	whole := strings.TrimRight(text, "\r\n") // a block scalar ends with a line break
	return hasTemplate(raw) || isVariable(whole) && strings.Contains(raw, whole)
}

// isTemplateKey reports whether a key is a template. $NAME does not count, because Kustomize's directives, such as $patch, have this form.
func isTemplateKey(key *Node) bool { return key.Template && !isVariable(key.Text) }

// isVariable reports whether a text is exactly one shell variable, such as $PORT. $LATEST is a value: it is AWS's name for the newest
// version of a function.
func isVariable(text string) bool {
	return strings.HasPrefix(text, "$") && text != "$LATEST" && variable().MatchString(text)
}

var variable = lazyRegexp(`^\$[A-Za-z_][A-Za-z0-9_]*$`)

// A masker masks the templates in the text of a file, from the offset start. The result is computed once for all documents of the file.
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

// maskTemplates replaces template expressions in values with letters, so that the rest can be parsed. Lengths and offsets do not change. It
// does not change a line that contains only expressions, because such a line may stand for any number of fields.
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

// firstTemplate returns the span of the first expression in a part that is alone on its line or, if there is none, of the first expression.
// It returns false if the part has no expression.
func firstTemplate(text string, part source.Span) (source.Span, bool) {
	first := source.Span{Start: -1}
	for at := part.Start; at < part.End; at = lineEnd(text, at) {
		line := text[at:min(lineEnd(text, at), part.End)]
		if f := lineExpr().FindStringIndex(line); f != nil && strings.TrimSpace(lineExpr().ReplaceAllString(line, "")) == "" {
			return source.Span{Start: at + f[0], End: at + f[1]}, true
		}
		if f := templateExpr().FindStringIndex(line); f != nil && first.Start < 0 {
			first = source.Span{Start: at + f[0], End: at + f[1]}
		}
	}
	return first, first.Start >= 0
}
