package lint

import (
	"slices"
	"testing"

	"github.com/backendctl/backendctl/internal/edit"
	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/source"
)

// A fixCase is a text before and after a change of the field b in the mapping a, or of the first item of the list a. An empty want means
// that there are no edits.
type fixCase struct{ text, want string }

func runFixes(t *testing.T, change func(Place) []edit.Edit, cases []fixCase) {
	t.Helper()
	for _, c := range cases {
		documents, problems := manifest.Parse(source.New("x.yaml", []byte(c.text)), manifest.Options{Templates: true})
		if len(documents) != 1 || len(problems) > 0 {
			t.Fatalf("%q: %v", c.text, problems)
		}
		at := At(documents[0], "a", "b")
		if first := At(documents[0], "a").Index(0); first.Node != nil {
			at = first
			if inner := first.Field("b"); inner.Node != nil {
				at = inner
			}
		}
		edits := change(at)
		if c.want == "" {
			if edits != nil {
				got, err := edit.Apply(c.text, edits)
				t.Errorf("%q: the edits give %q (%v), want no edits", c.text, got, err)
			}
			continue
		}
		got, err := edit.Apply(c.text, edits)
		if err != nil || got != c.want {
			t.Errorf("%q: the edits give %q (%v), want %q", c.text, got, err, c.want)
		}
		if _, problems := manifest.Parse(source.New("x.yaml", []byte(got)), manifest.Options{Templates: true}); len(problems) > 0 {
			t.Errorf("%q: the edits give %q, which is not valid: %s", c.text, got, problems[0].Message)
		}
	}
}

func TestRemove(t *testing.T) {
	runFixes(t, Place.Remove, []fixCase{
		{"a:\n  b: 1\n  c: 2\n", "a:\n  c: 2\n"},
		{"a:\n  c: 2\n  b: 1\n", "a:\n  c: 2\n"},
		{"a:\n  c: 2\n  b: 1", "a:\n  c: 2\n"},
		{"a:\r\n  b: 1\r\n  c: 2\r\n", "a:\r\n  c: 2\r\n"},
		{"a:\n  b:\n  c: 2\n", "a:\n  c: 2\n"},
		{"a:\n  b: # why\n  c: 2\n", "a:\n  # why\n  c: 2\n"},
		{"a:\n  b: 1 # why\n  c: 2\n", "a:\n  # why\n  c: 2\n"},
		{"a:\n  # why\n  b: 1\n  c: 2\n", "a:\n  # why\n  c: 2\n"},
		{"a:\n  b: |\n    x\n  c: 2\n", "a:\n  c: 2\n"},
		{"a:\n  b: |\n    x\n\n  c: 2\n", "a:\n\n  c: 2\n"},
		{"a:\n  c: 2\n  b: |\n    x\nd: 3\n", "a:\n  c: 2\nd: 3\n"},
		{"a:\n  b: x\n    y\n  c: 2\n", "a:\n  c: 2\n"},
		{"a:\n  b:\n    d: 1\n    e: 2\n  c: 2\n", "a:\n  c: 2\n"},
		{"a:\n  b:\n  - d: 1\n  c: 2\n", "a:\n  c: 2\n"},
		{"a:\n  b: {d: 1,\n    e: 2}\n  c: 2\n", "a:\n  c: 2\n"},
		{"a:\n  b: {{ .Values.b }}\n  c: 2\n", "a:\n  c: 2\n"},
		{"a:\n- b: 1\n  c: 2\n", "a:\n- c: 2\n"},
		{"a:\n- b: 1\n\n  c: 2\n", "a:\n- c: 2\n"},
		{"a:\r\n  - b: 1\r\n    c: 2\r\n", "a:\r\n  - c: 2\r\n"},
		{"a:\n- c: 2\n  b: 1\n", "a:\n- c: 2\n"},
		{"a:\n- b: 1 # why\n  c: 2\n", ""},
		{"a:\n- b: 1\n  # why\n  c: 2\n", ""},
		{"a: {b: 1, c: 2}\n", "a: {c: 2}\n"},
		{"a: {c: 2, b: 1}\n", "a: {c: 2}\n"},
		{"a: { c: 2 , b: 1 }\n", "a: { c: 2  }\n"},
		{"a: {b: 1,\n  c: 2}\n", "a: {c: 2}\n"},
		{"a: {c: 2,\n  b: 1}\n", "a: {c: 2}\n"},
		{"a: {c: 2, b: 1,}\n", "a: {c: 2, }\n"},
		{"a: {b: 1, # why\n  c: 2}\n", ""},
		{"a: {c: 2, # why,\n  b: 1}\n", ""},
		{"a: {? b : 1, c: 2}\n", ""},
		{"{\"a\": {\n  \"b\": 1,\n  \"c\": 2\n}}\n", "{\"a\": {\n  \"c\": 2\n}}\n"},
		{"{\"a\": {\n  \"c\": 2,\n  \"b\": 1\n}}\n", "{\"a\": {\n  \"c\": 2\n}}\n"},
		{"a: [1, 2]\n", "a: [2]\n"},
		{"a: [[1, 2], 3]\n", "a: [3]\n"},
		{"a:\n- 1\n- 2\n", ""}, // the comments around an item may belong to the item
		{"a:\n  b: 1\n", ""},   // the mapping would be empty
		{"a: [1]\n", ""},
		{"a:\n  c: 2\n", ""},
		{"a:\n  ? b\n  : 1\n  c: 2\n", ""},
		{"a:\n  &k b: 1\n  c: 2\n", ""},
		{"a:\n  b: &x 1\n  c: *x\n", ""},
		{"a:\n  b: {d: &x 1}\n  c: *x\n", ""},
		{"a:\n  c: &x 1\n  b: *x\n", "a:\n  c: &x 1\n"},
		{"z: &z {b: 1, c: 2}\na: *z\n", ""},
		{"z: &z {b: 1, c: 2}\na:\n  <<: *z\n  d: 3\n", ""},
		{"z: &z {c: 1}\na:\n  <<: *z\n  b: 3\n", "z: &z {c: 1}\na:\n  <<: *z\n"},
	})
}

func TestAddBeside(t *testing.T) {
	add := func(p Place) []edit.Edit { return p.AddBeside("d", "new", "e", "7") }
	runFixes(t, add, []fixCase{
		{"a:\n  b: 1\n", "a:\n  b: 1\n  d: new\n  e: 7\n"},
		{"a:\n  b: 1", "a:\n  b: 1\n  d: new\n  e: 7"},
		{"a:\r\n  b: 1\r\n  c: 2\r\n", "a:\r\n  b: 1\r\n  d: new\r\n  e: 7\r\n  c: 2\r\n"},
		{"a:\n  b: 1 # why\n  c: 2\n", "a:\n  b: 1 # why\n  d: new\n  e: 7\n  c: 2\n"},
		{"a:\n  b:\n", "a:\n  b:\n  d: new\n  e: 7\n"},
		{"a:\n- b: 1\n", "a:\n- b: 1\n  d: new\n  e: 7\n"},
		{"a:\n  -   b: 1\n", "a:\n  -   b: 1\n      d: new\n      e: 7\n"},
		{"a:\n  b: {{ .Values.b }}\n", "a:\n  b: {{ .Values.b }}\n  d: new\n  e: 7\n"},
		{"a: {b: 1}\n", "a: {b: 1, d: new, e: 7}\n"},
		{"a: {b: 1, c: 2}\n", "a: {b: 1, d: new, e: 7, c: 2}\n"},
		{"a: [{b: 1 # why\n}]\n", "a: [{b: 1, d: new, e: 7 # why\n}]\n"},
		{`{"a": {"b": 1}}`, `{"a": {"b": 1, "d": "new", "e": 7}}`},
		{"{\"a\": [{\n  \"b\": 1\n}]}", "{\"a\": [{\n  \"b\": 1, \"d\": \"new\", \"e\": 7\n}]}"},
		{"a:\n  c: &x 1\n  b: *x\n", "a:\n  c: &x 1\n  b: *x\n  d: new\n  e: 7\n"},
		{"a:\n  b: 1\n  d: 2\n", ""}, // the key exists already
		{"a:\n  b: 1\n  e:\n", ""},
		{"a:\n  b: |\n    x\n", ""},
		{"a:\n  b: x\n    y\n", ""},
		{"a:\n  b:\n    c: 1\n", ""},
		{"a:\n  ? b\n  : 1\n", ""},
		{"a:\n  &k b: 1\n", ""},
		{"z: &z {b: 1}\na: *z\n", ""},
		{"z: &z {b: 1}\na:\n  <<: *z\n", ""},
		{"a:\n- 1\n", ""},
		{"a:\n  c: 1\n", ""},
	})
}

func TestReplace(t *testing.T) {
	replace := func(p Place) []edit.Edit { return p.Replace("on") }
	runFixes(t, replace, []fixCase{
		{"a:\n  b: 1 # why\n", "a:\n  b: \"on\" # why\n"},
		{"a:\n  b: 'x'\n", "a:\n  b: 'on'\n"},
		{"a: {b: \"x\"}\n", "a: {b: \"on\"}\n"},
		{"a:\n- b: \"\"\r\n", "a:\n- b: \"on\"\r\n"},
		{"a:\n- x\n", "a:\n- \"on\"\n"},
		{"a:\n  b:\n", ""},
		{"a:\n  b: |\n    x\n", ""},
		{"a:\n  b: x\n    y\n", ""},
		{"a:\n  b: !!str x\n", ""},
		{"a:\n  b: &x 1\nc: *x\n", ""},
		{"c: &x 1\na:\n  b: *x\n", ""},
		{"z: &z {b: 1}\na:\n  <<: *z\n", ""},
		{"a:\n  b: {{ .Values.b }}\n", ""},
		{"a:\n  b: [1]\n", ""},
		{"a:\n  c: 1\n", ""},
	})
	key := func(p Place) []edit.Edit { return slices.Concat(p.Key().Replace("x"), p.Key().ReplaceLiteral("x")) }
	runFixes(t, key, []fixCase{{"a:\n  b: 1\n", ""}})
}
