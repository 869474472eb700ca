// Package crd reads CustomResourceDefinitions of kgateway's Backend and converts them to JSON Schema 2020-12. The schema accepts the
// manifests that an API server with the CRD accepts: it expresses the structural schema, defaults, nulls, list types and validation
// rules. It does not express the rules that are not supported, which [Translator.Translate] returns. The generator of the built-in
// schemas and the targets of --target crd:PATH use the package. The caller adds descriptions.
package crd

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
)

// The API group and the kind that the CRDs define.
const (
	Group = "gateway.kgateway.dev"
	Kind  = "Backend"
)

// A Field is a node of a CRD's structural schema. Decoding an unknown keyword is an error, so that no constraint of a new release is
// ignored.
type Field struct {
	Type        string `json:"type"`
	Format      string `json:"format"`
	Title       string `json:"title"`
	Description string `json:"description"`
	Default     any    `json:"default"`
	Example     any    `json:"example"`
	Enum        []any  `json:"enum"`

	Minimum          *json.Number `json:"minimum"`
	Maximum          *json.Number `json:"maximum"`
	ExclusiveMinimum bool         `json:"exclusiveMinimum"`
	ExclusiveMaximum bool         `json:"exclusiveMaximum"`
	MultipleOf       *json.Number `json:"multipleOf"`
	MinLength        *int64       `json:"minLength"`
	MaxLength        *int64       `json:"maxLength"`
	Pattern          string       `json:"pattern"`
	MinItems         *int64       `json:"minItems"`
	MaxItems         *int64       `json:"maxItems"`
	MinProperties    *int64       `json:"minProperties"`
	MaxProperties    *int64       `json:"maxProperties"`

	Required   []string          `json:"required"`
	Properties map[string]*Field `json:"properties"`
	Items      *Field            `json:"items"`
	Values     *Values           `json:"additionalProperties"`
	Nullable   bool              `json:"nullable"`
	AllOf      []*Field          `json:"allOf"`
	AnyOf      []*Field          `json:"anyOf"`
	OneOf      []*Field          `json:"oneOf"`
	Not        *Field            `json:"not"`
	Docs       any               `json:"externalDocs"`

	ListType    string   `json:"x-kubernetes-list-type"`
	ListKeys    []string `json:"x-kubernetes-list-map-keys"`
	MapType     string   `json:"x-kubernetes-map-type"`
	Open        bool     `json:"x-kubernetes-preserve-unknown-fields"`
	Embedded    bool     `json:"x-kubernetes-embedded-resource"`
	IntOrString bool     `json:"x-kubernetes-int-or-string"`
	Rules       []Rule   `json:"x-kubernetes-validations"`

	says      meaning // the meaning of the rules
	described bool    // the field is in a status, whose constraints are documented but not checked
}

// A Rule is a CEL rule of a CRD.
type Rule struct {
	Rule       string `json:"rule"`
	Message    string `json:"message"`
	Expression string `json:"messageExpression"`
	Reason     string `json:"reason"`
	FieldPath  string `json:"fieldPath"`
	Optional   *bool  `json:"optionalOldSelf"`
}

// Values is the keyword "additionalProperties". Field is the schema for the values of a map. If the keyword is a boolean, Field is nil
// and Any is the boolean: whether the map accepts any value.
type Values struct {
	*Field
	Any bool
}

// UnmarshalJSON decodes a schema or a boolean.
func (v *Values) UnmarshalJSON(text []byte) error {
	if s := string(text); s == "true" || s == "false" {
		v.Any = s == "true"
		return nil
	}
	v.Field = new(Field)
	return decodeStrict(text, v.Field)
}

// Walk calls visit for every field below f, parents first, sorted by name. The path of a list's items ends in [], and the path of a map's
// values ends in {}.
func (f *Field) Walk(path string, visit func(path string, f *Field) error) error {
	if path != "" {
		if err := visit(path, f); err != nil {
			return err
		}
	}
	for _, name := range sortedNames(f.Properties) {
		if err := f.Properties[name].Walk(Join(path, name), visit); err != nil {
			return err
		}
	}
	if f.Items != nil {
		return f.Items.Walk(path+"[]", visit)
	}
	if f.values() != nil {
		return f.values().Walk(path+"{}", visit)
	}
	return nil
}

// values returns the schema of a map's values, or nil if there is none.
func (f *Field) values() *Field {
	if f.Values == nil {
		return nil
	}
	return f.Values.Field
}

// Join appends a name to a path.
func Join(path, name string) string {
	if path == "" {
		return name
	}
	return path + "." + name
}

// require adds a field to the required fields.
func (f *Field) require(name string) {
	if !slices.Contains(f.Required, name) {
		f.Required = append(f.Required, name)
		slices.Sort(f.Required)
	}
}

func sortedNames[V any](m map[string]V) []string {
	names := make([]string, 0, len(m))
	for name := range m {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// Same reports whether a decoded JSON Schema has the same constraints on the field's own value, so that the field and the schema can have
// the same description.
func (f *Field) Same(schema map[string]any) bool {
	ours := map[string]any{}
	for _, m := range f.keywords(orNull) {
		ours[m.Key] = m.Value
	}
	for _, keyword := range []string{"enum", "format", "default", "minimum", "maximum", "minLength", "maxLength", "pattern", "minItems", "maxItems"} {
		if text(ours[keyword]) != text(schema[keyword]) {
			return false
		}
	}
	types := func(v any) string { return strings.TrimSuffix(strings.Trim(text(v), "[]"), " null") }
	return types(ours["type"]) == types(schema["type"])
}

// text returns a value as text for a comparison. It omits null from an enum, because that depends on whether the field is required.
func text(v any) string {
	if values, ok := v.([]any); ok {
		v = slices.DeleteFunc(slices.Clone(values), func(v any) bool { return v == nil })
	}
	return fmt.Sprint(v)
}
