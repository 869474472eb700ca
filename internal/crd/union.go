package crd

import "slices"

// combined returns the constraints that express a field's rules, and the field's "allOf", "anyOf", "oneOf" and "not".
func (f *Field) combined(as nullability) Object {
	var schema Object
	m := f.says
	if len(m.atMostOne) > 0 {
		schema.Set("not", f.set(m.atMostOne...))
	}
	schema.Set("allOf", slices.Concat(f.conditions(), f.ruled(as)))
	if len(m.atLeastOne) > 0 {
		schema.Set("anyOf", f.alternatives(m.atLeastOne, as))
	}
	if len(m.exactlyOne) > 0 {
		schema.Set("oneOf", f.alternatives(m.exactlyOne, as))
	}
	return schema
}

var (
	null  = one("type", "null")
	isSet = one("$ref", "#/$defs/Set")
)

// set returns the schema of an object in which each of the members is set. It requires the type object, so that null can be a separate
// alternative in a union that may be null.
func (f *Field) set(members ...string) Object {
	return append(one("type", "object"), f.having(members...)...)
}

// having returns the schema of the method set without the type, for a value that is known to be an object. A member with a default is
// always set, unless it is nullable and null, because a rule treats null as not set.
func (f *Field) having(members ...string) Object {
	properties, required := Object{}, []string{}
	for _, name := range members {
		child := f.Properties[name]
		if child == nil || child.Default == nil {
			required = append(required, name)
		}
		if child == nil || child.Default == nil || child.Nullable {
			properties = append(properties, Member{name, isSet})
		}
	}
	var schema Object
	schema.Set("required", list(required))
	schema.Set("properties", properties)
	return schema
}

// lacking returns the schema of an object in which a member is not set.
func (f *Field) lacking(name string) Object {
	child := f.Properties[name]
	if child == nil || child.Default == nil {
		return one("properties", one(name, null))
	}
	return not(f.having(name))
}

func (f *Field) alternatives(members []string, as nullability) []any {
	var branches []any
	for _, name := range members {
		branches = append(branches, f.set(name))
	}
	if as == orNull {
		branches = append(branches, null)
	}
	return branches
}

func (f *Field) conditions() []any {
	var all []any
	m := f.says
	for _, s := range m.selects {
		all = append(all, when(f.typeIs(s.value), f.having(s.member)))
	}
	for _, s := range m.exclusive {
		condition := when(f.typeIs(s.value), f.having(s.member))
		if kind := f.Properties["type"]; kind == nil || len(kind.Enum) != 1 {
			condition = append(condition, Member{"else", f.lacking(s.member)})
		}
		all = append(all, condition)
	}
	if pair := m.together; len(pair) > 0 {
		all = append(all, when(f.having(pair[0]), f.having(pair[1])), when(f.having(pair[1]), f.having(pair[0])))
	}
	if pair := m.needsWithin; len(pair) > 0 {
		inner := f.Properties[pair[0]]
		within := one("properties", one(pair[0], inner.having(pair[1])))
		all = append(all, when(f.having(pair[0]), one("anyOf", []any{f.having(pair[1]), within})))
	}
	return all
}

func when(condition, consequence Object) Object {
	return Object{{"if", condition}, {"then", consequence}}
}

// typeIs returns the schema of an object in which the field "type" has the given value. If this value is the default, the field may be
// missing or null.
func (f *Field) typeIs(value string) Object {
	is := one("properties", one("type", one("const", value)))
	if kind := f.Properties["type"]; kind != nil && kind.Default == value {
		return one("properties", one("type", one("enum", []any{value, nil})))
	}
	return append(one("required", list([]string{"type"})), is...)
}
