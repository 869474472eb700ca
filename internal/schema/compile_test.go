package schema

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"golang.org/x/text/message"

	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/source"
	"github.com/backendctl/backendctl/internal/target"
)

// libraryUniqueBy and librarySize implement two keywords of this project, uniqueBy and maxTotalSize, for the JSON Schema library that the
// tests compare with.
type (
	libraryUniqueBy []string
	librarySize     int
	ownFailure      struct{ keyword string }
)

func (k ownFailure) KeywordPath() []string                   { return []string{k.keyword} }
func (k ownFailure) LocalizedString(*message.Printer) string { return k.keyword }

func (keys libraryUniqueBy) Validate(ctx *jsonschema.ValidatorContext, v any) {
	items, _ := v.([]any)
	seen := map[string]bool{}
	for _, item := range items {
		object, ok := item.(map[string]any)
		if !ok {
			continue
		}
		values := make([]any, len(keys))
		for i, key := range keys {
			if values[i] = object[key]; values[i] == nil {
				values[i] = ""
			}
		}
		id := fmt.Sprintf("%#v", values)
		if seen[id] {
			ctx.AddError(ownFailure{"uniqueBy"})
		}
		seen[id] = true
	}
}

func (limit librarySize) Validate(ctx *jsonschema.ValidatorContext, v any) {
	object, _ := v.(map[string]any)
	size := 0
	for key, value := range object {
		s, _ := value.(string)
		size += len(key) + len(s)
	}
	if size > int(limit) {
		ctx.AddError(ownFailure{"maxTotalSize"})
	}
}

// byLibrary compiles a schema with the JSON Schema library, which also checks the schema against the metaschema. byLibrary registers the
// keywords uniqueBy and maxTotalSize as a vocabulary.
func byLibrary(t testing.TB, schema []byte) *jsonschema.Schema {
	t.Helper()
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(schema))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	c.AssertVocabs()
	c.RegisterVocabulary(&jsonschema.Vocabulary{
		URL: "https://github.com/backendctl/backendctl/vocabulary",
		Compile: func(_ *jsonschema.CompilerContext, obj map[string]any) (jsonschema.SchemaExt, error) {
			switch {
			case obj["uniqueBy"] != nil:
				return libraryUniqueBy(words(obj["uniqueBy"])), nil
			case obj["maxTotalSize"] != nil:
				return librarySize(count(obj["maxTotalSize"])), nil
			}
			return nil, nil
		},
	})
	if err := c.AddResource("schema.json", doc); err != nil {
		t.Fatal(err)
	}
	s, err := c.Compile("schema.json")
	if err != nil {
		t.Fatalf("%v: %s", err, schema)
	}
	return s
}

// judge compares this package's verdict on each document of a manifest with the verdict of the JSON Schema library, and checks that exactly
// the rejected documents have failures. It returns the number of valid documents.
func judge(t testing.TB, library *jsonschema.Schema, ours *compiledSchema, text string) int {
	t.Helper()
	valid := 0
	documents, _ := manifest.Parse(source.New("x.yaml", []byte(text)), manifest.Options{})
	for _, d := range documents {
		if d.Root == nil {
			continue
		}
		want, got := library.Validate(d.Root.JSON()) == nil, ours.accepts(d.Root)
		if want != got {
			t.Errorf("valid is %t, and %t for the JSON Schema library:\n%s", got, want, text)
		}
		failures, more := explain(ours, d.Root, mostFailures)
		if (len(failures) == 0) != got && !more {
			t.Errorf("valid is %t, but there are %d failures:\n%s", got, len(failures), text)
		}
		if got {
			valid++
		}
	}
	return valid
}

// TestCompile compares the verdict on every recorded manifest with the verdict of the JSON Schema library.
func TestCompile(t *testing.T) {
	manifests := recorded(t)
	for _, tg := range target.All() {
		t.Run(tg.ID, func(t *testing.T) {
			library, ours := byLibrary(t, tg.Schema()), mustCompile(t, string(tg.Schema()))
			valid := 0
			for _, text := range manifests {
				valid += judge(t, library, ours, text)
			}
			if valid < 100 {
				t.Errorf("only %d manifests are valid, want at least 100", valid)
			}
		})
	}
}

func mustCompile(t testing.TB, schema string) *compiledSchema {
	t.Helper()
	doc, err := parseDocument([]byte(schema))
	if err != nil {
		t.Fatal(err)
	}
	c, err := compile(doc, whole)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// keywordSchemas contain each keyword, alone and in combination with other keywords.
var keywordSchemas = []string{
	`true`, `false`, `{}`,
	`{"type": "integer"}`, `{"type": ["string", "null"]}`, `{"type": "number"}`, `{"type": "boolean"}`, `{"type": ["array", "object"]}`,
	`{"const": "a"}`, `{"const": 1}`, `{"const": 1.5}`, `{"const": null}`, `{"const": true}`,
	`{"enum": ["a", 1, null, false, 2.0]}`,
	`{"$ref": "#/$defs/a", "minLength": 2, "$defs": {"a": {"type": ["string", "integer"]}}}`,
	`{"$ref": "#/$defs/a", "$defs": {"a": {"properties": {"a": {"$ref": "#/$defs/a"}}, "required": ["a"]}}}`,
	`{"required": ["a", "b"]}`, `{"properties": {"a": {"type": "string"}, "b": false}}`,
	`{"properties": {"a": true}, "additionalProperties": false}`, `{"properties": {"a": true}, "additionalProperties": {"type": "integer"}}`,
	`{"additionalProperties": false}`, `{"additionalProperties": true}`,
	`{"minItems": 2}`, `{"maxItems": 1}`, `{"items": {"type": "string"}}`, `{"items": false}`, `{"uniqueItems": true}`, `{"uniqueItems": false}`,
	`{"contains": {"type": "string"}}`, `{"contains": {"const": 1}, "minContains": 2}`, `{"contains": true, "minContains": 0, "maxContains": 1}`,
	`{"minLength": 2}`, `{"maxLength": 2}`, `{"pattern": "^a.$"}`,
	`{"minimum": 1}`, `{"maximum": 1}`, `{"minimum": -9223372036854775808, "maximum": 9223372036854775807}`, `{"minimum": 0.5}`,
	`{"not": {"required": ["a"]}}`, `{"not": {"not": {"type": "string"}}}`,
	`{"allOf": [{"minLength": 1}, {"maxLength": 2}]}`, `{"anyOf": [{"type": "string"}, {"minimum": 1}]}`,
	`{"oneOf": [{"required": ["a"]}, {"required": ["b"]}]}`,
	`{"if": {"required": ["a"]}, "then": {"required": ["b"]}, "else": {"required": ["c"]}}`, `{"if": {"type": "string"}, "else": false}`,
	`{"if": {"type": "string"}, "then": {"minLength": 2}}`, `{"if": false}`,
	`{"uniqueBy": ["a"]}`, `{"uniqueBy": ["a", "b"]}`, `{"maxTotalSize": 4}`,
	`{"propertyNames": {"maxLength": 1}}`, `{"propertyNames": {"enum": ["a"]}}`,
	`{"properties": {"a": {"items": {"properties": {"a": {"oneOf": [{"type": "string"}, {"minimum": 3}]}}}}}}`,
}

// keywordSchema returns a schema that validates the field v of a manifest with the given schema. The $defs of the given schema move to the
// top.
func keywordSchema(schema string) string {
	defs := "{}"
	var object struct {
		Defs json.RawMessage `json:"$defs"`
	}
	if json.Unmarshal([]byte(schema), &object) == nil && object.Defs != nil {
		defs = string(object.Defs)
	}
	return `{"$schema": "https://json-schema.org/draft/2020-12/schema", "properties": {"v": ` + schema + `}, "$defs": ` + defs + `}`
}

var keywordValues = []string{
	`null`, `true`, `false`, `0`, `1`, `1.0`, `2`, `2.5`, `0.5`, `-9223372036854775808`, `9223372036854775807`, `1e30`, `""`, `a`, `ab`, `abc`, `"日本"`, `"1"`,
	`[]`, `[1]`, `[1, 1.0]`, `[1, a]`, `[a, b]`, `[[1], [1]]`, `[{a: 1, b: 2}, {b: 2, a: 1}]`,
	`{}`, `{a: b}`, `{a: 1, b: 2}`, `{a: {a: {b: 1}}}`, `{b: x, c: y}`, `{a: long, bc: d}`, `{a: [{a: 1}, {a: 4}, {a: b}]}`,
	`[{a: 1}, {a: 1}]`, `[{a: 1}, {a: 2}]`, `[{b: 1}, {}]`, `[{a: 1, b: 1}, {a: 1, b: 2}]`, `[{a: null}, {a: ""}]`, `[{a: 1}, {a: "1"}]`, `[1, 1, {a: [1]}, {a: [1]}]`,
}

// TestKeywords validates many values with each keyword, and compares the verdicts with those of the JSON Schema library.
func TestKeywords(t *testing.T) {
	for _, schema := range keywordSchemas {
		text := keywordSchema(schema)
		library, ours := byLibrary(t, []byte(text)), mustCompile(t, text)
		for _, value := range keywordValues {
			judge(t, library, ours, "v: "+value+"\n")
		}
	}
}

// FuzzVerdict checks for any text that the verdict equals that of the JSON Schema library, for every target and every keyword.
func FuzzVerdict(f *testing.F) {
	for _, text := range recorded(f)[:40] {
		f.Add(text)
	}
	for _, value := range keywordValues {
		f.Add("v: " + value + "\n")
	}
	var schemas []string
	for _, tg := range target.All() {
		schemas = append(schemas, string(tg.Schema()))
	}
	for _, schema := range keywordSchemas {
		schemas = append(schemas, keywordSchema(schema))
	}
	var library []*jsonschema.Schema
	var ours []*compiledSchema
	for _, schema := range schemas {
		library, ours = append(library, byLibrary(f, []byte(schema))), append(ours, mustCompile(f, schema))
	}
	f.Fuzz(func(t *testing.T, text string) {
		for i := range schemas {
			judge(t, library[i], ours[i], text)
		}
	})
}

func recorded(t testing.TB) []string {
	t.Helper()
	f, err := os.Open(filepath.Join("..", "..", "testdata", "verdicts", "verdicts.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var out []string
	d := json.NewDecoder(bufio.NewReader(f))
	for d.More() {
		var record struct{ Manifest string }
		if err := d.Decode(&record); err != nil {
			t.Fatal(err)
		}
		if record.Manifest != "" {
			out = append(out, record.Manifest)
		}
	}
	return out
}

// TestUnknownKeyword checks that schemas with an unsupported keyword or an invalid value are rejected.
func TestUnknownKeyword(t *testing.T) {
	for schema, want := range map[string]string{
		`{"properties": {"a": {"dependentRequired": {}}}}`: "/properties/a/dependentRequired: the keyword dependentRequired is not supported",
		`{"$ref": "#/$defs/none"}`:                         "the schema #/$defs/none does not exist",
		`{"items": 5}`:                                     "a schema must be an object or a boolean",
		`{"enum": []}`:                                     "an enum must have at least one value",
	} {
		doc, err := parseDocument([]byte(schema))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := compile(doc, whole); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: error %v, want %q", schema, err, want)
		}
	}
}
