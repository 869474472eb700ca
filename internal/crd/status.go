package crd

import "slices"

// status is judged by $defs/UncheckedStatus where the CRD has a status of its own: a create drops the status without a look at
// its types and values, but only after the fields that the schema does not know have been refused. $defs/Status describes
// what the controller writes.
func (b *builder) status(f *Field) (Object, error) {
	f.described = b.Subresource
	_ = f.Walk("", func(_ string, below *Field) error { // it returns no error
		below.described = b.Subresource
		return nil
	})
	described, err := b.inline(f, "status", true)
	if err != nil || !b.Subresource {
		return described, err
	}
	b.fieldless()
	b.defs = append(b.defs,
		Member{"Status", described.Ordered()},
		Member{"UncheckedStatus", unchecked(f)})
	return Object{{"$ref", "#/$defs/UncheckedStatus"}, {"x-described-by", "#/$defs/Status"}}, nil
}

// fieldless is any value without a field in it, however deep.
var fieldless = one("$ref", "#/$defs/Fieldless")

// fieldless returns a reference to the definition, which it adds.
func (b *builder) fieldless() Object {
	if !slices.ContainsFunc(b.defs, func(m Member) bool { return m.Key == "Fieldless" }) {
		b.defs = append(b.defs, Member{"Fieldless", Object{{"additionalProperties", false}, {"items", fieldless}}})
	}
	return fieldless
}

// unchecked knows the names of the fields below f and nothing else. The server looks a map's key up in the schema at
// its path whatever type that schema wants, and a list's items likewise.
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
