package diff

import (
	_ "embed" // for the schema
	"slices"
)

//go:embed diff.schema.json
var schema []byte

// Schema returns the JSON Schema of diff's JSON output.
func Schema() []byte { return slices.Clone(schema) }
