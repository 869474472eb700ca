package report

import (
	_ "embed" // for the schema
	"slices"
)

//go:embed report.schema.json
var schema []byte

// Schema returns the JSON Schema of the JSON report.
func Schema() []byte { return slices.Clone(schema) }
