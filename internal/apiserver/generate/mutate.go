package generate

import "strings"

// dropField removes a required or an optional field.
func dropField(g *Generator, m *object) {
	if s, ok := g.where(m, isField); ok {
		s.parent.remove(s.key)
	}
}

// nullField sets a field to null. The field may be set already or not.
func nullField(g *Generator, m *object) {
	s, ok := g.where(m, isField)
	if !ok {
		return
	}
	if names := s.owner.names; g.chance(40) && s.owner != g.schema && len(names) > 0 {
		s.parent.set(pick(g, names...), nil)
		return
	}
	s.parent.set(s.key, nil)
}

// nullItem adds a null to a list or to a map.
func nullItem(g *Generator, m *object) {
	s, ok := g.where(m, func(s site) bool { return isList(s) || s.schema.values != nil })
	if !ok {
		nullField(g, m)
		return
	}
	switch v := s.get().(type) {
	case *list:
		v.items = append(v.items, nil)
		last := len(v.items) - 1
		i := g.IntN(len(v.items))
		v.items[i], v.items[last] = v.items[last], v.items[i]
	case *object:
		v.set("null-value", nil)
	}
}

// ofAnyType returns values of every type, including strings that look like values of other types. Each call returns new values, because
// the caller may change them.
func ofAnyType() []any {
	return []any{
		"text", "8080", "true", "null", "", int64(5), int64(0), int64(-1), true, false, nil, raw("1.5"),
		&object{}, &list{}, newObject("name", "a"), newObject("unknown", int64(1)),
		&list{items: []any{"a"}}, &list{items: []any{nil}}, &list{items: []any{&object{}}}, &list{items: []any{&list{}}},
		&list{items: []any{newObject("name", "a")}},
	}
}

// wrongType replaces a value by a value of any type.
func wrongType(g *Generator, m *object) {
	if s, ok := g.where(m, func(site) bool { return true }); ok {
		s.set(pick(g, ofAnyType()...))
	}
}

// unknownField adds a field that no schema has, or that only the schema of another object has.
func unknownField(g *Generator, m *object) {
	value := pick(g, ofAnyType()...)
	if g.chance(15) {
		m.set(pick(g, "foo", "Spec", "items", "data", "", "true"), value)
		return
	}
	if s, ok := g.where(m, isObject); ok {
		key := pick(g, "foo", "name", "type", "port", "host", "hosts", "region", "Type", "spec", "x-y", "é", "")
		s.get().(*object).set(key, value)
	}
}

// misspeltField changes a letter of a key, or its case.
func misspeltField(g *Generator, m *object) {
	s, ok := g.where(m, isField)
	if !ok {
		return
	}
	f := s.parent.fields[s.parent.index(s.key)]
	f.key = pick(g, strings.ToUpper(f.key[:1])+f.key[1:], f.key+"s", f.key[1:], f.key+" ", strings.ToUpper(f.key))
}

// emptyValue replaces a random value by the empty value of its type. It does not change a Boolean or a value without a type.
func emptyValue(g *Generator, m *object) {
	s, ok := g.where(m, func(site) bool { return true })
	if !ok {
		return
	}
	switch s.schema.Type {
	case "object":
		s.set(&object{})
	case "array":
		s.set(&list{})
	case "string":
		s.set("")
	case "integer":
		s.set(int64(0))
	}
}

// extraMember sets another member of a union in addition to its members that are set, or removes the member that is set.
func extraMember(g *Generator, m *object) {
	s, ok := g.where(m, func(s site) bool { return isObject(s) && len(g.unionsOf(s.schema)) > 0 })
	if !ok {
		return
	}
	name := pick(g, pick(g, g.unionsOf(s.schema)...).members...)
	if o := s.get().(*object); o.has(name) {
		o.remove(name)
	} else {
		o.set(name, g.value(s.schema.properties[name]))
	}
}

// otherType replaces a value of an enum by another allowed value, or removes the value.
func otherType(g *Generator, m *object) {
	s, ok := g.where(m, func(s site) bool { return isField(s) && len(s.schema.enum()) > 0 })
	if !ok {
		return
	}
	if g.chance(25) {
		s.parent.remove(s.key)
		return
	}
	s.set(pick(g, s.schema.enum()...))
}

// duplicateItem repeats an item of a list. The copy is complete or has only one of the item's fields. duplicateItem prefers lists whose
// items have names, because the server may require unique names.
func duplicateItem(g *Generator, m *object) {
	filled := func(s site) bool { return isList(s) && len(s.get().(*list).items) > 0 }
	s, ok := g.where(m, func(s site) bool {
		if !filled(s) {
			return false
		}
		o, ok := s.get().(*list).items[0].(*object)
		return ok && o.has("name")
	})
	if !ok {
		s, ok = g.where(m, filled)
	}
	if !ok {
		return
	}
	l := s.get().(*list)
	twin := pick(g, l.items...)
	if o, ok := twin.(*object); ok && g.chance(50) && o.has("name") {
		other := g.object(s.schema.items)
		other.set("name", o.get("name"))
		twin = other
	}
	l.items = append(l.items, twin)
}

// several applies more than one mutation.
func several(g *Generator, m *object) {
	changes := []func(*Generator, *object){dropField, nullField, wrongType, unknownField, boundary, otherType, extraMember}
	for range 2 + g.IntN(2) {
		pick(g, changes...)(g, m)
	}
}
