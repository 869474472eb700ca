package manifest

import (
	"slices"
	"testing"

	"github.com/backendctl/backendctl/internal/source"
)

// TestTemplates checks which keys and values count as templates, and that nothing counts as a template if Templates is off.
func TestTemplates(t *testing.T) {
	for _, c := range []struct {
		name, text string
		want       []string
	}{
		{"Go template", "a: {{ .x }}\n", []string{"{{ .x }}"}},
		{"expression in braces", "a: ${X}-y\n", []string{"${X}-y"}},
		{"expression in parentheses", "a: $(X)\n", []string{"$(X)"}},
		{"variable", "a: $PORT\n", []string{"$PORT"}},
		{"variable with digits", "a: $_x9\n", []string{"$_x9"}},
		{"variable in double quotes", "a: \"$PORT\"\n", []string{`"$PORT"`}},
		{"variable in single quotes", "a: '$PORT'\n", []string{`'$PORT'`}},
		{"variable in a block scalar", "a: |\n  $PORT\n", []string{"|\n  $PORT"}},
		{"variable as an item", "a:\n- $PORT # c\n", []string{"$PORT"}},
		{"variable in flow style", "a: {b: $PORT, c: [$X, d]}\n", []string{"$PORT", "$X"}},
		{"variable as a key, which is a directive of Kustomize", "$patch: a\n", nil},
		{"variable in JSON", "{\"a\": \"$PORT\"}", []string{`"$PORT"`}},
		{"dollar sign in a password", "a: pa$word\n", nil},
		{"$LATEST, a version of an AWS function", "a: $LATEST\n", nil},
		{"dollar sign before a digit", "a: $5\n", nil},
		{"dollar sign at the end", "a: ^x$\n", nil},
		{"variable at the start of a text", "a: $HOST.example.com\n", nil},
		{"two variables", "a: $X $Y\n", nil},
		{"variable with a hyphen", "a: $X-Y\n", nil},
		{"dollar sign alone", "a: $\n", nil},
		{"variable with an escaped dollar sign", "a: \"\\x24PORT\"\n", nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			for _, templates := range []bool{true, false} {
				documents, problems := Parse(source.New("x.yaml", []byte(c.text)), Options{Templates: templates})
				if templates && len(problems) > 0 {
					t.Fatal(problems[0].Message)
				}
				want := c.want
				if !templates {
					want = nil
				}
				if documents[0].Root == nil {
					continue // not YAML without the template
				}
				if got := templatesIn(documents[0].File, documents[0].Root); !slices.Equal(got, want) {
					t.Errorf("Options.Templates is %t: the templates are %q, want %q", templates, got, want)
				}
				if documents[0].Template != (len(want) > 0) {
					t.Errorf("Options.Templates is %t: the document's Template is %t, want %t", templates, documents[0].Template, len(want) > 0)
				}
			}
		})
	}
}

// templatesIn returns the keys and values below a node that are templates, as written.
func templatesIn(f *source.File, n *Node) []string {
	var out []string
	if n.Template {
		out = append(out, f.Slice(n.Span))
	}
	for _, field := range n.Fields {
		if field.Template {
			out = append(out, f.Slice(field.KeySpan))
		}
		out = append(out, templatesIn(f, field.Value)...)
	}
	for _, item := range n.Items {
		out = append(out, templatesIn(f, item)...)
	}
	return out
}

// TestUnrendered checks which text that is not YAML counts as a template that has to be rendered first.
func TestUnrendered(t *testing.T) {
	for _, c := range []struct{ name, text, want string }{
		{"Go template alone on its line", "a: 1\n{{- if .x }}\nb: 2\n", "{{- if .x }}"},
		{"expression that is a document", "{{ toYaml .Values.extra }}\n", "{{ toYaml .Values.extra }}"},
		{"expression in place of fields", "a:\n  {{ toYaml .x }}\n", "{{ toYaml .x }}"},
		{"statement of Jinja", "{% for x in y %}\na: {{ x }}\n{% endfor %}\n", "{% for x in y %}"},
		{"comment of Jinja", "{# c #}\na: 1\n", "{# c #}"},
		{"value between braces and percent signs", "a: {%A%}\n b: 1\n", ""},
		{"mapping as a key", "{x: y}: z\n", ""},
		{"mapping as a key in a mapping", "{{x: y}: z}\n", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			f := source.New("x.yaml", []byte(c.text))
			for _, templates := range []bool{true, false} {
				_, problems := Parse(f, Options{Templates: templates})
				rule, span := ruleSyntax, ""
				if templates && c.want != "" {
					rule, span = ruleUnrendered, c.want
				}
				if p := problems[0]; p.Rule != rule || span != "" && f.Slice(p.Span) != span {
					t.Errorf("Options.Templates is %t: got %s at %q, want %s at %q", templates, p.Rule, f.Slice(p.Span), rule, span)
				}
			}
		})
	}
}
