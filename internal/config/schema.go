package config

import (
	_ "embed"
	"fmt"
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

// Template returns the commented file that "backendctl init" writes, with the given targets. own are those of them that are CRDs.
func Template(targets []string, own []Target) []byte {
	list := strings.Join(targets, ", ")
	if len(targets) > 1 {
		list = "[" + list + "]"
	}
	text := strings.Replace(template, "target: auto", "target: "+list, 1)
	if len(own) == 0 {
		return []byte(text)
	}
	named := strings.Builder{}
	for _, t := range own {
		fmt.Fprintf(&named, "  - id: %s\n    crd: %s\n", t.ID, quoted(t.CRD))
	}
	before, after, _ := strings.Cut(text, "#targets:\n") // the setting is followed by lines with comments, and then by an empty line
	_, after, _ = strings.Cut(after, "\n\n")
	return []byte(before + "targets:\n" + named.String() + "\n" + after)
}

// quoted returns a path as YAML: in quotes if it contains other characters than those of most paths, or could be a value of another type.
func quoted(path string) string {
	isUsual := func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) || strings.ContainsRune("-_./", r) }
	isText := strings.Contains(path, "/") || strings.HasSuffix(path, ".yaml")
	if isText && strings.TrimFunc(path, isUsual) == "" && !strings.HasPrefix(path, "-") {
		return path
	}
	return strconv.Quote(path)
}
