package lint

import (
	"testing"

	"github.com/backendctl/backendctl/internal/edit"
	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/source"
)

func TestAddInside(t *testing.T) {
	for text, want := range map[string]string{
		"a:\n  b: 1\n":                 "a:\n  new: x\n  b: 1\n",
		"a: # here\n  # b\n  b: 1\n":   "a: # here\n  new: x\n  # b\n  b: 1\n",
		"a:\r\n    b: 1\r\n":           "a:\r\n    new: x\r\n    b: 1\r\n",
		"a: {b: 1}\n":                  "a: {new: x, b: 1}\n",
		"a: { b: 1 }\n":                "a: { new: x, b: 1 }\n",
		`{"a": {"b": 1}}`:              `{"a": {"new": "x", "b": 1}}`,
		"a: &k\n  b: 1\n":              "a: &k\n  new: x\n  b: 1\n",
		"a:\n  b: {{ .Values.b }}\n":   "a:\n  new: x\n  b: {{ .Values.b }}\n",
		"a:\n\n  b: 1":                 "a:\n  new: x\n\n  b: 1",
		"a: {}\n":                      "",
		"a:\n  new: 1\n":               "",
		"a:\n- b: 1\n":                 "",
		"a: 1\n":                       "",
		"c: 1\n":                       "",
		"a:\n  &k b: 1\n":              "",
		"a:\n  ? b\n  : 1\n":           "",
		"z: &z {b: 1}\na: *z\n":        "",
		"z: &z {b: 1}\na:\n  <<: *z\n": "",
	} {
		documents, _ := manifest.Parse(source.New("x.yaml", []byte(text)), manifest.Options{Templates: true})
		edits := At(documents[0], "a").AddInside("new", "x")
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
	documents, _ := manifest.Parse(source.New("x.yaml", []byte("- b: 1\n")), manifest.Options{})
	if edits := At(documents[0]).Index(0).AddInside("new", "x"); edits != nil {
		t.Errorf("for an item of a list: got the edits %v, want none", edits)
	}
}
