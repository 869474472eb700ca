package config

import (
	_ "embed"
	"strings"
)

//go:embed config.schema.json
var schema []byte

//go:embed template.yaml
var template string

// Schema returns the JSON Schema of the configuration file, for editors and for "backendctl schema config".
func Schema() []byte { return append([]byte(nil), schema...) }

// Template returns the commented file that "backendctl init" writes, with the given target.
func Template(target string) []byte {
	return []byte(strings.Replace(template, "target: auto", "target: "+target, 1))
}
