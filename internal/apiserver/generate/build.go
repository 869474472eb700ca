package generate

import (
	"slices"
)

const (
	maxItems   = 3     // the maximum for a list without a limit in the schema
	anyMaximum = 70000 // the maximum for an integer without a limit in the schema
)

// pick returns one of the choices at random.
func pick[T any](g *Generator, choices ...T) T { return choices[g.IntN(len(choices))] }

// chance returns true with a probability of n percent.
func (g *Generator) chance(n int) bool { return g.IntN(100) < n }

// manifest returns an object that obeys every schema rule that the generator supports.
func (g *Generator) manifest() *object {
	m := newObject(
		"apiVersion", g.apiVersion,
		"kind", g.kind,
		"metadata", g.metadata(),
		"spec", g.value(g.schema.properties["spec"]),
	)
	if g.ordinary {
		return m
	}
	if g.chance(5) {
		m.set("status", &object{})
	}
	if g.chance(10) {
		g.Shuffle(len(m.fields), func(i, j int) { m.fields[i], m.fields[j] = m.fields[j], m.fields[i] })
	}
	return m
}

func (g *Generator) value(s *schema) any {
	switch s.Type {
	case "object":
		return g.object(s)
	case "array":
		return g.list(s)
	case "integer":
		return g.integer(s)
	case "number":
		return pick[any](g, g.integer(s), raw("0.5"), raw("2.25"))
	case "": // the schema allows an integer or a string
		return pick[any](g, g.integer(s), g.text(s))
	case "boolean":
		return g.chance(50)
	default:
		return g.text(s)
	}
}

func (g *Generator) object(s *schema) *object {
	o := &object{}
	if s.values != nil {
		for range g.IntN(3) {
			o.set(pick(g, "app", "tier", "example.com/part", "a b"), g.value(s.values))
		}
		return o
	}
	for _, name := range g.fieldsOf(s) {
		o.set(name, g.value(s.properties[name]))
	}
	if s.properties["type"] != nil && o.has("type") {
		g.setDiscriminator(s, o)
	}
	return o
}

// fieldsOf selects the fields to set: all required fields, some optional fields, and as many members of each union as the union requires.
func (g *Generator) fieldsOf(s *schema) []string {
	chosen := map[string]bool{}
	for _, name := range s.names {
		chosen[name] = s.requires(name) || g.chance(50)
	}
	// Some rules read the optional field "type" without testing has(self.type).
	if s.properties["type"] != nil && !s.requires("type") {
		chosen["type"] = g.chance(85)
	}
	for _, u := range g.unionsOf(s) {
		for _, name := range u.members {
			chosen[name] = false
		}
		for range u.min + g.IntN(u.max-u.min+1) {
			chosen[pick(g, u.members...)] = true
		}
	}
	if len(s.together) == 2 {
		chosen[s.together[1]] = chosen[s.together[0]]
	}
	return slices.DeleteFunc(slices.Clone(s.names), func(name string) bool { return !chosen[name] })
}

// unionsOf returns the unions of a schema. If the schema has no union, but has a field "type" that determines which member is set, it
// returns the union of these members.
func (g *Generator) unionsOf(s *schema) []union {
	if len(s.unions) > 0 || len(s.members) == 0 {
		return s.unions
	}
	u := union{min: 1, max: 1}
	for _, name := range s.names {
		if s.members[name] != "" {
			u.members = append(u.members, name)
		}
	}
	return []union{u}
}

// setDiscriminator sets the type to the value that belongs to the member that is set.
func (g *Generator) setDiscriminator(s *schema, o *object) {
	for _, name := range s.names {
		if word := s.members[name]; word != "" && o.has(name) {
			o.set("type", word)
		}
	}
}

func (g *Generator) list(s *schema) *list {
	least, most := bounds(s.MinItems, s.MaxItems, 0, maxItems)
	l := &list{}
	for range least + g.IntN(min(most, maxItems)-least+1) {
		l.items = append(l.items, g.value(s.items))
	}
	return l
}

func (g *Generator) integer(s *schema) int64 {
	least, most := int64(0), int64(anyMaximum)
	if s.Minimum != nil {
		least = int64(*s.Minimum)
	}
	if s.Maximum != nil {
		most = int64(*s.Maximum)
	}
	return least + g.Int64N(most-least+1)
}

// bounds returns the minimum and maximum of a schema. A limit that the schema does not set has its default.
func bounds(least, most *int64, defaultLeast, defaultMost int) (int, int) {
	if least != nil {
		defaultLeast = int(*least)
	}
	if most != nil {
		defaultMost = int(*most)
	}
	return defaultLeast, max(defaultLeast, defaultMost)
}
