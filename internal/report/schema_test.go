package report

import (
	"bytes"
	"os"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/backendctl/backendctl/internal/report/reporttest"
)

// sarifSchemaEnv is the environment variable with the path of the official schema of SARIF 2.1.0. The schema is not in this repository.
const sarifSchemaEnv = "BACKENDCTL_SARIF_SCHEMA"

func TestJSONFitsItsSchema(t *testing.T) {
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(Schema()))
	if err != nil {
		t.Fatal(err)
	}
	strict, err := MarshalJSON(reporttest.Closed(doc))
	if err != nil {
		t.Fatal(err)
	}
	s := reporttest.Compile(t, strict)
	for name, result := range results {
		t.Run(name, func(t *testing.T) {
			r := result(t)
			reporttest.Validate(t, s, write(t, "json", r, Options{}))
			for i := range r.Documents {
				r.Documents[i].Unchanged = true
			}
			reporttest.Validate(t, s, write(t, "json", r, Options{Statistics: true}))
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
	s := reporttest.Compile(t, schema)
	for name, result := range results {
		t.Run(name, func(t *testing.T) { reporttest.Validate(t, s, write(t, "sarif", result(t), Options{})) })
	}
}
