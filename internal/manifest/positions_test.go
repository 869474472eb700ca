package manifest

import (
	"strings"
	"testing"

	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/source"
)

// parseOne parses a text, which must contain exactly one document.
func parseOne(t *testing.T, text string) (*Document, []diag.Diagnostic) {
	t.Helper()
	documents, problems := Parse(source.New("x.yaml", []byte(text)), Options{Templates: true})
	if len(documents) != 1 {
		t.Fatalf("%q has %d documents, want 1", text, len(documents))
	}
	return documents[0], problems
}

// TestSpans checks the text of the key and of the value at a path, and the position of the value.
func TestSpans(t *testing.T) {
	for _, c := range []struct{ name, text, path, key, value, at string }{
		{"plain", "a: b c\n", "/a", "a", "b c", "1:4"},
		{"quoted", "a: \"b \\\" c\" # d\n", "/a", "a", `"b \" c"`, "1:4"},
		{"single quoted", "a: 'it''s'\n", "/a", "a", "'it''s'", "1:4"},
		{"quoted key", "'a': b\n", "/a", "'a'", "b", "1:6"},
		{"plain on two lines", "a: b\n  c\nd: e\n", "/a", "a", "b\n  c", "1:4"},
		{"literal", "a: |\n  b\n\n  c\nd: e\n", "/a", "a", "|\n  b\n\n  c", "1:4"},
		{"literal with its own indentation", "a: |2\n   b\n  c\nd: e\n", "/a", "a", "|2\n   b\n  c", "1:4"},
		{"folded, with the final line breaks kept", "a: >+\n  b\n\nd: e\n", "/a", "a", ">+\n  b", "1:4"},
		{"after a literal", "a: |\n  b\nd: e\n", "/d", "d", "e", "3:4"},
		{"empty value", "a:\nb: c\n", "/a", "a", "", "1:3"},
		{"tag", "a: !!str 5\n", "/a", "a", "!!str 5", "1:4"},
		{"tag written out", "a: !<tag:yaml.org,2002:str> \"b\" # c\n", "/a", "a", `!<tag:yaml.org,2002:str> "b"`, "1:4"},
		{"tag written out in flow", "{a: !<tag:yaml.org,2002:str> 'b', c: d}\n", "/a", "a", "!<tag:yaml.org,2002:str> 'b'", "1:5"},
		{"tag written out and anchor", "[&x !<tag:x,[2]> b, c]\n", "/0", "", "!<tag:x,[2]> b", "1:5"},
		{"literal with a comment", "a: |- # c\n  b\nd: e\n", "/a", "a", "|- # c\n  b", "1:4"},
		{"anchor", "a: &x 5\n", "/a", "a", "5", "1:7"},
		{"anchor without a space", "a: &x:5\n", "/a", "a", ":5", "1:6"},
		{"tag and anchor", "a: !!str &x 5\n", "/a", "a", "!!str &x 5", "1:4"},
		{"alias", "a: &x 5\nb: *x\n", "/b", "b", "*x", "2:4"},
		{"block mapping", "a:\n  b: c\n  d: e\nf: g\n", "/a", "a", "b: c\n  d: e", "2:3"},
		{"block sequence", "a:\n- b\n- c\nd: e\n", "/a", "a", "- b\n- c", "2:1"},
		{"item", "a:\n  - b: c\n    d: e\n", "/a/0", "", "b: c\n    d: e", "2:5"},
		{"flow mapping", "a: {b: c, d: [e, f] } # g\n", "/a", "a", "{b: c, d: [e, f] }", "1:4"},
		{"item in a flow sequence", "a: {b: c, d: [e, f]}\n", "/a/d/1", "", "f", "1:18"},
		{"empty flow sequence", "a: {}\nb: []\n", "/b", "b", "[]", "2:4"},
		{"flow sequence on several lines", "a: [\n  b, # c\n  d,\n]\ne: f\n", "/a", "a", "[\n  b, # c\n  d,\n]", "1:4"},
		{"accented letters", "é: ü\n", "/é", "é", "ü", "1:4"},
		{"emoji before the value", "a: {\"😀\": b}\n", "/a/😀", "\"😀\"", "b", "1:10"},
		{"combining character above", "a: e\u0301x\nb: c\n", "/b", "b", "c", "2:4"},
		{"tab before a value", "a:\tb\n", "/a", "a", "b", "1:4"},
		{"crlf", "a: b\r\nc:\r\n  d: e\r\n", "/c/d", "d", "e", "3:6"},
		{"byte order mark", "\uFEFFa: b\n", "/a", "a", "b", "1:4"},
		{"byte order mark after a marker", "---\n\uFEFFa: b\nc: d\n", "/a", "a", "b", "2:5"},
		{"line below a byte order mark", "---\n\uFEFFa: b\nc: d\n", "/c", "c", "d", "3:4"},
		{"byte order mark after a marker with a comment", "--- # x\r\n\uFEFFa: b\r\n", "/a", "a", "b", "2:5"},
		{"byte order mark before braces", "---\n\uFEFF{a: b}\n", "/a", "a", "b", "2:6"},
		{"byte order mark before a comment", "---\n\uFEFF# x: y\na: b\n", "/a", "a", "b", "3:4"},
		{"byte order mark inside a document", "a: b\n\uFEFFc: d\n", "/\uFEFFc", "\uFEFFc", "d", "2:5"},
		{"line separator inside quotes", "a: \"b\u2028c\"\nd: e\n", "/d", "d", "e", "2:4"},
		{"directive", "%YAML 1.1\n---\na: b\n", "/a", "a", "b", "3:4"},
		{"mapping on the line of the marker", "--- {a: b}\n", "/a", "a", "b", "1:9"},
		{"comment above", "# x\n\na: b\n", "/a", "a", "b", "3:4"},
		{"json", "{\"a\": [true, {\"b\": \"c\"}]}", "/a/1/b", "\"b\"", "\"c\"", "1:20"},
		{"field from a merge key", "x: &m {b: c}\na:\n  <<: *m\n", "/a/b", "b", "c", "1:11"},
		{"template", "a: {{ .x }}:80\n", "/a", "a", "{{ .x }}:80", "1:4"},
	} {
		t.Run(c.name, func(t *testing.T) {
			d, problems := parseOne(t, c.text)
			if len(problems) > 0 {
				t.Fatal(problems[0].Message)
			}
			tokens := diag.Tokens(c.path)
			node, depth := d.Root.Lookup(tokens)
			if depth != len(tokens) {
				t.Fatalf("there is no node at %s", c.path)
			}
			if got := d.File.Slice(node.Span); got != c.value {
				t.Errorf("the value is %q, want %q", got, c.value)
			}
			if f := d.Root.FieldAt(tokens); f != nil && d.File.Slice(f.KeySpan) != c.key {
				t.Errorf("the key is %q, want %q", d.File.Slice(f.KeySpan), c.key)
			}
			at := d.File.Position(node.Span.Start)
			if got := itoa(at.Line) + ":" + itoa(at.Column); got != c.at {
				t.Errorf("the value is at %s, want %s", got, c.at)
			}
		})
	}
}

// TestProblems checks the message and the place of each decoding problem.
func TestProblems(t *testing.T) {
	for _, c := range []struct{ name, text, mark, words string }{
		{"indentation of no enclosing block", "a: 1\nb:\n  c: 1\n d: 2\ne: 3\n", "d: 2", "indentation matches none"},
		{"list item too deep", "a:\n- b: 1\n   - c: 2\n", "c", "a field cannot begin here"},
		{"field too deep", "a: 1\n  b: 2\n", "b", "a field cannot begin here"},
		{"second colon", "a: b: c\nd: 1\n", ":", "second \": \""},
		{"tab", "a:\n\tb: 1\n", "\t", "tab cannot indent"},
		{"open quote", "a: \"b\nc: 1\n", "\"", "never closed"},
		{"open bracket", "a: [1, 2\nb: 1\n", "[", "bracket is never closed"},
		{"open brace in a list", "a: [1, {b: 2]\n", "{", "bracket is never closed"},
		{"text after a quote", "a: \"x\" y\nb: 2\n", "y", "text after the closing quote"},
		{"text after a bracket", "a: {b: c}.d\ne: 1\n", ".d", "text after the closing bracket"},
		{"text after a bracket and a space", "a: [b] c\ne: 1\n", "c", "text after the closing bracket"},
		{"invalid escape", "a: \"\\q\"\n", "\\", "not a valid YAML escape"},
		{"unknown anchor", "a: *nope\nb: 1\n", "*nope", "no anchor of this name"},
		{"dash after a key", "a: - b\n", "-", "list cannot begin here"},
		{"no colon", "a: 1\nb c d\ne: 1\n", "b c d", "has no \": \""},
		{"no colon, indented", "a:\n  b: 1\n  c d e\n  f: 1\n", "c d e", "has no \": \""},
		{"Go template in double quotes only", "a: {{b}: c}\n", "{b}", "quote a value that starts with `{{`"},
		{"control character", "a: b\x01\n", "\x01", "control character"},
		{"not UTF-8", "a: b\nc: \xff\n", "\xff", "not valid UTF-8"},
		{"YAML 1.2", "%YAML 1.2\n---\na: 1\n", "%YAML 1.2", "YAML 1.1 only"},
		{"null key", "~: 1\n", "~", "must be a string"},
		{"key is a list", "? [a]\n: 1\n", "[a]", "must be a string"},
		{"not a number", "a: .nan\n", ".nan", "JSON"},
		{"tag that does not fit", "a: !!int b\n", "!!int b", "not a value for the tag"},
		{"merge of a scalar", "a: {<<: b}\n", "b", "merge key must be"},
		{"alias of itself", "a: &b [*b]\n", "*b", "to itself"},
		{"duplicate", "a: 1\nb: 2\na: 3\n", "a", "set twice"},
		{"duplicate by another spelling", "y: 1\nyes: 2\n", "yes", "set twice"},
		{"merged key below the same key", "x: &m {a: 1}\nb:\n  a: 2\n  <<: *m\n", "<<", "the merge key adds \"a\", which is set above"},
		{"merged key above the same key", "x: &m {a: 1}\nb:\n  <<: *m\n  a: 2\n", "a", "overrides the same key from the merge key"},
		{"merged twice", "x: &m {a: 1}\nb:\n  <<: [*m, *m]\n", "<<", "adds \"a\" twice"},
		{"text after the end", "{a: 1}\nb: 2\n", "b: 2", "the text from here on is ignored"},
		{"template on a separate line", "a: 1\n{{ if b }}\nc: 2\n", "{{ if b }}", "until it is rendered"},
	} {
		t.Run(c.name, func(t *testing.T) {
			f := source.New("x.yaml", []byte(c.text))
			_, problems := Parse(f, Options{Templates: true})
			if len(problems) != 1 {
				t.Fatalf("got %d problems, want 1: %v", len(problems), problems)
			}
			if got := f.Slice(problems[0].Span); got != c.mark {
				t.Errorf("the problem is at %q, want %q (%s)", got, c.mark, problems[0].Message)
			}
			if !strings.Contains(problems[0].Message, c.words) {
				t.Errorf("the message is %q, want it to contain %q", problems[0].Message, c.words)
			}
		})
	}
}

// TestSplit checks the names of the documents in a file, and that the documents do not overlap.
func TestSplit(t *testing.T) {
	for _, c := range []struct {
		text  string
		names []string
	}{
		{"name: a\n---\nname: b\n", []string{"a", "b"}},
		{"---\nname: a\n---\n---\n# c\n---\nname: b\n...\n", []string{"a", "b"}},
		{"# license\n---\nname: a\n", []string{"a"}},
		{"--- # x\nname: a\n", []string{"a"}},
		{"name: a\n...\nname: b\n", []string{"a", "b"}},
		{"name: a\ntext: |\n  x\n---\nname: b\n", []string{"a", "b"}},
		{"name: a\ntext: |\n  ---\n  x\n", []string{"a"}},
		{"name: a\n--- \nname: b\n---x\n", []string{"a", "<broken>"}},
		{"name: a\r\n---\r\nname: b\r\n", []string{"a", "b"}},
		{"name: a\n---", []string{"a"}},
		{"", nil},
		{"# only\n", nil},
	} {
		f := source.New("x.yaml", []byte(c.text))
		documents, _ := Parse(f, Options{})
		var names []string
		for i, d := range documents {
			name := "<broken>"
			if d.Root != nil {
				name = d.Root.Get("name").String()
			}
			names = append(names, name)
			if i > 0 && d.Span.Start < documents[i-1].Span.End {
				t.Errorf("%q: document %d begins before the end of the previous document", c.text, i)
			}
		}
		if strings.Join(names, " ") != strings.Join(c.names, " ") {
			t.Errorf("%q: documents %v, want %v", c.text, names, c.names)
		}
	}
}

// TestComments checks that # begins a comment only where it begins a comment in YAML.
func TestComments(t *testing.T) {
	d, _ := parseOne(t, "# one\na: b # two\nc: \"#no\" # three\nd: |\n  # no\n  x\n# four\ne: a#no\n")
	var got []string
	for _, s := range d.Comments() {
		got = append(got, d.File.Slice(s))
	}
	if want := "# one|# two|# three|# four"; strings.Join(got, "|") != want {
		t.Errorf("comments %q, want %q", got, want)
	}
	d, _ = parseOne(t, "a: | # one\n  # no\nb: !!str >- # two\n  x # no\nc: |2-\t# three\nd: &x |+ # four\n\n# five\n")
	got = nil
	for _, s := range d.Comments() {
		got = append(got, d.File.Slice(s))
	}
	if want := "# one|# two|# three|# four|# five"; strings.Join(got, "|") != want {
		t.Errorf("comments of block scalars %q, want %q", got, want)
	}
	d, _ = parseOne(t, "--- # one\n\uFEFF# two\na: b\n")
	if n := len(d.Comments()); n != 2 {
		t.Errorf("%d comments around a byte order mark, want 2", n)
	}
}

// TestAliasBomb checks that nested aliases are rejected before they use much memory or time.
func TestAliasBomb(t *testing.T) {
	var b strings.Builder
	b.WriteString("a0: &a0 [" + strings.Repeat("x, ", 9) + "x]\n")
	for i := 1; i < 12; i++ {
		alias := "*a" + itoa(i-1)
		b.WriteString("a" + itoa(i) + ": &a" + itoa(i) + " [" + strings.Repeat(alias+", ", 9) + alias + "]\n")
	}
	d, problems := parseOne(t, b.String())
	if !d.Broken || len(problems) != 1 || !strings.Contains(problems[0].Message, "aliases repeat") {
		t.Errorf("Broken is %t with the problems %v, want one problem about aliases", d.Broken, problems)
	}
}

// TestMerges checks that a mapping has its merge keys, in addition to the fields that they add.
func TestMerges(t *testing.T) {
	d, _ := parseOne(t, "x: &m {b: c}\na:\n  d: e\n  <<: *m\n")
	a := d.Root.Get("a")
	if len(a.Merges) != 1 || len(a.Fields) != 2 {
		t.Fatalf("%d merge keys and %d fields, want 1 and 2", len(a.Merges), len(a.Fields))
	}
	if m := a.Merges[0]; d.File.Slice(m.KeySpan) != "<<" || d.File.Slice(m.Value.Span) != "*m" {
		t.Errorf("the merge key is %q with the value %q, want << and *m", d.File.Slice(m.KeySpan), d.File.Slice(m.Value.Span))
	}
}

// TestOverrides checks which documents are rejected only because they override keys from merge keys.
func TestOverrides(t *testing.T) {
	for text, want := range map[string]bool{
		"x: &m {a: 1}\nb:\n  <<: *m\n  a: 2\n":             true,
		"x: &m {a: 1}\nb:\n  a: 2\n  <<: *m\n":             true,
		"x: &m {a: 1}\nb:\n  <<: *m\n  a: 2\nc: 1\nc: 2\n": false,
		"x: &m {a: 1}\nb:\n  <<: *m\n  a: 2\nc: !!int x\n": false,
		"x: &m {a: 1}\nb:\n  <<: *m\n  c: 2\n":             false,
		"a: 1\na: 2\n":                                     false,
	} {
		if d, _ := parseOne(t, text); d.Overrides != want {
			t.Errorf("%q: Overrides is %t, want %t", text, d.Overrides, want)
		}
	}
}
