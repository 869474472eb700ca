package manifest

import (
	"strings"
	"testing"

	"github.com/backendctl/backendctl/internal/source"
)

// TestStream reads several JSON objects of one file, as kubectl does. A name with ! is that of a broken document.
func TestStream(t *testing.T) {
	a, b := `{"kind": "A", "metadata": {"name": "a"}}`, `{"kind": "B", "metadata": {"name": "b"}}`
	c := "kind: C\nmetadata:\n  name: c\n"
	for _, test := range []struct{ text, want, message string }{
		{a, "a", ""},
		{a + b, "a b", ""},
		{a + " " + b + "\n", "a b", ""},
		{"\n" + a + "\r\n" + b + "\r\n\r\n" + a, "a b a", ""},
		{a + "\n---\n" + c, "a c", ""},
		{a + "\n...\n" + c, "a c", ""},
		{a + " # x\n---\n" + b, "a b", ""},
		{a + "\n# x\n", "a", ""},
		{"---\n" + a + "\n---\n" + b, "a b", ""},
		{a + "\n" + c, "a", "the document ends above, and the text from here on is ignored"},
		{a + "}", "a", "the document ends above, and the text from here on is ignored"},
		{a + "{", "a", "the document ends above, and the text from here on is ignored"},
		{a + b + "\n---\n" + c, "a b c!", "only JSON objects can follow JSON objects"},
		{a + b + "\n# x\n", "a b !", "only JSON objects can follow JSON objects"},
		{a + b + "\n" + `{"kind": "C"`, "a b !", "this bracket is never closed"},
		{a + b + "\n{metadata: {name: c}}\n---\n" + c, "a b c c", ""},
	} {
		f := source.New("x.json", []byte(test.text))
		documents, problems := Parse(f, Options{})
		var names []string
		for i, d := range documents {
			if d.Index != i {
				t.Errorf("%q: document %d has the index %d", test.text, i, d.Index)
			}
			name := d.Name
			if d.Broken {
				name += "!"
			}
			names = append(names, name)
		}
		if got := strings.Join(names, " "); got != test.want {
			t.Errorf("%q: documents %q, want %q", test.text, got, test.want)
		}
		var messages []string
		for _, p := range problems {
			messages = append(messages, p.Message)
			if f.Slice(p.Span) == "" || strings.TrimSpace(f.Slice(p.Span)) != f.Slice(p.Span) {
				t.Errorf("%q: the problem is at %q", test.text, f.Slice(p.Span))
			}
		}
		if got := strings.Join(messages, "; "); got != test.message {
			t.Errorf("%q: problems %q, want %q", test.text, got, test.message)
		}
	}
}

// TestCutStream checks that a stream of JSON objects is not cut before text that nothing can read.
func TestCutStream(t *testing.T) {
	if at := Cut(`{}{}` + "---\nkind: A\n"); at != 0 {
		t.Errorf("the text is cut at %d", at)
	}
}
