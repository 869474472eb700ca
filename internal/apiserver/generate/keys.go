package generate

// oddKeys are keys that YAML parsers may read as something other than a string.
var oddKeys = []string{
	"y", "n", "yes", "off", "true", "True", "false", "null", "~", "", "1", "-1", "+1", "0x10", "010", "0o10", "1_0", "1.5", "1.0", "1.10", "1e3", "1e20", "1e21", "1e-7", "0.1", "100.5", "16777217.0", "123456789012345678901234", "18446744073709551615",
	"9223372036854775807", "9223372036854775808", ".inf", "-.inf", ".nan", "2024-01-01", "2024-01-01T00:00:00Z", "1:20", "<<", "=", `"<<"`, "!!str <<", "'y'", `"1"`, `"null"`, `""`, "''", "!!str 1", "!!int '1'", "!!null ''", "!!bool y",
	"!!float 1", "!!binary aGk=", "!foo a", "&k a", "*k", "[a]", "{a: b}", "a b", "a-", "-a", "é", "😀", "a\tb", `"\x61"`, `"a\nb"`, "'a'", "a:b", "a#b", "?a", "%a", "@a", "|", "- a",
}

// oddKey writes a key in an unusual way. It is the key of an annotation, of a label or of a field in the schema.
func oddKey(g *Generator, m *object) {
	if g.chance(25) {
		s, ok := g.where(m, isField)
		if !ok {
			return
		}
		f := s.parent.fields[s.parent.index(s.key)]
		f.key, f.raw = pick(g, `"`+f.key+`"`, "'"+f.key+"'", "!!str "+f.key, "&k "+f.key, f.key+" ", f.key+"\t", `"\x`+hex(f.key[0])+f.key[1:]+`"`, "!foo "+f.key), true
		f.explicit = g.chance(20)
		return
	}
	entries := m.object("metadata").object(pick(g, "annotations", "annotations", "labels"))
	if g.chance(10) {
		entries = m
	}
	entries.fields = append(entries.fields, &field{key: pick(g, oddKeys...), value: pick[any](g, "a", "a", nil), raw: true, explicit: g.chance(15)})
}

func hex(c byte) string {
	const digits = "0123456789abcdef"
	return string([]byte{digits[c>>4], digits[c&15]})
}

// sameKeys are pairs of keys that some parsers read as equal.
var sameKeys = [][2]string{
	{"a", "a"}, {"a", `"a"`}, {"'a'", `"\x61"`}, {"a", "!!str a"}, {"&k a", "*k "}, {"a", "A"}, {"y", "true"}, {"y", `"true"`}, {"y", "yes"}, {`"y"`, "y"}, {"true", "True"}, {"true", "false"},
	{"1", "1"}, {"1", `"1"`}, {"1", "0x1"}, {"1", "1.0"}, {"1.0", `"1"`}, {"1.5", `"1.5"`}, {"1.5", "1.50"}, {"1e3", "1000"}, {"1e3", `"1000"`}, {"1:20", `"1:20"`}, {"0x10", `"16"`}, {"010", `"8"`}, {"010", "8"},
	{"1_0", "10"}, {"1_0", `"10"`}, {"+1", "1"}, {"2024-01-01", `"2024-01-01"`}, {"!!str 1", "1"}, {"!!str 1", `"1"`}, {"!!binary aGk=", "hi"}, {".inf", `".inf"`}, {"!foo a", "a"}, {"a", "b"},
	{".nan", ".nan"}, {"-0.0", "0.0"}, {"0.0", "0"}, {"y", "on"}, {"n", "no"}, {"n", "y"},
}

// duplicateKey adds a key that an object already has.
func duplicateKey(g *Generator, m *object) {
	if g.chance(60) {
		pair := pick(g, sameKeys...)
		entries := m.object("metadata").object("annotations")
		entries.fields = append(entries.fields, &field{key: pair[0], value: "a", raw: true}, &field{key: pair[1], value: pick(g, "a", "b"), raw: true})
		return
	}
	o := pick(g, m, m.object("metadata"))
	if s, ok := g.where(m, isObject); ok && g.chance(70) {
		o = s.get().(*object)
	}
	if len(o.fields) > 0 {
		o.fields = append(o.fields, pick(g, o.fields...))
	}
}

// anchor adds an anchor to a value, and an alias for the anchor elsewhere.
func anchor(g *Generator, m *object) {
	name := pick(g, "a", "x-1", "A_b", "é", "a.b")
	from, ok := g.where(m, func(s site) bool { return s.key != "spec" })
	if !ok {
		return
	}
	if from.list != nil && g.chance(60) {
		from.list.items = append(from.list.items, raw("*"+name))
		from.set(prefixed{"&" + name, from.get()})
		return
	}
	if to, ok := g.where(m, func(s site) bool { return s.key != "spec" && s.schema.Type == from.schema.Type }); ok && g.chance(70) {
		to.set(raw(pick(g, "*"+name, "*"+name, "*nope", "*"+name+" ")))
	}
	from.set(prefixed{"&" + name, from.get()})
	if g.chance(40) {
		m.object("metadata").object("annotations").set("note", raw("*"+name))
	}
}

// mergeKey moves a field of an object into the value of a merge key (<<), or copies it there.
func mergeKey(g *Generator, m *object) {
	s, ok := g.where(m, isObject)
	if !ok {
		return
	}
	o := s.get().(*object)
	if g.chance(30) {
		o = m.object("metadata").object("annotations")
		o.set("a", "b")
	}
	if len(o.fields) == 0 {
		return
	}
	i := g.IntN(len(o.fields))
	moved := &object{fields: []*field{o.fields[i]}}
	if g.chance(75) {
		o.fields = append(o.fields[:i:i], o.fields[i+1:]...)
	}
	at := g.IntN(len(o.fields) + 1)
	merge := &field{key: pick(g, "<<", "<<", "<<", "<<", "<<", `"<<"`, "!!merge <<", "!!str <<"), raw: true, value: g.merged(moved)}
	o.fields = append(o.fields[:at:at], append([]*field{merge}, o.fields[at:]...)...)
	if g.chance(10) {
		o.fields = append(o.fields, &field{key: "<<", raw: true, value: raw(pick(g, "{}", "{x-y: 1}", "[]", "*m"))})
	}
}

// merged returns a value for a merge key: an object with the fields of o, or another value that a merge key may have.
func (g *Generator) merged(o *object) any {
	switch g.IntN(12) {
	case 0:
		return &list{items: []any{o}}
	case 1:
		return &list{items: []any{o, &object{}}}
	case 2:
		return &list{items: []any{o, newObject(o.fields[0].key, "other")}}
	case 3:
		return prefixed{"&m", o}
	case 4:
		return pick[any](g, nil, "a", &list{}, &object{}, &list{items: []any{"a"}}, &list{items: []any{&list{items: []any{o}}}})
	case 5:
		return &object{fields: []*field{{key: "<<", raw: true, value: o}}}
	case 6:
		return prefixed{pick(g, "!!map", "!foo"), o}
	default:
		return o
	}
}
