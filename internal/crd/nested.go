package crd

// combinations returns the constraints in "allOf", "anyOf", "oneOf" and "not" of a field.
func (f *Field) combinations() []Object {
	if f.IntOrString {
		return nil // for such a field, these keywords only repeat the two types
	}
	n := &Field{AllOf: f.AllOf, AnyOf: f.AnyOf, OneOf: f.OneOf, Not: f.Not}
	var out []Object
	for _, m := range n.branches(f) {
		out = append(out, Object{m})
	}
	return out
}

// branches returns the schemas of f under "allOf", "anyOf", "oneOf" and "not". The parameter "of" is the field of the structural schema that
// f constrains, because that field determines whether null is valid, or nil if the structural schema does not have the field.
func (f *Field) branches(of *Field) Object {
	var schema Object
	for _, c := range []struct {
		keyword string
		list    []*Field
	}{{"allOf", f.AllOf}, {"anyOf", f.AnyOf}, {"oneOf", f.OneOf}} {
		var all []any
		for _, branch := range c.list {
			all = append(all, branch.nested(of))
		}
		schema.Set(c.keyword, all)
	}
	if f.Not != nil {
		schema.Set("not", f.Not.nested(of))
	}
	return schema
}

// nested returns the schema of f, which is inside "allOf", "anyOf", "oneOf" or "not". The parameter "of" is the field of the structural
// schema that f constrains, or nil.
func (f *Field) nested(of *Field) Object {
	if of == nil {
		of = &Field{}
	}
	schema := f.keywords(notNull)
	if f.MinProperties != nil || f.MaxProperties != nil {
		schema.Set("minSet", f.MinProperties)
		schema.Set("maxSet", f.MaxProperties)
	}
	schema, properties := f.present(schema, of)
	for _, name := range sortedNames(f.Properties) {
		child := of.Properties[name]
		inner := f.Properties[name].nested(child)
		if child == nil || !child.Nullable {
			inner = either(null, inner) // null is valid, because the API server removes it
		}
		properties = merge(properties, name, inner)
	}
	schema.Set("properties", properties)
	if f.Items != nil {
		schema.Set("items", f.Items.nested(of.Items))
	}
	return append(schema, f.branches(of)...)
}

// present adds the required fields of f to a schema, and returns the schemas of these fields. For the keyword "required", a null counts as
// present if the field is nullable. For a CEL rule, a null does not count as present.
func (f *Field) present(schema Object, of *Field) (with, properties Object) {
	var required []string
	properties = Object{}
	for _, name := range f.Required {
		child := of.Properties[name]
		if child != nil && child.Default != nil {
			continue
		}
		required = append(required, name)
		if child == nil || !child.Nullable {
			properties = append(properties, Member{name, isSet})
		}
	}
	schema.Set("required", list(required))
	return schema, properties
}

// merge returns properties with additional constraints for one property. The constraints that the property already has stay valid.
func merge(properties Object, name string, schema Object) Object {
	for i, m := range properties {
		if m.Key == name {
			properties[i].Value = both(m.Value.(Object), schema)
			return properties
		}
	}
	return append(properties, Member{name, schema})
}
