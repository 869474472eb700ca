package yamltree

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/source"
)

// TestRewrittenBraces checks that flow collections keep their comments and values if their original text cannot be used.
func TestRewrittenBraces(t *testing.T) {
	for _, c := range []struct {
		name, text, gone, want string
	}{
		{
			"an alias is replaced by its value", "h: [&x {a: b, p: 4}, *x]\n", "/h/0/p",
			"h: [{a: b}, {a: b, p: 4}]\n",
		},
		{
			"an alias of an unchanged value is replaced, too", "h: [{q: 1, p: 2}, &x {a: b}, *x]\n", "/h/0/p",
			"h: [{q: 1}, {a: b}, {a: b}]\n",
		},
		{
			"values on separate lines", "{k: \nB, # c\n m: \n{s: w}, p: 1}\n", "/p",
			"k: B # c\nm: {s: w}\n",
		},
		{
			"a comment after an item", "h:\n- {a: 'a #b', # in\n  p: 6} # behind\n", "/h/0/p",
			"h:\n# behind\n- a: 'a #b' # in\n",
		},
		{
			"braces within braces", "{t: [{s: 7, # c\n p: {h: z, # d\n q: 2}}], x: 1}\n", "/t/0/s",
			"{\n  t: [\n    {\n      p: {h: z, # d\n q: 2}\n    }\n  ],\n  x: 1\n}\n",
		},
		{
			"a comment before a value in braces", "h:\n- {a:\n    # c\n    'b', p: 1}\n", "/h/0/p",
			"h:\n- a: 'b' # c\n",
		},
		{
			"comments beside and above fields", "{a: 1, # one\n # above two\n b: 2, # two\n c: [3, # three\n 4 # four\n # the end\n ], # list\n p: 5 # gone\n }\n", "/p",
			"a: 1 # one\n# above two\nb: 2 # two\nc: [3, # three\n 4 # four\n # the end\n ] # list\n",
		},
		{
			"comments of items", "a: [ # items\n 1, # one\n 2, # two\n # gone\n 3, # three\n {b: 4}, # four\n {c: 5 # five\n }, # last\n # the end\n ]\n", "/a/2",
			"# items\na:\n- 1 # one\n- 2 # two\n- {b: 4} # four\n- {c: 5 # five\n } # last\n# the end\n",
		},
		{
			"a comment after nested braces", "{a: {b: 1, # one\n p: 2}, # a\n c: 3 # three\n}\n", "/a/p",
			"a: # a\n  b: 1 # one\nc: 3 # three\n",
		},
		{
			"a comment after the key of a block that becomes empty", "s: # a: b\n  h: 1\nx: 2\n", "/s/h",
			"s: {} # a: b\nx: 2\n",
		},
	} {
		documents, _ := manifest.Parse(source.New("x", []byte(c.text)), manifest.Options{})
		doc, err := Read(documents[0])
		if err != nil {
			t.Fatal(err)
		}
		doc.Root.Find(diag.Tokens(c.gone)...).Remove()
		got := doc.String()
		if got != c.want {
			t.Errorf("%s: got\n%s\nwant\n%s", c.name, got, c.want)
		}
		after, problems := manifest.Parse(source.New("x", []byte(got)), manifest.Options{})
		if len(problems) > 0 || len(after) != 1 {
			t.Errorf("%s: the result is not a valid document: %v", c.name, problems)
		}
	}
}

// TestForms checks that Read returns an error with the line of unsupported syntax.
func TestForms(t *testing.T) {
	for text, line := range map[string]string{
		"? a\n: b\n": "line 1", "h:\n- ? &k a\n  : b\n  c: d\n": "line 2", "s:\n  h: {l: !<tag:yaml.org,2002:int> {f: g}}\n": "line 2",
		"s: !<tag:yaml.org,2002:int> {f: g}\n": "line 1", "a: b\ns: {&k x: *k}\n": "line 2 has an alias of a key", "{&k x: *k}\n": "line 1 has an alias of a key",
		"a: b\nc: d # e\rf: g\n": "line 2 ends with a carriage return without a line feed", "a: b\nc: &e:{}\n": "line 2 has an anchor without a space after it",
	} {
		if _, err := readOne(text); !errors.Is(err, ErrForm) || !strings.Contains(err.Error(), line) {
			t.Errorf("%q: got the error %v, want an ErrForm that contains %q", text, err, line)
		}
	}
	if _, err := readOne("a: b\r\nc: d\r\n"); err != nil {
		t.Error(err)
	}
}

// TestFormsToArrange checks which syntax ReadToArrange supports.
func TestFormsToArrange(t *testing.T) {
	for text, want := range map[string]string{
		"a: !<tag:yaml.org,2002:str> b\n": "", "a: &b:{}\n": "", "s: {&k x: *k}\n": "",
		"a: b\n? c\n: d\n":      "5: a key or value that does not begin its line",
		"a:\n- !t b: c\n":       "5: a key with a tag",
		"a:\n  |\n   x\n":       "5: a block scalar that does not begin on the line of its key or dash",
		"a:\n- &x b: c\n":       "",
		"a:\n-\n  &x\n  b: c\n": "5: a key or value that does not begin its line",
		"a:\n- ? b\n  : c\n":    "7: a key without a colon on its line",
	} {
		_, err := ReadToArrange(parse(text))
		got := ""
		var form *FormError
		if errors.As(err, &form) {
			got = fmt.Sprintf("%d: %s", form.Offset, form.Form)
		}
		if got != want {
			t.Errorf("%q: the unsupported syntax is %q, want %q", text, got, want)
		}
	}
}
