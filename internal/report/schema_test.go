package report

import (
	"bytes"
	"os"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

// sarifSchemaEnv names the official schema of SARIF 2.1.0, which is not kept in this repository.
const sarifSchemaEnv = "BACKENDCTL_SARIF_SCHEMA"

func compile(t *testing.T, schema []byte) *jsonschema.Schema {
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

func validate(t *testing.T, s *jsonschema.Schema, data []byte) {
	t.Helper()
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Validate(doc); err != nil {
		t.Errorf("%v", err)
	}
}

// closed refuses keys that the schema does not know, so that a key that is only in the types fails the test. The schema
// itself stays open: a later version may add keys.
func closed(v any) any {
	switch v := v.(type) {
	case []any:
		for i := range v {
			v[i] = closed(v[i])
		}
	case map[string]any:
		for k := range v {
			v[k] = closed(v[k])
		}
		if v["type"] == "object" {
			v["additionalProperties"] = false
		}
	}
	return v
}

func TestJSONFitsItsSchema(t *testing.T) {
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(Schema()))
	if err != nil {
		t.Fatal(err)
	}
	strict, err := marshal(closed(doc))
	if err != nil {
		t.Fatal(err)
	}
	s := compile(t, strict)
	for name, result := range results {
		t.Run(name, func(t *testing.T) {
			r := result(t)
			validate(t, s, write(t, "json", r, Options{}))
			for i := range r.Documents {
				r.Documents[i].Unchanged = true
			}
			validate(t, s, write(t, "json", r, Options{Statistics: true}))
		})
	}
}

func TestSARIFFitsItsSchema(t *testing.T) {
	path := os.Getenv(sarifSchemaEnv)
	if path == "" {
		t.Skipf("set %s to a copy of sarif-schema-2.1.0.json to run this test", sarifSchemaEnv)
	}
	schema, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	s := compile(t, schema)
	for name, result := range results {
		t.Run(name, func(t *testing.T) { validate(t, s, write(t, "sarif", result(t), Options{})) })
	}
}
