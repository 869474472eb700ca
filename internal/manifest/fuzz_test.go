package manifest

import (
	"fmt"
	"reflect"
	"strings"
	"testing"

	"github.com/backendctl/backendctl/internal/source"
)

// FuzzParse checks for any text that the parser does not panic, that all spans are inside the text, and that the parts that split returns
// have only end markers between them.
func FuzzParse(f *testing.F) {
	for _, text := range documents {
		f.Add(text)
	}
	f.Add("a: {{ .x }}\n{{ if }}\nb: ${X}\n")
	f.Add("apiVersion: a\nkind: b\nmetadata: &m {}\n# c\nkind: d\napiVersion: e\nmetadata: *m\nspec: {}\n")
	f.Add("? kind\n: a\n<<: {x: y}\nmetadata: {}\n---\n\uFEFFkind: a\nmetadata: 1\n!!str kind: b\nmetadata: 2\n\n#\nkind: c\nmetadata:\n")
	f.Add("\xFF\xFEa\x00:\x00 \x00b\x00")
	f.Add("?  \r\rd\n\r\r\r\rn\r\r:")
	f.Add("{} {\"a\": 1}\n---\nb: c\n")
	f.Add("{}\n{a: b}\n---\n{}{}")
	f.Add("...\n---\n... # x\na\r---\r\n--- |\n ---\n...")
	f.Fuzz(func(t *testing.T, text string) {
		file := source.New("x", []byte(text))
		checkParts(t, file.Text())
		for _, o := range []Options{{}, {Templates: true}} {
			parsed, problems := Parse(file, o)
			checkSpans(t, file.Text(), parsed)
			for _, p := range problems {
				if p.Span.Start < 0 || p.Span.Start > p.Span.End || p.Span.End > len(file.Text()) {
					t.Fatalf("%q: the problem %q has the span %v, which is not inside the text", text, p.Message, p.Span)
				}
			}
		}
	})
}

func checkParts(t *testing.T, text string) {
	t.Helper()
	at := source.BOMLen(text)
	for _, part := range split(text) {
		if between := text[at:max(at, part.Start)]; part.Start < at || part.End < part.Start || between != "" && !isMarker(between, "...") {
			t.Fatalf("%q: part %v follows offset %d, with %q between them", text, part, at, between)
		}
		at = part.End
	}
	if at != len(text) {
		t.Fatalf("%q: no part contains the text after offset %d", text, at)
	}
}

// FuzzSimple checks that the parser of simple documents returns the same tree as the full parser, or nil.
func FuzzSimple(f *testing.F) {
	for _, text := range documents {
		f.Add(text)
	}
	for _, text := range simples {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		for _, o := range []Options{{}, {Templates: true}} {
			file := source.New("x", []byte(text))
			for _, part := range split(file.Text()) {
				checkSimple(t, file, part, o)
			}
		}
	})
}

// simples are texts that the parser of simple documents accepts, followed by some texts that it almost accepts.
var simples = []string{
	"a: b\n", "---\na: b # c\n\n# d\nb:\n  c: 1\n  d:\n  - e\n  - 'f'  # g\n  -   h: 0x1f\n      i: \"\"\n", "a:\nb:   # c\nc:\n- d\n- e: f\n  g: {}\nh: []\n",
	"a: [b, \"c, d\", 'e' , [1, 2]] # f\nb: { c: d,e: {f: [g]} , h: \"\"}\n", "a: [b c, -1, .5, x=y, --z]\nb: {c: d}\nc:\n- {e: f}\n- [a]\n", "a: 2001-01-01\nb: 1_0\nc: 0b1\nd: -1\ne: ~\nf: b#c\ng: null",
	"a:\n    b: c\n    d:\n      - e: f\n\n        # g\n        h: i\n", "a:\n-   b: c\n    d: e\n- f: g\n",

	"a: [b: c]\n", "a: [b, ]\n", "a: {b}\n", "a: {b: }\n", "a: {b: c, b: d}\n", "a: [b\n c]\n", "a: [b] c\n", "a: {b:c}\n", "a: [- b]\n", "a: [*b]\n", "a: [\"b\"c]\n", "a: [b#c, d #e]\n", "a: {y: n, b: c}\n", "a: {\"b\":c}\n", "a: [ ]\nb: { }\n",
	"a: b\n c\n", "a: 'b\nc'\n", "a: b: c\n", "a: b:\n", "a: -\n", "a: - c\n", "a: \"b\" c\n", "a: 'b''c'\n", "yes: no\n", "a: 1e400\n", "a: .nan\n", "a: +.inf\n", "a:\n  b: c\n d: e\n",
	"a:\n- b\n c\n", "a:\n  - b\n  c: d\n", "- a\n", "a: {}}\n", "a: [] # x\n", "a:b\n",
	"a: b\na: c\n", "a: b \n", "--- # x\na: b\n", "---\n---\na: b", "a:  # x\n  b: c\n", "  a: b\n  c: d\n", "a: {{ .x }}\n",
}

// usual is the number of texts in simples that the parser of simple documents accepts.
const usual = 8

func checkSimple(t *testing.T, file *source.File, part source.Span, o Options) bool {
	t.Helper()
	got := parseSimple(file, part, o)
	if got == nil {
		return false
	}
	if want := parseYAML(file, part, o, &masker{text: file.Text()}); !reflect.DeepEqual(got, want) {
		t.Fatalf("%q: parseSimple returns\n%s\nbut parseYAML\n%s", file.Text()[part.Start:part.End], outline(got), outline(want))
	}
	return true
}

// outline returns a tree as text, for error messages.
func outline(t *tree) string {
	var b strings.Builder
	fmt.Fprintf(&b, "broken %t, template %t, comments %v, problems %v", t.broken, t.template, t.comments, t.problems)
	var walk func(n *Node)
	walk = func(n *Node) {
		if n == nil {
			return
		}
		fmt.Fprintf(&b, " %v%v(%T %v %q %d %t)", n.Kind, n.Span, n.Value, n.Value, n.Text, n.Style, n.Flow)
		for _, f := range n.Fields {
			fmt.Fprintf(&b, " %s%v:", f.Key, f.KeySpan)
			walk(f.Value)
		}
		for _, item := range n.Items {
			walk(item)
		}
	}
	walk(t.root)
	return b.String()
}

// TestSimple checks that the parser of simple documents accepts typical manifests.
func TestSimple(t *testing.T) {
	for _, text := range simples[:usual] {
		file := source.New("x", []byte(text))
		if !checkSimple(t, file, source.Span{End: len(text)}, Options{Templates: true}) {
			t.Errorf("%q: parseSimple does not accept it", text)
		}
	}
}

// FuzzTemplates checks that masking changes only template expressions, and does not change the length of the text.
func FuzzTemplates(f *testing.F) {
	for _, text := range []string{"a: {{ .x }}", "{{ if }}\nb: ${X} c\n", "$(A)\r$(b.c) x", "{{ \"}}\" }} y", "\xff{{\xff}}\xff", "a: {{- range }}\n${", "é: ${日本} ${A}"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		masked := maskTemplates(text, 0)
		if len(masked) != len(text) {
			t.Fatalf("masking %d bytes gives %d bytes", len(text), len(masked))
		}
		if !hasTemplate(text) && masked != text {
			t.Fatalf("%q is masked as %q", text, masked)
		}
		for i := range len(text) {
			if masked[i] != text[i] && (masked[i] != 'x' || text[i] == '\n' || text[i] == '\r') {
				t.Fatalf("%q is masked as %q", text, masked)
			}
		}
		for at := 0; at < len(text); at = lineEnd(text, at) {
			line := text[at:lineEnd(text, at)]
			alone := strings.TrimSpace(templateExpr().ReplaceAllString(line, "")) == ""
			if (masked[at:at+len(line)] == line) != (alone || !hasTemplate(line)) {
				t.Fatalf("the line %q is masked as %q", line, masked[at:at+len(line)])
			}
		}
	})
}

// usualBackend is a typical Backend.
const usualBackend = "apiVersion: gateway.kgateway.dev/v1alpha1\nkind: Backend\nmetadata:\n  name: web\n  labels:\n    app: web\nspec:\n  type: Static\n  static:\n    hosts:\n    - host: web.example.com\n      port: 8080\n"

func BenchmarkSimple(b *testing.B) {
	bench(b, usualBackend, func(f *source.File, part source.Span) bool {
		return parseSimple(f, part, Options{Templates: true}) != nil
	})
}

func BenchmarkYAML(b *testing.B) {
	bench(b, usualBackend, func(f *source.File, part source.Span) bool {
		return parseYAML(f, part, Options{Templates: true}, &masker{text: f.Text()}) != nil
	})
}

func bench(b *testing.B, text string, parse func(*source.File, source.Span) bool) {
	b.Helper()
	f := source.New("x.yaml", []byte(text))
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		if !parse(f, source.Span{End: len(text)}) {
			b.Fatal("the parser does not accept the text")
		}
	}
}
