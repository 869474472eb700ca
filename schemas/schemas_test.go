package schemas_test

import (
	"bytes"
	"io/fs"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/backendctl/backendctl/schemas"
)

type object = map[string]any

// each runs a subtest for every schema.
func each(t *testing.T, test func(t *testing.T, name string, doc object)) {
	t.Helper()
	names, err := fs.Glob(schemas.FS, "*.json")
	if err != nil || len(names) < 6 {
		t.Fatalf("got the schemas %v and the error %v; want the catalog and at least five releases", names, err)
	}
	for _, name := range names {
		t.Run(strings.TrimSuffix(name, ".json"), func(t *testing.T) { test(t, name, read(t, name)) })
	}
}

func read(t *testing.T, name string) object {
	t.Helper()
	text, err := schemas.FS.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return doc.(object)
}

// compile compiles a schema. The compiler also checks the schema against the metaschema of its draft.
func compile(t *testing.T, name string, doc object) *jsonschema.Schema {
	t.Helper()
	c := jsonschema.NewCompiler()
	c.AssertFormat()
	if err := c.AddResource(name, doc); err != nil {
		t.Fatal(err)
	}
	s, err := c.Compile(name)
	if err != nil {
		t.Fatalf("compile %s: %v", name, err)
	}
	return s
}

func TestSchemasCompile(t *testing.T) {
	each(t, func(t *testing.T, name string, doc object) {
		if s := compile(t, name, doc); s.DraftVersion != 2020 {
			t.Errorf("draft %d, want 2020", s.DraftVersion)
		}
	})
}

func TestManifestsAreValid(t *testing.T) {
	each(t, func(t *testing.T, name string, doc object) {
		s := compile(t, name, doc)
		manifests, _ := doc["examples"].([]any)
		if len(manifests) < 2 {
			t.Errorf("got %d example manifests, want one for each type", len(manifests))
		}
		for i, manifest := range manifests {
			if err := s.Validate(manifest); err != nil {
				t.Errorf("examples[%d]: %v", i, err)
			}
		}
	})
}

// TestManifestsShowEveryType checks that every member of spec is set in an example manifest.
func TestManifestsShowEveryType(t *testing.T) {
	each(t, func(t *testing.T, _ string, doc object) {
		shown := map[string]bool{}
		for _, manifest := range doc["examples"].([]any) {
			for member := range manifest.(object)["spec"].(object) {
				shown[member] = true
			}
		}
		spec := doc["properties"].(object)["spec"].(object)
		for member := range spec["properties"].(object) {
			if !shown[member] && member != "type" {
				t.Errorf("no example manifest sets spec.%s", member)
			}
		}
	})
}

// walk calls visit for a schema and for every schema in it, with its path. "-" in a path stands for the index of an item.
func walk(v any, at string, visit func(at string, s object)) {
	switch v := v.(type) {
	case object:
		visit(at, v)
		for key, below := range v {
			if key != "examples" && key != "default" && key != "enum" && key != "const" {
				walk(below, at+"/"+key, visit)
			}
		}
	case []any:
		for _, item := range v {
			walk(item, at+"/-", visit)
		}
	}
}

func TestFieldsAreDocumented(t *testing.T) {
	each(t, func(t *testing.T, _ string, doc object) {
		walk(doc, "", func(at string, s object) {
			if !isField(at) {
				return
			}
			text, _ := s["description"].(string)
			if text == "" || !strings.HasSuffix(text, ".") {
				t.Errorf("%s: description %q, want at least one sentence", at, text)
			}
			if _, hasPattern := s["pattern"]; hasPattern && (s["x-expected"] == nil || s["examples"] == nil) {
				t.Errorf("%s: a pattern without x-expected and examples", at)
			}
		})
	})
}

// isField reports whether a path leads to the schema of a field, and not to a part of a condition or a union.
func isField(at string) bool {
	parts := strings.Split(at, "/")
	for _, part := range parts {
		switch part {
		case "allOf", "anyOf", "oneOf", "not", "if", "then", "else", "UncheckedStatus":
			return false
		}
	}
	return len(parts) > 2 && parts[len(parts)-2] == "properties"
}

// TestExamplesAreValid checks that the examples of a field are valid values of the field.
func TestExamplesAreValid(t *testing.T) {
	each(t, func(t *testing.T, name string, doc object) {
		c := jsonschema.NewCompiler()
		c.AssertFormat()
		if err := c.AddResource(name, doc); err != nil {
			t.Fatal(err)
		}
		walk(doc, "", func(at string, s object) {
			examples, _ := s["examples"].([]any)
			if at == "" || len(examples) == 0 {
				return
			}
			compiled, err := c.Compile(name + "#" + at)
			if err != nil {
				t.Fatalf("%s: %v", at, err)
			}
			for _, example := range examples {
				if err := compiled.Validate(example); err != nil {
					t.Errorf("%s: example %v: %v", at, example, err)
				}
			}
		})
	})
}
