package config

import (
	"bytes"
	"encoding/json"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"go.yaml.in/yaml/v3"

	"github.com/backendctl/backendctl/internal/diag"
)

// object is a part of the schema.
type object struct {
	Description          string
	AdditionalProperties any
	Properties           map[string]object
	Required             []string
	Default              any
	Enum                 []string
	Defs                 map[string]object `json:"$defs"`
}

func parsedSchema(t *testing.T) object {
	t.Helper()
	var o object
	check(t, json.Unmarshal(Schema(), &o))
	return o
}

// TestSchemaHasTheFieldsOfTheStructs checks that the schema has exactly the fields of Settings and Override, each with a description.
func TestSchemaHasTheFieldsOfTheStructs(t *testing.T) {
	s := parsedSchema(t)
	agree(t, s, reflect.TypeFor[Settings]())
	agree(t, s.Defs["override"], reflect.TypeFor[Override]())
	want(t, "the list of required fields of an override", s.Defs["override"].Required, fieldNames(reflect.TypeFor[Override]()))
	for name, d := range s.Defs {
		if d.Description == "" {
			t.Errorf("the definition %s has no description", name)
		}
	}
}

func agree(t *testing.T, o object, s reflect.Type) {
	t.Helper()
	fields := fieldNames(s)
	for name, p := range o.Properties {
		if p.Description == "" || !slices.Contains(fields, name) {
			t.Errorf("%s: the property %s has no description, or is not a field of the struct", s, name)
		}
	}
	want(t, "number of properties", len(o.Properties), len(fields))
	want(t, "additionalProperties", o.AdditionalProperties, false)
}

// TestSchemaHasTheWords checks the allowed values and the defaults in the schema.
func TestSchemaHasTheWords(t *testing.T) {
	s := parsedSchema(t)
	want(t, "severities", s.Defs["severity"].Enum, diag.Severities())
	want(t, "fail-on", s.Properties["fail-on"].Enum, diag.Severities()[1:])
	want(t, "colors", s.Properties["color"].Enum, colors)
	for name, value := range defaults {
		want(t, "default of "+name, s.Properties[name].Default, value)
	}
}

// TestSchemaAgreesWithLoad checks that the schema accepts the same files as Load, except for conditions that a schema cannot express.
func TestSchemaAgreesWithLoad(t *testing.T) {
	compiled := compileSchema(t)
	files := []string{
		sample, template, "", "target: 2.4", "target: [2.4, kgateway-2.1]", "target: []", "targets: [{id: a, crd: b}]", "targets: [{id: a, crd: b, release: 2.3}]", "targets: [{id: 'a b', crd: c}]", "targets: [{id: a.b, crd: c}]",
		"targets: [{id: a..b, crd: c}]", "targets: [{id: a}]", "targets: []", "targets:", "target: ''", "target: {}", "target:",
		"fail-on: off", "fail-on: error", "fail-on: [error]", "exclude: []", "exclude:", "exclude: a", "exclude: [1]", "exclude: ''",
		"exclude: ['!a']", "rules:", "rules: {all: off}", "rules: {all: false}", "rules: []", "overrides:", "overrides: {}",
		"overrides: [{files: a, rules: {}}]", "overrides: [{files: [], rules: {}}]", "overrides: [{files: a}]", "overrides: [1]",
		"overrides: [{files: a, rules: {all: nope}}]", "overrides: [{files: a, rules: {}, x: 1}]", "baseline: a.json", "baseline: ''", "baseline: 1", "baseline:", "output: json", "output: yaml",
		"color: never", "color: on", "quiet: true", "quiet: 'true'", "verbose: false", "x: 1", "[]",
	}
	for _, file := range files {
		var value any
		check(t, yaml.Unmarshal([]byte(file), &value))
		_, err := Load(options(t, file))
		if invalid := compiled.Validate(value); (invalid == nil) != (err == nil) {
			t.Errorf("%q: Load returns the error %v, and the schema gives %v", file, err, invalid)
		}
	}
}

func compileSchema(t *testing.T) *jsonschema.Schema {
	t.Helper()
	document, err := jsonschema.UnmarshalJSON(bytes.NewReader(Schema()))
	check(t, err)
	c := jsonschema.NewCompiler()
	check(t, c.AddResource("config.json", document))
	s, err := c.Compile("config.json")
	check(t, err)
	return s
}

// TestTemplateLoads checks that the file of init can be loaded: as it is written, and after all of its settings are uncommented. It must
// have every setting.
func TestTemplateLoads(t *testing.T) {
	file := string(Template([]string{"kgateway-2.4"}, nil))
	c := load(t, options(t, file))
	want(t, "Target", c.Target, []string{"kgateway-2.4"})

	// Uncomment every setting, and remove the lines of prose.
	on := strings.ReplaceAll(file, "\n#", "\n")
	for _, line := range strings.Split(file, "\n") {
		if strings.HasPrefix(line, "# ") {
			on = strings.ReplaceAll(on, line[1:]+"\n", "")
		}
	}
	on = strings.TrimPrefix(on, strings.SplitN(file, "\n", 2)[0])
	c = load(t, options(t, on))
	for _, name := range Names() {
		if c.Origin(name) == "" {
			t.Errorf("the template does not have the setting %s", name)
		}
	}
}

// TestTemplateTargets checks that targets are read back as they were given, whatever characters their paths have.
func TestTemplateTargets(t *testing.T) {
	for _, targets := range [][]string{{"auto"}, {"2.2..2.4"}, {"kgateway-2.3", "kgateway-2.4"}} {
		want(t, "Target", load(t, options(t, string(Template(targets, nil)))).Target, targets)
	}
	for _, path := range []string{"crds/backends.yaml", "../crds/é.yaml", "a, b.yaml", "a #b: c.yaml", "it's \"x\"\\.yaml", "-x", "x:", "5"} {
		own := []Target{{ID: "kgateway-crd", CRD: path}, {ID: "kgateway-crd-2", CRD: "x.yaml"}}
		c := load(t, options(t, string(Template([]string{"kgateway-crd", "2.4"}, own))))
		want(t, "Target", c.Target, []string{"kgateway-crd", "2.4"})
		want(t, "Targets", c.Targets, own)
	}
}
