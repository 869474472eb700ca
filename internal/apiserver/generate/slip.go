package generate

import (
	"strings"
)

// slips are the strategies of Slip: typical mistakes of people. They are not part of strategies, so that the samples of Next do not
// change.
var slips = []strategy{
	{name: "slip-none"},
	{name: "slip-none"},
	{name: "slip-misspelt", tree: slipMisspelt},
	{name: "slip-misspelt", tree: slipMisspelt},
	{name: "slip-misplaced", tree: slipMisplaced},
	{name: "slip-misplaced", tree: slipMisplaced},
	{name: "slip-hoisted", tree: slipHoisted},
	{name: "slip-two-members", tree: slipTwoMembers},
	{name: "slip-no-type", tree: slipNoType},
	{name: "slip-type-word", tree: slipTypeWord},
	{name: "slip-enum-word", tree: slipEnumWord},
	{name: "slip-wrong-type", tree: slipWrongType},
	{name: "slip-list-or-object", tree: slipListOrObject},
	{name: "slip-missing", tree: dropField},
	{name: "slip-nothing", tree: slipNothing},
	{name: "slip-foreign-field", tree: slipForeignField},
	{name: "slip-envelope", tree: slipEnvelope},
	{name: "slip-name", tree: slipName},
	{name: "slip-twice", tree: slipTwice},
	{name: "slip-indent", text: slipIndent},
	{name: "slip-text", text: slipText},
}

// slipMisspelt writes a key with a typing error.
func slipMisspelt(g *Generator, m *object) {
	s, ok := g.where(m, isField)
	if !ok || !s.parent.has(s.key) {
		return
	}
	f := s.parent.fields[s.parent.index(s.key)]
	f.key = g.typo(f.key)
}

// typo returns a word with a spelling mistake or in another case.
func (g *Generator) typo(word string) string {
	i := g.IntN(max(1, len(word)-1))
	switch g.IntN(8) {
	case 0, 1: // two letters are exchanged
		if len(word) > 1 {
			return word[:i] + word[i+1:i+2] + word[i:i+1] + word[i+2:]
		}
	case 2:
		return word[:i] + word[i+1:]
	case 3:
		return word[:i] + word[i:i+1] + word[i:]
	case 4:
		return strings.ToUpper(word[:1]) + word[1:]
	case 5:
		return strings.ToLower(word)
	case 6:
		if singular, ok := strings.CutSuffix(word, "s"); ok {
			return singular
		}
	default:
		return snake(word)
	}
	return word + "s"
}

// snake returns a word in snake case: account_id for accountId. If the word has no capitals, its last letter is changed.
func snake(word string) string {
	var b strings.Builder
	for _, c := range word {
		if c >= 'A' && c <= 'Z' {
			b.WriteByte('_')
		}
		b.WriteString(strings.ToLower(string(c)))
	}
	if b.String() == word {
		return word[:len(word)-1] + "k"
	}
	return b.String()
}

// slipMisplaced moves a field to another object of the manifest, as if the indentation was wrong.
func slipMisplaced(g *Generator, m *object) {
	from, ok := g.where(m, isField)
	if !ok {
		return
	}
	value := from.get()
	objects := []*object{m, m.object("metadata")}
	for _, s := range g.sites(m) {
		if o, ok := s.get().(*object); ok && o != from.parent && o != value && !contains(value, o) {
			objects = append(objects, o)
		}
	}
	from.parent.remove(from.key)
	pick(g, objects...).set(from.key, value)
}

// contains reports whether an object is part of a value, at any depth.
func contains(v any, o *object) bool {
	switch v := v.(type) {
	case *object:
		if v == o {
			return true
		}
		for _, f := range v.fields {
			if contains(f.value, o) {
				return true
			}
		}
	case *list:
		for _, item := range v.items {
			if contains(item, o) {
				return true
			}
		}
	}
	return false
}

// slipHoisted leaves out one level: it replaces a field by the fields of its value.
func slipHoisted(g *Generator, m *object) {
	s, ok := g.where(m, func(s site) bool { return isField(s) && isObject(s) && s.key != "spec" })
	if !ok {
		return
	}
	inner := s.get().(*object)
	s.parent.remove(s.key)
	for _, f := range inner.fields {
		s.parent.set(f.key, f.value)
	}
}

// slipTwoMembers sets a second member of a union.
func slipTwoMembers(g *Generator, m *object) {
	s, ok := g.where(m, func(s site) bool { return isObject(s) && len(g.unionsOf(s.schema)) > 0 })
	if !ok {
		slipForeignField(g, m)
		return
	}
	o := s.get().(*object)
	for _, name := range pick(g, g.unionsOf(s.schema)...).members {
		if !o.has(name) {
			o.set(name, g.value(s.schema.properties[name]))
			return
		}
	}
}

func slipNoType(g *Generator, m *object) { m.object("spec").remove("type") }

// slipTypeWord sets spec.type to a valid or an invalid word. The word need not correspond to the member that is set.
func slipTypeWord(g *Generator, m *object) {
	m.object("spec").set("type", pick(g, "static", "STATIC", "Static", "AWS", "Aws", "AI", "GCP", "MCP", "DynamicForwardProxy", "Lambda", "EC2", "Dynamic", "HTTP", "PriorityGroups", "Statc"))
}

// slipEnumWord replaces a value of an enum by another word, or writes it in another case.
func slipEnumWord(g *Generator, m *object) {
	s, ok := g.where(m, func(s site) bool { return len(s.schema.enum()) > 0 })
	if !ok {
		slipTypeWord(g, m)
		return
	}
	word := pick(g, s.schema.enum()...)
	s.set(pick(g, strings.ToLower(word), strings.ToUpper(word), g.typo(word), "Default", "http", "h2c", "true"))
}

// slipWrongType writes a number as a string, a string as a number, or makes a similar mistake.
func slipWrongType(g *Generator, m *object) {
	s, ok := g.where(m, isScalar)
	if !ok {
		return
	}
	switch s.schema.Type {
	case "integer":
		s.set(pick[any](g, raw(`"8080"`), raw(`'443'`), "https", raw("80.5"), int64(0), int64(-1), int64(70000), raw("99999999999"), raw("8080/TCP"), raw("$PORT"), nil))
	case "boolean":
		s.set(pick[any](g, raw(`"true"`), "enabled", int64(1), nil))
	default:
		s.set(pick[any](g, int64(8080), raw("012345678901"), raw("1.10"), true, raw("yes"), raw("007"), nil, newObject("name", "web")))
	}
}

// slipListOrObject replaces a list by one of its items, or a value by a list that contains it.
func slipListOrObject(g *Generator, m *object) {
	s, ok := g.where(m, func(s site) bool { return s.key != "spec" })
	if !ok {
		return
	}
	switch v := s.get().(type) {
	case *list:
		if len(v.items) > 0 {
			s.set(pick[any](g, v.items[0], "api.example.com:443"))
		}
	default:
		s.set(&list{items: []any{v}})
	}
}

// slipNothing leaves a key without a value.
func slipNothing(g *Generator, m *object) {
	if s, ok := g.where(m, isField); ok {
		s.set(raw(""))
	}
}

// slipForeignField adds a field that another product has, or that no product has.
func slipForeignField(g *Generator, m *object) {
	key := pick(g, "tls", "sni", "weight", "protocol", "timeout", "healthCheck", "path", "address", "namespace", "discovery", "functionName", "endpoint", "loadBalancer", "ssl", "priority")
	if s, ok := g.where(m, isObject); ok {
		s.get().(*object).set(key, pick[any](g, "web", int64(1), true, &object{}, newObject("mode", "strict")))
	}
}

// slipEnvelope sets a wrong apiVersion or kind, or adds a wrong top-level field.
func slipEnvelope(g *Generator, m *object) {
	switch g.IntN(4) {
	case 0:
		m.set("apiVersion", pick(g, "gateway.kgateway.io/v1alpha1", "gateway.kgateway.dev/v1", "gateway.kgateway.dev/v1beta1", "gateway.kgateway.dev/v1alpha2", "kgateway.dev/v1alpha1", "v1alpha1", "v1", "gateway.networking.k8s.io/v1", "gateway.kgatway.dev/v1alpha1"))
	case 1:
		m.set("kind", pick(g, "Backnd", "backend", "Backends", "BackEnd", "Bakcend"))
	case 2:
		m.remove(pick(g, "apiVersion", "kind", "metadata"))
	default:
		f := m.fields[g.IntN(len(m.fields))]
		f.key = g.typo(f.key)
	}
}

// slipName sets an invalid name, or removes the name.
func slipName(g *Generator, m *object) {
	m.object("metadata").set("name", pick[any](g, "Web", "my_backend", "web.", "-web", "a b", int64(5), raw("1.10"), raw("017"), nil, "", strings.Repeat("long", 70)))
}

// slipTwice makes two mistakes.
func slipTwice(g *Generator, m *object) {
	mistakes := []func(*Generator, *object){slipMisspelt, slipMisplaced, slipTypeWord, slipWrongType, slipForeignField, slipEnumWord, dropField}
	for range 2 {
		pick(g, mistakes...)(g, m)
	}
}

// slipIndent moves a line to the left or to the right. Sometimes it also moves the following lines, up to the next line with the same
// indentation.
func slipIndent(g *Generator, text string) string {
	lines := strings.SplitAfter(strings.TrimSuffix(text, "\n"), "\n")
	i := 1 + g.IntN(len(lines)-1)
	end := i + 1
	if g.chance(60) {
		for end < len(lines) && depth(lines[end]) > depth(lines[i]) {
			end++
		}
	}
	by := pick(g, "  ", " ")
	left := g.chance(60)
	for at := i; at < end; at++ {
		if left {
			lines[at] = strings.TrimPrefix(lines[at], by)
		} else {
			lines[at] = by + lines[at]
		}
	}
	return strings.Join(lines, "") + "\n"
}

func depth(line string) int { return len(line) - len(strings.TrimLeft(line, " ")) }

// slipText makes a syntax error in one line: it removes the space after a colon, leaves a quote open, adds a tab, or makes a similar
// mistake.
func slipText(g *Generator, text string) string {
	lines := strings.SplitAfter(strings.TrimSuffix(text, "\n"), "\n")
	i := g.IntN(len(lines))
	line := strings.TrimSuffix(lines[i], "\n")
	key, value, _ := strings.Cut(line, ": ")
	switch g.IntN(9) {
	case 0:
		line = strings.Replace(line, ": ", ":", 1)
	case 1:
		line = strings.Replace(line, ":", "", 1)
	case 2:
		line = strings.Replace(line, "- ", pick(g, "-", "", "* "), 1)
	case 3:
		line = key + ": " + pick(g, `"`, `'`, "") + value + pick(g, "", `"`)
	case 4:
		line = "\t" + strings.TrimLeft(line, " ")
	case 5:
		line += "\n" + line
	case 6:
		line = key + ": " + pick(g, "*."+value, "@"+value, "%"+value, "{"+value, "["+value, value+": "+value, "<"+value+">")
	case 7:
		line = strings.Replace(line, ": ", pick(g, " = ", "= ", " : "), 1)
	default:
		line = ""
	}
	lines[i] = line + "\n"
	return strings.Join(lines, "") + "\n"
}
