package crd

import (
	"errors"
	"slices"
	"strings"
)

// Options are the parts of a schema that the structural schema in a CRD does not contain.
type Options struct {
	// Head contains the members of the schema before the constraints: $id, title, description and annotations of the whole document.
	Head Object
	// Words returns the annotations of a field. It may be nil.
	Words func(path string, f *Field, required bool) (Object, error)
	// Shared returns the name of an object's definition in $defs. It returns "" for an object that is written in place. It may be nil: then
	// all objects are written in place.
	Shared func(path string) string
	// Metadata contains the definitions for the field metadata: ObjectMeta and the definitions that it refers to.
	Metadata Object
	// Examples are the manifests for the keyword "examples".
	Examples []any
	// Subresource means that the status has its own path in the API, and is removed from a manifest when an object is created.
	Subresource bool
	// Version is the version in the apiVersion of manifests.
	Version string
}

// A builder converts a CRD to a schema.
type builder struct {
	Options
	uses map[string]*use // the uses of each definition, by its name
	defs Object
}

// A use describes the fields that share a definition: the number of these fields, and whether one of them allows null.
type use struct {
	count    int
	nullable bool
}

// Build returns the schema of a CRD. Before the call, a [Translator] must have translated the rules of root and of the fields below it.
// The error wraps [ErrDiffers], or is an error of Options.Words.
func Build(root *Field, o Options) (Object, error) {
	b := &builder{Options: o, uses: map[string]*use{}}
	b.count(root, "", isRequired)
	properties, err := b.properties(root, "")
	if err != nil {
		return nil, err
	}
	required := []string{"apiVersion", "kind", "metadata"}
	for _, name := range root.Required {
		if !slices.Contains(required, name) {
			required = append(required, name)
		}
	}
	schema := append(one("$schema", "https://json-schema.org/draft/2020-12/schema"), o.Head...)
	schema = append(schema, Member{"type", "object"})
	if !root.Open {
		schema = append(schema, Member{"additionalProperties", false})
	}
	schema = append(schema, Member{"required", list(required)}, Member{"properties", properties})
	schema = append(schema, root.combined(notNull)...)
	schema.Set("examples", b.Examples)
	return append(schema, Member{"$defs", b.sortedDefs()}), nil
}

// addEnvelope adds apiVersion, kind and metadata, if the CRD does not list them.
func (f *Field) addEnvelope() {
	if f.Properties == nil {
		f.Properties = map[string]*Field{}
	}
	for name, kind := range map[string]string{"apiVersion": "string", "kind": "string", "metadata": "object"} {
		if f.Properties[name] == nil {
			f.Properties[name] = &Field{Type: kind}
		}
	}
}

// defName returns the name of an object's definition, or "" if it has none.
func (b *builder) defName(path string, f *Field) string {
	if f.Type != "object" || b.Shared == nil {
		return ""
	}
	return b.Shared(path)
}

func (b *builder) count(f *Field, path string, is presence) {
	if name := b.defName(path, f); name != "" {
		if b.uses[name] == nil {
			b.uses[name] = &use{}
		}
		b.uses[name].count++
		b.uses[name].nullable = b.uses[name].nullable || is == isOptional
	}
	for _, name := range sortedNames(f.Properties) {
		b.count(f.Properties[name], Join(path, name), presence(f.demands(name)))
	}
	if f.Items != nil {
		b.count(f.Items, path+"[]", isRequired)
	}
}

func (b *builder) sortedDefs() Object {
	b.defs = append(b.defs, Member{"Set", one("not", one("type", "null"))})
	for _, def := range b.Metadata {
		b.defs = append(b.defs, Member{def.Key, orderedSchema(def.Value)})
	}
	slices.SortStableFunc(b.defs, func(x, y Member) int { return strings.Compare(x.Key, y.Key) })
	return b.defs
}

func (b *builder) properties(f *Field, path string) (Object, error) {
	properties := Object{}
	for _, name := range sortedNames(f.Properties) {
		schema, err := b.property(f.Properties[name], Join(path, name), presence(f.demands(name)))
		if err != nil {
			return nil, err
		}
		properties = append(properties, Member{name, schema})
	}
	return properties, nil
}

// property returns the schema of a field: its annotations, and its constraints or a reference to them.
func (b *builder) property(f *Field, path string, is presence) (Object, error) {
	schema, err := b.constraints(f, path, is)
	if err != nil || b.Words == nil {
		return schema.Ordered(), err
	}
	words, err := b.Words(path, f, is == isRequired)
	return append(schema, words...).Ordered(), err
}

func (b *builder) constraints(f *Field, path string, is presence) (Object, error) {
	switch path {
	case "apiVersion":
		return Object{{"const", Group + "/" + b.Version}, {"type", "string"}}, nil
	case "kind":
		return Object{{"const", Kind}, {"type", "string"}}, nil
	case "metadata":
		return f.metadata(), nil
	case "status":
		return b.status(f)
	}
	if name := b.defName(path, f); name != "" && b.uses[name].count > 1 {
		return b.reference(f, path, name, is)
	}
	return b.inline(f, path, f.takesNull(is))
}

// ErrDiffers means that Options.Shared returned one definition name for two objects with different constraints.
var ErrDiffers = errors.New("differs from the other uses of the definition")

// orderedSchema sorts the keywords of a hand-written definition into the usual order, at every depth.
func orderedSchema(value any) any {
	switch v := value.(type) {
	case Object:
		for i := range v {
			if v[i].Key == "properties" {
				for j, property := range v[i].Value.(Object) {
					v[i].Value.(Object)[j].Value = orderedSchema(property.Value)
				}
			} else {
				v[i].Value = orderedSchema(v[i].Value)
			}
		}
		return v.Ordered()
	case []any:
		for i := range v {
			v[i] = orderedSchema(v[i])
		}
	}
	return value
}
