package config

import (
	_ "embed"
	"strconv"
	"strings"
	"unicode"
)

//go:embed config.schema.json
var schema []byte

//go:embed template.yaml
var template string

// Schema returns the JSON Schema of the configuration file, for editors and for "backendctl schema config".
func Schema() []byte { return append([]byte(nil), schema...) }

// Template returns the commented file that "backendctl init" writes, with the given targets.
func Template(targets []string) []byte {
	return []byte(strings.Replace(template, "target: auto", "target: "+asYAML(targets), 1))
}

// asYAML returns targets as YAML: a scalar, or a list in flow style. As in a list on the command line, a path with a comma is in double
// quotes of its own.
func asYAML(targets []string) string {
	var out []string
	for _, text := range targets {
		if strings.Contains(text, ",") {
			text = `"` + text + `"`
		}
		if strings.HasSuffix(text, ":") || strings.ContainsFunc(text, needsQuotes) {
			text = strconv.Quote(text)
		}
		out = append(out, text)
	}
	if len(out) == 1 {
		return out[0]
	}
	return "[" + strings.Join(out, ", ") + "]"
}

// needsQuotes reports whether a character of a target needs quotes in YAML. The colon of crd:PATH does not.
func needsQuotes(r rune) bool {
	return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !strings.ContainsRune("-_./:", r)
}
