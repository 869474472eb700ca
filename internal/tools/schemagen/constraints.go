package main

import (
	"fmt"
	"slices"
)

// reference puts the object among the definitions. Every place must agree on what it is.
func (b *builder) reference(f *field, path, name string, required bool) (object, error) {
	nullable := b.uses[name].nullable
	def, err := b.inline(f, path, nullable)
	if err != nil {
		return nil, err
	}
	def = def.ordered()
	i := slices.IndexFunc(b.defs, func(m member) bool { return m.key == name })
	if i < 0 {
		b.defs = append(b.defs, member{name, def})
	} else if oneLine(b.defs[i].value) != oneLine(def) {
		return nil, fmt.Errorf("%s: differs from the other uses of the definition %s; split it in build.go", path, name)
	}
	schema := object{{"$ref", "#/$defs/" + name}}
	if required && nullable {
		schema.set("type", "object")
	}
	return schema, nil
}

// inline returns the constraints of a field and of what is below it.
func (b *builder) inline(f *field, path string, nullable bool) (object, error) {
	schema := f.keywords(nullable)
	switch {
	case f.Items != nil:
		items, err := b.property(f.Items, path+"[]", true)
		schema.set("items", items)
		return schema, err
	case f.Values != nil:
		values, err := b.property(f.Values, path+"{}", false)
		schema = append(schema, member{"additionalProperties", values})
		return schema, err
	case f.Type == "object":
		schema = append(schema, member{"additionalProperties", false})
		schema.set("required", list(f.Required))
		properties, err := b.properties(f, path)
		schema.set("properties", properties)
		return append(schema, f.says.keywords(f, nullable)...), err
	}
	return schema, nil
}

// keywords returns what a field says of its own value.
func (f *field) keywords(nullable bool) object {
	schema := object{{"type", f.Type}}
	enum := list(f.Enum)
	if nullable {
		schema = object{{"type", list([]string{f.Type, "null"})}}
		if len(enum) > 0 {
			enum = append(enum, nil)
		}
	}
	schema.set("enum", enum)
	schema.set("format", f.Format)
	if !f.Default.IsZero() {
		schema = append(schema, member{"default", valueOf(&f.Default)})
	}
	lowest, highest := limits(f)
	schema.set("minimum", lowest)
	schema.set("maximum", highest)
	schema.set("minLength", f.MinLength)
	schema.set("maxLength", f.MaxLength)
	schema.set("pattern", f.Pattern)
	schema.set("minItems", f.MinItems)
	schema.set("maxItems", f.MaxItems)
	schema.set("uniqueBy", list(f.says.uniqueBy))
	if f.ListType == "map" {
		schema.set("x-kubernetes-list-type", f.ListType)
	}
	schema.set("x-kubernetes-map-type", f.MapType)
	return schema
}

// limits returns the bounds of a number; those of its format where it has none of its own.
func limits(f *field) (lowest, highest *int64) {
	lowest, highest = f.Minimum, f.Maximum
	if f.Format == "int32" {
		if lowest == nil {
			lowest = new(int64(-1 << 31))
		}
		if highest == nil {
			highest = new(int64(1<<31 - 1))
		}
	}
	return lowest, highest
}
