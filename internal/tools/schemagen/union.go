package main

// keywords says what the rules of an object mean. The alternatives hold for objects only, so that for an object that may
// be null, null can stand beside them.
func (m meaning) keywords(f *field, nullable bool) object {
	var schema object
	if len(m.atMostOne) > 0 {
		schema.set("not", set(m.atMostOne...))
	}
	schema.set("allOf", m.conditions(f))
	if len(m.atLeastOne) > 0 {
		schema.set("anyOf", alternatives(m.atLeastOne, nullable))
	}
	if len(m.exactlyOne) > 0 {
		schema.set("oneOf", alternatives(m.exactlyOne, nullable))
	}
	return schema
}

var null = object{{"type", "null"}}

// set holds for an object in which each of the members is present and not null.
func set(members ...string) object {
	return append(object{{"type", "object"}}, having(members...)...)
}

// having is set where the instance is known to be an object.
func having(members ...string) object {
	properties := object{}
	for _, name := range members {
		properties = append(properties, member{name, object{{"$ref", "#/$defs/Set"}}})
	}
	return object{{"required", list(members)}, {"properties", properties}}
}

func alternatives(members []string, nullable bool) []any {
	var branches []any
	for _, name := range members {
		branches = append(branches, set(name))
	}
	if nullable {
		branches = append(branches, null)
	}
	return branches
}

func (m meaning) conditions(f *field) []any {
	var all []any
	for _, s := range m.selects {
		all = append(all, when(typeIs(s.value), having(s.member)))
	}
	for _, s := range m.exclusive {
		condition := when(typeIs(s.value), having(s.member))
		if len(f.Properties["type"].Enum) > 1 {
			absent := object{{"properties", object{{s.member, null}}}}
			condition = append(condition, member{"else", absent})
		}
		all = append(all, condition)
	}
	if pair := m.together; len(pair) > 0 {
		all = append(all, when(having(pair[0]), having(pair[1])), when(having(pair[1]), having(pair[0])))
	}
	if pair := m.needsWithin; len(pair) > 0 {
		within := object{{"properties", object{{pair[0], having(pair[1])}}}}
		all = append(all, when(having(pair[0]), object{{"anyOf", []any{having(pair[1]), within}}}))
	}
	return all
}

func when(condition, consequence object) object {
	return object{{"if", condition}, {"then", consequence}}
}

func typeIs(value string) object {
	return object{{"required", list([]string{"type"})}, {"properties", object{{"type", object{{"const", value}}}}}}
}
