package reporttest

import (
	"bytes"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

// Compile compiles a JSON Schema, and fails the test if the schema is not valid.
func Compile(t *testing.T, schema []byte) *jsonschema.Schema {
	t.Helper()
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(schema))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	c.AssertFormat()
	if err := c.AddResource("schema.json", doc); err != nil {
		t.Fatal(err)
	}
	s, err := c.Compile("schema.json")
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// Validate fails the test if data does not match the schema.
func Validate(t *testing.T, s *jsonschema.Schema, data []byte) {
	t.Helper()
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Validate(doc); err != nil {
		t.Errorf("the data does not match the schema: %v", err)
	}
}

// Closed changes a decoded schema so that unknown keys are forbidden, and returns it. With it, a test fails if a Go type has a key that the
// schema does not define. The schema itself allows unknown keys, because a later version may add keys.
func Closed(v any) any {
	switch v := v.(type) {
	case []any:
		for i := range v {
			v[i] = Closed(v[i])
		}
	case map[string]any:
		for k := range v {
			v[k] = Closed(v[k])
		}
		if v["type"] == "object" {
			v["additionalProperties"] = false
		}
	}
	return v
}
