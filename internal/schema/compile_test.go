package schema

import (
	"bufio"
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/source"
	"github.com/backendctl/backendctl/internal/target"
)

// libraryCompiled compiles a target's schema as any other program would, metaschema and all. Our two keywords are registered
// as a vocabulary.
func libraryCompiled(t *testing.T, tg target.Target) *jsonschema.Schema {
	t.Helper()
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(tg.Schema()))
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
				return uniqueBy(words(obj["uniqueBy"])), nil
			case obj["maxTotalSize"] != nil:
				return maxTotalSize(*count(obj["maxTotalSize"])), nil
			}
			return nil, nil
		},
	})
	if err := c.AddResource("schema.json", doc); err != nil {
		t.Fatal(err)
	}
	s, err := c.Compile("schema.json")
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// TestCompile holds that a schema that we compile ourselves gives the verdicts of the library's own compiler, on every
// recorded manifest, and so does the look that is meant for manifests that are right.
func TestCompile(t *testing.T) {
	manifests := recorded(t)
	for _, tg := range target.All() {
		t.Run(tg.ID, func(t *testing.T) {
			library := libraryCompiled(t, tg)
			ours, err := load(tg)
			if err != nil {
				t.Fatal(err)
			}
			valid := 0
			for _, text := range manifests {
				documents, _ := manifest.Parse(source.New("x.yaml", []byte(text)), manifest.Options{})
				for _, d := range documents {
					if d.Root == nil {
						continue
					}
					want, got := library.Validate(d.Root.JSON()) == nil, ours.compiled.Validate(d.Root.JSON()) == nil
					if want != got {
						t.Errorf("valid %t, but %t for the library's compiler:\n%s", got, want, text)
					}
					if glance := accept(ours.compiled, d.Root); glance != want {
						t.Errorf("valid %t at a glance, but %t for the library's compiler:\n%s", glance, want, text)
					}
					if got {
						valid++
					}
				}
			}
			if valid < 100 {
				t.Errorf("only %d manifests are valid; the comparison holds little", valid)
			}
		})
	}
}

func recorded(t *testing.T) []string {
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

// TestUnknownKeyword holds that a schema that asks for more than we check does not pass.
func TestUnknownKeyword(t *testing.T) {
	for schema, want := range map[string]string{
		`{"properties": {"a": {"dependentRequired": {}}}}`: "/properties/a/dependentRequired: the keyword dependentRequired is not supported",
		`{"$ref": "#/$defs/none"}`:                         "nothing is at #/$defs/none",
		`{"items": 5}`:                                     "a schema is an object or a boolean",
		`{"enum": []}`:                                     "an enum needs values",
	} {
		doc, err := parseDocument([]byte(schema))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := compile(doc); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: error %v, want %q", schema, err, want)
		}
	}
}
