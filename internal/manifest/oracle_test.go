package manifest

import (
	"encoding/json"
	"errors"
	"io"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"

	yamlv2 "go.yaml.in/yaml/v2"
	sigs "sigs.k8s.io/yaml"

	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/source"
)

// scalars are texts on which YAML 1.1, YAML 1.2 and JSON disagree, or that parsers get wrong.
var scalars = []string{
	"y", "Y", "yes", "Yes", "YES", "yEs", "n", "N", "no", "No", "NO", "on", "On", "ON", "off", "Off", "OFF", "true", "True", "TRUE", "tRUE",
	"false", "False", "FALSE", "~", "null", "Null", "NULL", "nULL", "", "''", `""`, "'y'", `"y"`,
	"0", "-0", "+0", "7", "-7", "+80", "8_0", "_80", "80_", "017", "08", "0o17", "0O17", "0x1F", "0X1F", "0b101", "0B101", "-0b11", "-0x1", "+0x1", "0b-11", "-0b-1",
	"1:20", "1.5", "-1.5", ".5", "5.", "1e3", "1E3", "1.0e3", "1e+3", "1e-3", "1e400", "-1e400", "1_000.5", "1._5", ".inf", "-.inf", "+.INF", ".nan", ".NaN", ".e5", ".5e3", "1e", "0.", "00", "0_7", "0x", "0b",
	"2147483648", "9223372036854775807", "9223372036854775808", "18446744073709551615", "18446744073709551616", "-9223372036854775809", "123456789012345678901234", "012345678901", "123456789012",
	"2001-12-14", "2001-1-2", "2001-12-14t21:59:43.10-05:00", "2001-12-14T21:59:43Z", "2001-12-14 21:59:43.10", "2001-13-40", "12:30:45", "190:20:30",
	"!!str 8080", "!!str", "!!int 8080", "!!int '8080'", "!!int 0x10", "!!int foo", "!!int 1.5", "!!float 1", "!!float 1.5", "!!float x", "!!bool y", "!!bool 1", "!!null ''", "!!null ~", "!!null x",
	"!!binary aGVsbG8=", "!!binary '@@'", "!!binary gIGC", "!!timestamp 2001-12-14", "!!timestamp x", "!foo 5", "!foo y", "! 5", "! y", "!<tag:yaml.org,2002:str> 5", "!!merge x", "!!set {a}", "!!map {a: 1}", "!!seq [1]",
	"&a 5", "&a !!str 5", "!!str &a 5", "&a", "=", "<<", "'<<'", "a b", "a  b", "a#b", "a #b", "a:b", "- 1", "[1, 2]", "{a: 1}", "{}", "[]", "[a: b]", "{a, b}", "[[1], {b: [2]}]",
	"\"\\u00e9\\x41\\n\\t\\0\\_\\/\"", "\"\\U0001F600\"", "'it''s'", "|\n  x\n  y\n", ">\n  x\n  y\n", "|-\n  x\n", "|+\n  x\n\n", "|2\n   x\n", ">-\n  a\n\n  b\n", "a\n  b\n  c", "\"a\n  b\\\n  c\"", "'a\n\n  b'",
	"日本", "é", "😀", "\u0085x", "a\u2028b", "@a", "`a", "%a", "*a", "?a", "-a", ":a", "? a", "!", "|", ">", "1.2.3", "1e3e3", "--5", "+-5", "0x1p4", "1__0", "infinity", "nan", "inf", "NaN",
}

// wrap returns documents with a scalar in each place where a scalar can be.
func wrap(s string) []string {
	indented := strings.ReplaceAll(s, "\n", "\n  ")
	return []string{
		"k: " + indented + "\n", "- " + indented + "\n", "a: {k: " + s + ", z: 1}\n", "[" + s + ", 1]\n", s + ": v\n", "a: 1\nk:\n  - x: " + strings.ReplaceAll(s, "\n", "\n      ") + "\n", "--- " + s + "\n",
		"k: " + indented + " # c\n", "k:   " + indented + "   \r\nz: 1\r\n", "? " + s + "\n: v\n", "a: &x " + indented + "\nb: *x\n", "a: &x {q: " + s + "}\nb: {<<: *x}\n",
	}
}

// documents are texts that test more than scalars: structure, duplicate keys, merge keys and --- lines.
var documents = []string{
	"apiVersion: a\nkind: b\nmetadata: {}\napiVersion: c\nkind: d\nmetadata: {}\n", "kind: a\nmetadata: {}\nkind: b\nmetadata: {}\nkind: c\n",
	"a: 1\na: 2\n", "y: 1\ny: 2\n", "y: 1\nyes: 2\n", "1: a\n0x1: b\n", "y: 1\n\"true\": 1\n", "1: a\n\"1\": a\n", "1: a\n1.0: a\n", "a: {b: 1, b: 2}\n", "null: 1\n", "~: 1\n", "1.5: a\n", "{a: 1}: 2\n", "[a]: 2\n", "? {a: 1}\n: 2\n", "? a\n", "{? a}\n", "true: x\nfalse: y\n",
	"a: &a {x: 1}\nb: {<<: *a, x: 2}\n", "a: &a {x: 1}\nb: {x: 2, <<: *a}\n", "a: &a {x: 1}\nb: {<<: *a, y: 2}\n", "a: &a {x: 1}\nc: &c {x: 2}\nb: {<<: [*a, *c]}\n", "a: &a {x: 1}\nc: &c {z: 2}\nb: {<<: [*a, *c]}\n", "a: &a [1]\nb: {<<: *a}\n", "b: {<<: 5}\n",
	"a: &a {x: 1}\nb: {<<: *a, <<: *a}\n", "a: &a {x: 1}\nc: &c {y: 1}\nb:\n  <<: *a\n  <<: *c\n", "b: {\"<<\": 5}\n", "b: {!!merge <<: {x: 1}}\n", "b: {<<: {x: 1}}\n", "b: {<<: [{x: 1}, {z: 2}]}\n", "b: {<<: [{x: 1}, 5]}\n", "b: {<<: &q {x: 1}}\nc: *q\n", "a: &a\n  - x\nb: {<<: [*a]}\n",
	"a: &a [*a]\n", "a: *b\n", "&a a: 1\nb: *a\n", "a: &x 1\nb: &x 2\nc: *x\n", "*a : 1\n", "a: &b c\n*b : d\n", "%YAML 1.1\n---\na: 1\n", "%YAML 1.2\n---\na: 1\n", "%YAML 1.3\n---\na: 1\n", "%TAG ! tag:x,2000:\n---\na: !foo 1\n", "%TAG !y! tag:yaml.org,2002:\n---\na: !y!str 1\n", "%FOO bar\n---\na: 1\n",
	"---\na: 1\n", "---\na: 1\n...\n", "--- {a: 1}\n", "--- # c\na: 1\n", "# c\na: 1\n", "# c\n---\na: 1\n# d\n", "\uFEFFa: 1\n", "a: 1\r\nb: 2\r\n", "a: 1\rb: 2\r", "a:\n  b:\n\n    c: 1\n", "a: \n- 1\n- 2\n", "a:\n- b: 1\n  c: 2\n-\n  d: 3\n- - x\n  - y\n",
	"\ta: 1\n", "a:\tb\n", "a: b\t\n", "a:\n\tb: 1\n", "a:\n  - b\n\t- c\n", "a: [1,\n\t2]\n", "a: {b: 1,\n\tc: 2}\n", "a: |\n\tx\n", "a: |\n  x\n\ty\n", "a: \"x\n\ty\"\n", "a: x\n\ty\n", "a:\t{b: 1}\n", "-\ta\n", "- \ta: 1\n", "a: 1\n\t\nb: 2\n", "a: 1\n\t# c\nb: 2\n", "\t\na: 1\n", "a:\n  \tb: 1\n", "a: # c\n\t1\n", "?\ta\n",
	"a: b\n# c\n\t# d\n", "a:\n  - b\n  # c\n  \t# d\n  - e\n", "a: {b: c,\n  # d\n\t# e\n  f: g}\n", "a: [b, # c\n\t# d\n e]\nf: g\n", "{a: 1}\n# x\n\t# y\n", "# a\n\t# b\nc: d\n", "a: |\n  b\n# c\n\t# d\n", "a:\n  # b\n\t# c\n  d: e\n", "- # a\n\t# b\n  c\n", "a: # b\n\t# c\n  d\n", "a: b # c\n\t# d\ne: f\n", "a:\n# b\n\n \t# c\nd: e\n", "a: b # c\n\n\n\t\n\t# d\ne: f\n", "a: b\n\n \t# c\nd: e\n", "a: |\n  b\n\n\t# c\n# d\n\n\t# e\n", "a: [b, # c\n\n\t# d\n e]\n", "a: b # c\n\n\n\n", "a: b # c\n\n\t",
	"a: b: c\n", "a:b\n", "a: 'b' c\n", "a: 1\n b: 2\n", "a:\n   b: 1\n  c: 2\n", "a: [1\n", "a: {b\n", "a: 'x\n", "a: ]\n", "a: 1,\n", "a: [1,,2]\n", "a: [,]\n", "a: [1,]\n", "a: {b: 1,}\n", "{a: 1}}\n", "a: 1\n}\n", "[a, b]: c\n", "a: - b\n", "- a\nb: c\n", "a: 1\n- b\n", "a: |foo\n x\n", "a: |10\n x\n", "a: |0\n x\n", "a: !<x\n",
	"a: {b:1}\n", "a: {\"b\":1}\n", "a: {b: http://x}\n", "a: [http://x:80, b]\n", "a: {b:}\n", "a: {b: , c: }\n", "a: {b}\n", "a: [?x]\n", "a: [? x]\n", "a: {? b : c}\n", "a: [a\n b]\n", "a: {a\n b: c}\n", "a: [-]\n", "a: [- b]\n", "a: {-: b}\n", "'a': 1\n", "\"a\" : 1\n", "a : 1\n", "a: 1 #\n", "a:\n#c\n  b: 1\n", "a: |\n  #x\n  y\n#c\n", "a: >\n\n  x\n\n\n  y\n",
	"a: \"\\ud83d\\ude00\"\n", "a: \"\\/\"\n", "a: \"\\q\"\n", "a: \x01\n", "a: \xff\n", "a: \"\\\n  b\"\n", "a: \x7f\n", "a: \u0080\n", "a: \ufeffb\n", "\ufeff\ufeffa: 1\n", "a: \u0085 b\nc: 1\n", "a: b\u2028c: 1\n",
	"", "\n", "# c\n", "---\n", "--- ~\n", "---\n---\n", "a: 1\n...\n# end\n", "a\n", "5\n", "- 1\n- 2\n", "'x'\n", "{a: 1}\n", "{\"a\": 1, \"b\": [1, 2.0, 1e3, true, null, \"x\"]}\n", "a: &b\n", "a: &b\nc: *b\n", "? |\n  a\n: b\n", "a: !!str\nb: 1\n", "- !!str\n- !!int 3\n", "!!map\na: 1\n", "!!map {a: 1}\n", "&x\na: 1\n", "&x a: 1\n", "a: &x\n  b: 1\n", "a: !foo\n  b: 1\n", "a: !!seq\n- 1\n", "a: &s\n- 1\nb: *s\n", "--- |\n x\n", "--- |\nx\n", "--- >\n x\n y\n", "---\n'a\n b'\n", "a: 'x\n---\n'\n",
}

// TestOracle checks that a document is decoded exactly as by sigs.k8s.io/yaml in its strict mode, as in an API server: it rejects the same
// texts and returns the same values.
func TestOracle(t *testing.T) {
	var texts []string
	for _, s := range scalars {
		texts = append(texts, wrap(s)...)
	}
	texts = append(texts, documents...)
	for _, text := range texts {
		compare(t, text)
	}
}

// TestOracleMutated checks that random sequences of YAML tokens are decoded exactly as by sigs.k8s.io/yaml.
func TestOracleMutated(t *testing.T) {
	seed := uint64(20261123)
	t.Logf("seed %d", seed)
	r := rand.New(rand.NewPCG(seed, 1))
	pieces := []string{"a", "b: ", "- ", "\n", "\n  ", "  ", " ", "{", "}", "[", "]", ", ", ": ", "'", "\"", "#", "|", ">", "&x ", "*x", "!!str ", "? ", "\t", "y", "1", "<<: ", "\r\n", "é", "\n- ", "\n  - ", "\n  b: ", "\nc: "}
	for range 20000 {
		var b strings.Builder
		for range 3 + r.IntN(12) {
			b.WriteString(pieces[r.IntN(len(pieces))])
		}
		compare(t, b.String())
	}
}

func compare(t *testing.T, text string) {
	t.Helper()
	if parts := split(text); len(parts) > 1 && strings.TrimSpace(text[parts[1].Start:]) != "" {
		return // sigs.k8s.io/yaml reads only the first document
	}
	if trailing(text) || json.Valid([]byte(text)) {
		return // sigs.k8s.io/yaml reads JSON by other rules
	}
	want, wantErr := oracle(text)
	docs, problems := Parse(source.New("x.yaml", []byte(text)), Options{})
	checkSpans(t, text, docs)
	switch {
	case wantErr != nil && len(problems) == 0:
		t.Errorf("%q: accepted, but sigs.k8s.io/yaml returns %v", text, wantErr)
	case wantErr == nil && slices.ContainsFunc(problems, func(d diag.Diagnostic) bool { return d.Severity == diag.Error || d.Rule == ruleTrailing }):
		t.Errorf("%q: rejected with %q, but sigs.k8s.io/yaml reads %v", text, problems[0].Message, want)
	case wantErr == nil && len(docs) == 0 && want != nil:
		t.Errorf("%q: no document, but sigs.k8s.io/yaml reads %v", text, want)
	case wantErr == nil && len(docs) > 0:
		got, err := json.Marshal(docs[0].Root.JSON())
		if err != nil {
			t.Fatal(err)
		}
		var gotAny any
		_ = json.Unmarshal(got, &gotAny)
		if !reflect.DeepEqual(gotAny, want) {
			t.Errorf("%q: read as %v, but sigs.k8s.io/yaml reads %v", text, gotAny, want)
		}
	}
}

// trailing reports whether sigs.k8s.io/yaml stops before the end of the text. It reads one document and silently ignores text after it that
// cannot begin another document, which this package reports.
func trailing(text string) bool {
	d := yamlv2.NewDecoder(strings.NewReader(text))
	var v any
	return d.Decode(&v) == nil && !errors.Is(d.Decode(&v), io.EOF)
}

func oracle(text string) (any, error) {
	data, err := sigs.YAMLToJSONStrict([]byte(text))
	if err != nil {
		return nil, err
	}
	var v any
	return v, json.Unmarshal(data, &v)
}

// checkSpans checks that every span is inside the text and inside the span of its parent. It skips values from aliases and merge keys.
func checkSpans(t *testing.T, text string, docs []*Document) {
	t.Helper()
	for _, d := range docs {
		if d.Root != nil {
			checkNode(t, text, d.Root)
		}
	}
}

func checkNode(t *testing.T, text string, n *Node) {
	t.Helper()
	inside := func(s source.Span) {
		if s.Start < n.Span.Start || s.End > n.Span.End || s.Start > s.End {
			t.Errorf("%q: span %v is not inside %v", text, s, n.Span)
		}
	}
	if n.Span.Start < 0 || n.Span.Start > n.Span.End || n.Span.End > len(text) {
		t.Fatalf("%q: span %v outside the text", text, n.Span)
	}
	if n.shared {
		return
	}
	for _, f := range n.Fields {
		if !f.Merged {
			inside(f.KeySpan)
			inside(f.Value.Span)
			checkNode(t, text, f.Value)
		}
	}
	for _, item := range n.Items {
		inside(item.Span)
		checkNode(t, text, item)
	}
}
