package crd

import "slices"

// status returns the schema of the status. If the CRD has a status subresource, the schema is a reference to $defs/UncheckedStatus: when an
// object is created, the API server rejects unknown fields in the status, and then removes the status without checking types and values.
// $defs/Status describes the fields that the controller writes.
func (b *builder) status(f *Field) (Object, error) {
	f.described = b.Subresource
	_ = f.Walk("", func(_ string, below *Field) error { // the visiting function never returns an error
		below.described = b.Subresource
		return nil
	})
	described, err := b.inline(f, "status", orNull)
	if err != nil || !b.Subresource {
		return described, err
	}
	b.fieldless()
	b.defs = append(b.defs,
		Member{"Status", described.Ordered()},
		Member{"UncheckedStatus", unchecked(f)})
	return Object{{"$ref", "#/$defs/UncheckedStatus"}, {"x-described-by", "#/$defs/Status"}}, nil
}

// fieldless is the schema of any value that contains no field at any depth.
var fieldless = one("$ref", "#/$defs/Fieldless")

// fieldless returns a reference to the definition Fieldless, and adds the definition if it is missing.
func (b *builder) fieldless() Object {
	if !slices.ContainsFunc(b.defs, func(m Member) bool { return m.Key == "Fieldless" }) {
		b.defs = append(b.defs, Member{"Fieldless", Object{{"additionalProperties", false}, {"items", fieldless}}})
	}
	return fieldless
}

// unchecked returns a schema that checks only the names of the fields below f. The API server looks up each key of a map, and each item of
// a list, in the schema at its path, whatever type this schema has.
func unchecked(f *Field) Object {
	if f.Open {
		return Object{}
	}
	if f.values() != nil {
		return Object{{"additionalProperties", unchecked(f.values())}, {"items", fieldless}}
	}
	if f.Properties == nil && f.Items == nil {
		return fieldless
	}
	schema := Object{{"additionalProperties", false}, {"items", fieldless}}
	if f.Items != nil {
		schema[1].Value = unchecked(f.Items)
	}
	properties := Object{}
	for _, name := range sortedNames(f.Properties) {
		properties = append(properties, Member{name, unchecked(f.Properties[name])})
	}
	schema.Set("properties", properties)
	return schema
}
