package lint

import (
	"testing"

	"github.com/backendctl/backendctl/internal/edit"
	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/source"
)

func TestRename(t *testing.T) {
	for text, want := range map[string]string{
		"a: {b: 1}\n":                        "a: {new key: 1}\n",
		"a:\n  b: |\n    x\n":                "a:\n  new key: |\n    x\n",
		`{"a": {"b": 1}}`:                    `{"a": {"new key": 1}}`,
		"a:\n  'b': 1\n":                     "a:\n  new key: 1\n",
		"a: {b: 1, new key: 2}\n":            "",
		"z: &z {b: 1}\na: *z\n":              "",
		"z: &z {b: 1}\na:\n  <<: *z\n":       "",
		"a:\n  &k b: 1\n":                    "",
		"a: {c: 1}\n":                        "",
		"a:\n  b: {{ .Values.b }}\n":         "a:\n  new key: {{ .Values.b }}\n",
		"a:\n  ? b\n  : 1\n":                 "a:\n  ? new key\n  : 1\n",
		"a:\n  b:\n":                         "a:\n  new key:\n",
		"# b\na:\n  b: 1 # b\n  c: 2\n":      "# b\na:\n  new key: 1 # b\n  c: 2\n",
		"a:\n  b: &x 1\nc: *x\n":             "a:\n  new key: &x 1\nc: *x\n",
		"a:\r\n  b: 1\r\n":                   "a:\r\n  new key: 1\r\n",
		"a: []\n":                            "",
		"a:\n  !!str b: 1\n":                 "",
		"a:\n  \"b\": 1\n":                   "a:\n  \"new key\": 1\n",
		"a: { b : 1 }\n":                     "a: { new key : 1 }\n",
		"apiVersion: v1\na:\n  b: 1\n  c: 2": "apiVersion: v1\na:\n  new key: 1\n  c: 2",
	} {
		documents, _ := manifest.Parse(source.New("x.yaml", []byte(text)), manifest.Options{Templates: true})
		edits := At(documents[0], "a", "b").Rename("new key")
		if want == "" {
			if edits != nil {
				t.Errorf("%q: got the edits %v, want none", text, edits)
			}
			continue
		}
		if got, err := edit.Apply(text, edits); err != nil || got != want {
			t.Errorf("%q: the edits give %q (%v), want %q", text, got, err, want)
		}
	}
}

func TestAtMissing(t *testing.T) {
	documents, _ := manifest.Parse(source.New("x.yaml", []byte("a: {b: 1}\n")), manifest.Options{})
	none := At(documents[0], "a", "c")
	if deeper := none.Field("d").Index(0).Field("e"); deeper.Node != nil || deeper.Span != none.Span {
		t.Errorf("below a missing value: got the node %v at %v, want no node at %v", deeper.Node, deeper.Span, none.Span)
	}
}
