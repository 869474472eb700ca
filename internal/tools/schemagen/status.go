package main

// status is judged by $defs/UncheckedStatus: a create drops the status without a look at its types and values, but only
// after the fields that the schema does not know have been refused. $defs/Status describes what the controller writes.
func (b *builder) status(f *field) (object, error) {
	described, err := b.inline(f, "status", true)
	if err != nil {
		return nil, err
	}
	b.defs = append(b.defs,
		member{"Status", described.ordered()},
		member{"UncheckedStatus", unchecked(f)},
		member{"Fieldless", object{{"additionalProperties", false}, {"items", fieldless}}})
	return object{{"$ref", "#/$defs/UncheckedStatus"}, {"x-described-by", "#/$defs/Status"}}, nil
}

// fieldless is any value without a field in it, however deep.
var fieldless = object{{"$ref", "#/$defs/Fieldless"}}

// unchecked knows the names of the fields below f and nothing else. The server looks a map's key up in the schema at
// its path whatever type that schema wants, and a list's items likewise.
func unchecked(f *field) object {
	if f.Properties == nil && f.Items == nil {
		return fieldless
	}
	schema := object{{"additionalProperties", false}, {"items", fieldless}}
	if f.Items != nil {
		schema[1].value = unchecked(f.Items)
	}
	properties := object{}
	for _, name := range sortedNames(f.Properties) {
		properties = append(properties, member{name, unchecked(f.Properties[name])})
	}
	schema.set("properties", properties)
	return schema
}
