package main

import (
	"slices"
	"strings"
)

// defs names the objects that are written once, under $defs, wherever a release has them in more than one place.
var defs = []struct{ path, name string }{
	{"*.authToken", "AuthToken"},
	{"*.secretRef", "SecretRef"},
	{"*.auth", "AWSAuth"},
	{"*.authHeader", "AuthHeader"},
	{"*.path", "PathOverride"},
	{"*.hostOverride", "HostOverride"},
	{"*.provider", "LLMProvider"},
	{"*.anthropic", "Anthropic"},
	{"*.azureopenai", "AzureOpenAI"},
	{"*.bedrock", "Bedrock"},
	{"*.gemini", "Gemini"},
	{"*.openai", "OpenAI"},
	{"*.vertexai", "VertexAI"},
	{"spec.mcp.targets[].selector.namespace", "LabelSelector"},
	{"spec.mcp.targets[].selector.service", "LabelSelector"},
}

// A builder turns the CRD of one release into a schema.
type builder struct {
	input
	tables *tables
	life   lifetimes
	uses   map[string]*use // by name of the definition
	defs   object
}

// A use counts where a definition is referred to, and whether it may be null somewhere.
type use struct {
	count    int
	nullable bool
}

func build(in input, t *tables, all []input) (object, error) {
	if err := t.translate(in.root); err != nil {
		return nil, err
	}
	b := &builder{input: in, tables: t, life: lifetimesOf(all), uses: map[string]*use{}}
	b.count(in.root, "", true)
	return b.root()
}

// defName returns the definition that an object belongs to, if it has one.
func defName(path string, f *field) string {
	if f.Type == "object" {
		for _, d := range defs {
			if matches(d.path, path) {
				return d.name
			}
		}
	}
	return ""
}

func (b *builder) count(f *field, path string, required bool) {
	if name := defName(path, f); name != "" {
		if b.uses[name] == nil {
			b.uses[name] = &use{}
		}
		b.uses[name].count++
		b.uses[name].nullable = b.uses[name].nullable || !required
	}
	for _, name := range sortedNames(f.Properties) {
		b.count(f.Properties[name], join(path, name), slices.Contains(f.Required, name))
	}
	if f.Items != nil {
		b.count(f.Items, path+"[]", true)
	}
}

func (b *builder) root() (object, error) {
	properties, err := b.properties(b.input.root, "")
	if err != nil {
		return nil, err
	}
	required := []string{"apiVersion", "kind", "metadata"}
	required = append(required, b.input.root.Required...)
	return object{
		{"$schema", "https://json-schema.org/draft/2020-12/schema"},
		{"$id", "https://github.com/backendctl/backendctl/blob/main/schemas/kgateway-" + b.release + ".json"},
		{"title", "Backend of kgateway " + b.release},
		{"description", "A destination other than a Service, to which the routes of a Gateway send traffic. A manifest is " +
			"valid here if an API server with the CRD of kgateway " + b.release + " accepts its creation."},
		{"x-provenance", object{
			{"project", "https://github.com/kgateway-dev/kgateway"},
			{"release", b.release},
			{"path", "install/helm/kgateway-crds/templates/gateway.kgateway.dev_backends.yaml"},
			{"crdDigest", b.digest},
		}},
		{"type", "object"},
		{"additionalProperties", false},
		{"required", list(required)},
		{"properties", properties},
		{"examples", b.manifests()},
		{"$defs", b.sortedDefs()},
	}, nil
}

func (b *builder) manifests() []any {
	var manifests []any
	for _, e := range b.tables.examples {
		if e.Releases.has(b.release) {
			manifests = append(manifests, valueOf(&e.Manifest))
		}
	}
	return manifests
}

func (b *builder) sortedDefs() object {
	b.defs = append(b.defs, member{"Set", object{{"not", object{{"type", "null"}}}}})
	for _, def := range b.tables.objectMeta {
		b.defs = append(b.defs, member{def.key, orderedSchema(def.value)})
	}
	slices.SortFunc(b.defs, func(x, y member) int { return strings.Compare(x.key, y.key) })
	return b.defs
}

func (b *builder) properties(f *field, path string) (object, error) {
	properties := object{}
	for _, name := range sortedNames(f.Properties) {
		schema, err := b.property(f.Properties[name], join(path, name), slices.Contains(f.Required, name))
		if err != nil {
			return nil, err
		}
		properties = append(properties, member{name, schema})
	}
	return properties, nil
}

// property returns the schema of a field: its documentation, and its constraints or a reference to them.
func (b *builder) property(f *field, path string, required bool) (object, error) {
	d, err := b.tables.doc(path, b.release)
	if err != nil {
		return nil, err
	}
	schema, err := b.constraints(f, path, required)
	if err != nil {
		return nil, err
	}
	schema.set("description", d.Text)
	schema.set("x-expected", d.Expected)
	if required {
		schema.set("x-required-because", d.Because)
	}
	if d.Deprecated {
		schema.set("deprecated", true)
	}
	if len(d.Examples.Content) > 0 {
		schema.set("examples", valueOf(&d.Examples))
	}
	schema.set("x-since", b.life.since(path))
	schema.set("x-until", b.life.until(path))
	return schema.ordered(), nil
}

func (b *builder) constraints(f *field, path string, required bool) (object, error) {
	switch path {
	case "apiVersion":
		return object{{"const", "gateway.kgateway.dev/v1alpha1"}, {"type", "string"}}, nil
	case "kind":
		return object{{"const", "Backend"}, {"type", "string"}}, nil
	case "metadata":
		return object{{"$ref", "#/$defs/ObjectMeta"}}, nil
	case "status":
		return b.status(f)
	}
	if name := defName(path, f); name != "" && b.uses[name].count > 1 {
		return b.reference(f, path, name, required)
	}
	return b.inline(f, path, !required)
}

// orderedSchema brings the keywords of a hand-written definition into the usual order, at every depth.
func orderedSchema(value any) any {
	switch v := value.(type) {
	case object:
		for i := range v {
			if v[i].key == "properties" {
				for j, property := range v[i].value.(object) {
					v[i].value.(object)[j].value = orderedSchema(property.value)
				}
			} else {
				v[i].value = orderedSchema(v[i].value)
			}
		}
		return v.ordered()
	case []any:
		for i := range v {
			v[i] = orderedSchema(v[i])
		}
	}
	return value
}
