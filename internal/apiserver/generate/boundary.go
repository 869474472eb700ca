package generate

import (
	"math"
	"strings"
)

// boundary moves a value to the limit of one of its constraints, or one step beyond the limit.
func boundary(g *Generator, m *object) {
	s, ok := g.where(m, func(s site) bool { return s.schema.Type != "boolean" && s.schema.Type != "object" })
	if !ok {
		return
	}
	switch s.schema.Type {
	case "integer":
		s.set(g.edgeInteger(s.schema))
	case "array":
		s.set(g.edgeList(s.schema))
	case "string":
		s.set(g.edgeText(s.schema))
	}
}

func (g *Generator) edgeInteger(s *schema) any {
	edges := []any{
		int64(0), int64(-1), int64(1), int64(65535), int64(65536), int64(math.MaxInt32), int64(math.MinInt32),
		int64(math.MaxInt32) + 1, int64(math.MinInt32) - 1, int64(math.MaxUint32) + 1, int64(math.MaxInt64), int64(math.MinInt64),
		raw("9223372036854775808"), raw("18446744073709551615"), raw("18446744073709551616"), raw("1e20"), raw("0.5"),
	}
	if s.Minimum != nil {
		edges = append(edges, int64(*s.Minimum), int64(*s.Minimum)-1)
	}
	if s.Maximum != nil {
		edges = append(edges, int64(*s.Maximum), int64(*s.Maximum)+1)
	}
	return pick(g, edges...)
}

func (g *Generator) edgeList(s *schema) *list {
	least, most := bounds(s.MinItems, s.MaxItems, 0, maxItems)
	size := pick(g, 0, least, max(0, least-1), most, most+1)
	l := &list{}
	for i := range size {
		item := g.value(s.items)
		if o, ok := item.(*object); ok && o.has("name") {
			o.set("name", "item-"+strings.Repeat("i", i)) // different from the other items
		}
		l.items = append(l.items, item)
	}
	return l
}

func (g *Generator) edgeText(s *schema) string {
	value := g.text(s)
	if len(s.Enum) > 0 {
		return pick(g, strings.ToLower(value), strings.ToUpper(value), value+" ", " "+value, value+"\n", "", value+"x", value[:len(value)-1])
	}
	least, most := bounds(s.MinLength, s.MaxLength, 0, 300)
	if g.chance(60) {
		size := pick(g, least, max(0, least-1), most, most+1)
		return g.ofLength(value, size)
	}
	return g.scratched(value)
}

// ofLength returns a string of n characters. It repeats or truncates value, and sometimes adds multi-byte characters.
func (g *Generator) ofLength(value string, n int) string {
	if value == "" || g.chance(15) {
		value = pick(g, "a", "é", "😀", "1")
	}
	return truncate(strings.Repeat(value, n/len([]rune(value))+1), n)
}

// scratched changes one character of a value, so that the value may no longer match its pattern.
func (g *Generator) scratched(value string) string {
	r := []rune(value)
	i := g.IntN(len(r) + 1)
	odd := pick(g, "", " ", "\n", "_", "-", ".", "/", "A", "é", "٣", "$", "%", "\t", "😀")
	if i < len(r) && g.chance(50) {
		return string(r[:i]) + odd + string(r[i+1:])
	}
	return string(r[:i]) + odd + string(r[i:])
}
