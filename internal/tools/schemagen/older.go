package main

import (
	"cmp"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/backendctl/backendctl/internal/crd"
)

// An olderSchema is the schema of an older release, read from a file.
type olderSchema struct {
	release string
	schema  crd.Object
}

// readOlder reads the schemas of releases, and returns the releases of their fields.
func readOlder(dir string, lines []string) ([]olderSchema, lifetimes, error) {
	var all []olderSchema
	life := lifetimes{}
	for _, release := range lines {
		name := filepath.Join(dir, nameOf(release))
		text, err := os.ReadFile(name)
		if err != nil {
			return nil, nil, fmt.Errorf("read the schema of kgateway %s: %w", release, err)
		}
		var node yaml.Node // JSON is YAML, and this keeps the order of keys
		if err := yaml.Unmarshal(text, &node); err != nil {
			return nil, nil, fmt.Errorf("%s: %w", name, err)
		}
		o := olderSchema{release, valueOf(node.Content[0]).(crd.Object)}
		o.walk(func(path string, field crd.Object) crd.Object {
			life[path] = append(life[path], release)
			return field
		})
		all = append(all, o)
	}
	return all, life, nil
}

// end sets x-until in the schema of every field that has a last release, and removes x-until from the schemas of the other fields.
func (o olderSchema) end(life lifetimes) {
	o.walk(func(path string, field crd.Object) crd.Object {
		if strings.Contains(path, ".") {
			field = slices.DeleteFunc(slices.Clone(field), func(m crd.Member) bool { return m.Key == "x-until" })
			field.Set("x-until", life.until(path))
		}
		return field.Ordered()
	})
}

// walk replaces the schema of every field by what change returns. The fields of metadata are not visited.
func (o olderSchema) walk(change func(path string, field crd.Object) crd.Object) {
	o.properties(o.schema, "", change)
}

func (o olderSchema) properties(in crd.Object, path string, change func(string, crd.Object) crd.Object) {
	properties, _ := get(in, "properties").(crd.Object)
	for i := range properties {
		properties[i].Value = o.field(properties[i].Value, crd.Join(path, properties[i].Key), change)
	}
}

// field visits a field and its nested fields, and returns its new schema.
func (o olderSchema) field(value any, path string, change func(string, crd.Object) crd.Object) any {
	schema, ok := value.(crd.Object)
	if !ok {
		return value
	}
	schema = change(path, schema)
	if path == "metadata" {
		return schema
	}
	within := o.resolve(schema)
	o.properties(within, path, change)
	for i, m := range within {
		switch m.Key {
		case "items":
			within[i].Value = o.field(m.Value, path+"[]", change)
		case "additionalProperties":
			within[i].Value = o.field(m.Value, path+"{}", change)
		}
	}
	return schema
}

// resolve returns the schema in $defs that a schema refers to, or the schema itself if it does not refer to one.
func (o olderSchema) resolve(schema crd.Object) crd.Object {
	ref, _ := cmp.Or(get(schema, "x-described-by"), get(schema, "$ref")).(string)
	if ref == "" {
		return schema
	}
	referent, _ := get(get(o.schema, "$defs"), strings.TrimPrefix(ref, "#/$defs/")).(crd.Object)
	return referent
}

// get returns a member of an object, or nil if there is none.
func get(value any, key string) any {
	object, _ := value.(crd.Object)
	if i := slices.IndexFunc(object, func(m crd.Member) bool { return m.Key == key }); i >= 0 {
		return object[i].Value
	}
	return nil
}
