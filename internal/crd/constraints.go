package crd

import (
	"encoding/json"
	"fmt"
	"slices"
)

// presence states whether an object must have a field.
type presence bool

const (
	isOptional presence = false
	isRequired presence = true
)

// nullability states whether a schema accepts null in addition to its own values.
type nullability bool

const (
	notNull nullability = false
	orNull  nullability = true
)

// takesNull reports whether a manifest may have null for the field. If the schema does not allow null, the API server removes a null, or
// replaces it by the default. So null is valid if the field is optional or has a default.
func (f *Field) takesNull(is presence) nullability {
	if f.Nullable {
		return nullability(len(f.Enum) == 0 || slices.Contains(f.Enum, any(nil))) // a null that is kept has to be in the enum
	}
	return nullability(is == isOptional || f.Default != nil)
}

// demands reports whether an object must have a field. A field with a default is never missing.
func (f *Field) demands(name string) bool {
	child := f.Properties[name]
	return slices.Contains(f.Required, name) && (child == nil || child.Default == nil)
}

// demanded returns the fields that an object must have.
func (f *Field) demanded() []string {
	return slices.DeleteFunc(slices.Clone(f.Required), func(name string) bool { return !f.demands(name) })
}

// reference adds the constraints of the object f to the definitions under a name, and returns a reference to the definition. The error is
// [ErrDiffers] if the definition already has other constraints.
func (b *builder) reference(f *Field, path, name string, is presence) (Object, error) {
	as := nullability(b.uses[name].nullable)
	def, err := b.inline(f, path, as)
	if err != nil {
		return nil, err
	}
	def = def.Ordered()
	i := slices.IndexFunc(b.defs, func(m Member) bool { return m.Key == name })
	if i < 0 {
		b.defs = append(b.defs, Member{name, def})
	} else if oneLine(b.defs[i].Value) != oneLine(def) {
		return nil, fmt.Errorf("%s: %w %s", path, ErrDiffers, name)
	}
	schema := one("$ref", "#/$defs/"+name)
	if is == isRequired && as == orNull {
		schema.Set("type", "object")
	}
	return schema, nil
}

// inline returns the constraints of a field and of its nested fields.
func (b *builder) inline(f *Field, path string, as nullability) (Object, error) {
	schema := f.keywords(as)
	inside, err := b.inside(f, path)
	schema = append(schema, inside...)
	return append(schema, f.combined(as)...), err
}

// inside returns the constraints of the contents of an object, a list or a map.
func (b *builder) inside(f *Field, path string) (Object, error) {
	switch {
	case f.Items != nil:
		items, err := b.property(f.Items, path+"[]", isRequired)
		return one("items", items), err
	case f.Type == "array":
		return one("items", b.fieldless()), nil
	case f.acceptsList():
		return one("orList", b.fieldless()), nil
	case f.values() != nil:
		values, err := b.property(f.values(), path+"{}", isOptional)
		return one("additionalProperties", values), err
	case f.Values != nil && f.Values.Any:
		return one("additionalProperties", b.fieldless()), nil
	case f.Type == "object" || f.Properties != nil:
		return b.object(f, path)
	}
	return nil, nil
}

// object returns the constraints of the fields of an object.
func (b *builder) object(f *Field, path string) (Object, error) {
	var schema Object
	if !f.Open {
		schema = append(schema, Member{"additionalProperties", false})
	}
	properties, err := b.properties(f, path)
	required := f.demanded()
	if f.Embedded {
		properties, required = embedded(properties, required)
	}
	schema.Set("required", list(required))
	schema.Set("properties", properties)
	return schema, err
}

// embedded adds the API server's requirements for an embedded object: apiVersion, kind and metadata.
func embedded(properties Object, required []string) (Object, []string) {
	for _, name := range []string{"apiVersion", "kind"} {
		i := slices.IndexFunc(properties, func(m Member) bool { return m.Key == name })
		if i < 0 {
			properties = append(properties, Member{name, Object{{"type", "string"}, {"minLength", int64(1)}}})
		}
		if !slices.Contains(required, name) {
			required = append(required, name)
		}
	}
	properties = slices.DeleteFunc(properties, func(m Member) bool { return m.Key == "metadata" })
	return append(properties, Member{"metadata", one("$ref", "#/$defs/ObjectMeta")}), required
}

// metadata returns the constraints of metadata: the constraints for every object, and the CRD's constraints for the name.
func (f *Field) metadata() Object {
	schema := one("$ref", "#/$defs/ObjectMeta")
	if len(f.Properties) > 0 {
		named := &Field{Properties: f.Properties}
		schema = append(schema, Member{"allOf", []any{append(one("x-rule", "the CRD does not allow this name"), named.nested(nil)...)}})
	}
	return schema
}

// keywords returns the constraints of a field's own value.
func (f *Field) keywords(as nullability) Object {
	var schema Object
	types := []string{f.Type}
	switch {
	case f.IntOrString:
		types = []string{"integer", "string"}
	case f.Type == "":
		types = nil
	}
	enum := slices.Clone(f.Enum)
	if as == orNull && types != nil {
		types = append(types, "null")
		if len(enum) > 0 && !slices.Contains(enum, any(nil)) {
			enum = append(enum, nil)
		}
	}
	if len(types) == 1 {
		schema.Set("type", types[0])
	} else {
		schema.Set("type", list(types))
	}
	schema.Set("enum", enum)
	schema.Set("format", f.Format)
	if f.Default != nil {
		schema = append(schema, Member{"default", f.Default})
	}
	schema = append(schema, f.bounds()...)
	schema.Set("uniqueBy", list(f.says.uniqueBy))
	if f.ListType == "set" {
		schema.Set("uniqueItems", true)
	}
	if f.ListType == "map" {
		schema.Set("x-kubernetes-list-type", f.ListType)
	}
	schema.Set("x-kubernetes-map-type", f.MapType)
	if f.Nullable {
		schema.Set("x-kubernetes-nullable", true)
	}
	return schema
}

// bounds returns the keywords that limit a value, such as "maximum", "maxLength" and "pattern".
func (f *Field) bounds() Object {
	var schema Object
	lowest, highest := f.limits()
	low, high := "minimum", "maximum"
	if f.ExclusiveMinimum {
		low = "exclusiveMinimum"
	}
	if f.ExclusiveMaximum {
		high = "exclusiveMaximum"
	}
	schema.Set(low, lowest)
	schema.Set(high, highest)
	schema.Set("multipleOf", f.MultipleOf)
	schema.Set("minLength", f.MinLength)
	schema.Set("maxLength", f.MaxLength)
	schema.Set("pattern", f.Pattern)
	schema.Set("minItems", f.MinItems)
	schema.Set("maxItems", f.MaxItems)
	schema.Set("minSet", f.says.minSet)
	schema.Set("maxSet", f.says.maxSet)
	if checked(f.Format) && f.Type == "string" && !f.described {
		schema.Set("stringFormat", f.Format)
	}
	return schema
}

// limits returns the bounds of a number. If the CRD sets no bound, it returns the bound of the format. The API server does not accept
// integers outside int64.
func (f *Field) limits() (lowest, highest *json.Number) {
	lowest, highest = f.Minimum, f.Maximum
	var least, most json.Number
	switch {
	case f.Format == "int32":
		least, most = "-2147483648", "2147483647"
	case (f.Type == "integer" || f.IntOrString) && !f.described:
		least, most = "-9223372036854775808", "9223372036854775807"
	default:
		return lowest, highest
	}
	if lowest == nil {
		lowest = &least
	}
	if highest == nil {
		highest = &most
	}
	return lowest, highest
}
