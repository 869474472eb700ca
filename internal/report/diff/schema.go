package diff

import (
	_ "embed" // for the schema
	"slices"
)

//go:embed diff.schema.json
var schema []byte

// Schema returns the JSON Schema of the JSON output of the diff command.
func Schema() []byte { return slices.Clone(schema) }
