package generate

import "strings"

// spellings are scalars that different YAML parsers read differently.
var spellings = []raw{
	"80", "8080.0", "80.", "80.5", ".5e1", "1e3", "1E3", "1e+3", "1.0e3", "12e03", "1e-1", "10e-1", "1e18", "1e19", "1e400", "-1e400", "1_e3", "1._0", "1e1_0", "1e", "1e+", "e3",
	"017", "0o17", "0O17", "-017", "018", "08", "0o18", "0o-7", "0_17", "0o1_7", "0o", "00", "0_0", "0x10", "0X1F", "-0x10", "+0x10", "0x1_0", "0x", "0x-1", "0xg", "0x1.8p1", "0x_1",
	"0b11", "0B11", "-0b11", "0b1_1", "0b12", "0b-1", "0b", "+80", "++80", "+ 80", "-80", "--80", "8_0", "80_", "_80", "8__0", "-_80", "1,000", "80 80", "٨٠", "1:20", "1:20:30", "190:20:30.15",
	"-0", "+0", "-0.0", "0.", ".0", ".", "..", "+.5", "-.5", "+.inf", ".inf", "-.Inf", ".INF", ".iNF", "inf", ".nan", ".NaN", ".NAN", "nan", "Infinity",
	"2147483647", "2147483648", "-2147483648", "-2147483649", "4294967296", "9223372036854775807", "9223372036854775808", "-9223372036854775808", "-9223372036854775809",
	"18446744073709551615", "18446744073709551616", "123456789012345678901234567890", "9007199254740993.0", "0x7fffffff", "0x80000000", "0xFFFFFFFFFFFFFFFF", "0x10000000000000000",
	"y", "Y", "n", "N", "yes", "Yes", "YES", "yEs", "no", "No", "NO", "on", "On", "ON", "oN", "off", "Off", "OFF", "true", "True", "TRUE", "tRue", "false", "False", "FALSE", "fALSE",
	"null", "Null", "NULL", "nULL", "~", "~~", "", "nil", "None", "=", "<<", "2024-01-01", "2024-1-1", "2024-01-01T00:00:00Z", "2024-01-01 00:00:00", "01:02:03",
	"'80'", `"80"`, "'y'", `"null"`, "''", `""`, `"\x38\u0030"`, `"\U0001F600"`, `"\/"`, `"\ud83d\ude00"`, `"\ud800"`, `"\e\_\N\L\P\a\b\f\v\0\ "`, `"\q"`, `"\x4"`, `"\u12"`, `"\UFFFFFFFF"`, `"a" b`, `"a"#c`, `'a' #c`, `"a`, "'a", `"a'`, "'a''b'", `"a""b"`,
	"-a", "- a", "?a", "? a", ":a", ": a", "a:", "a: b", "a:b", "a::b", "a #b", "a#b", "#a", "@a", "`a", "%a", "a%", "!", "!!", "! a", "!a", "!a b", "&a", "&a b", "& a", "&", "*", "*a", "a*", "[a", "[a]", "[a]b", "[]", "{a", "{a}", "{}", "{a: b}", "a]", "a}", "a,b", ",a", "|", ">", "> x", "|x", "-", "--", "---a", "...a", "\\", `a\nb`, "a\tb", "\ta", "a\t", "a \t#c",
	"é", "日本", "😀", "\u00a0a", "a\u2028b", "a\u0085b", "\ufeffa", "a\ufeff", "a\u200bb", "\u2028", "\x7f", "\x01", "\ufffd", "\u009f",
}

// scalarSpelling writes an unusual scalar in the spec, or in a map of strings such as labels.
func scalarSpelling(g *Generator, m *object) {
	spelling := pick(g, spellings...)
	if s, ok := g.where(m, isScalar); ok {
		if s.schema.Type == "integer" && g.chance(50) {
			spelling = pick(g, spellings[:90]...)
		}
		s.set(spelling)
	}
}

// annotationValue writes an unusual scalar as the value of an annotation, where any string is valid.
func annotationValue(g *Generator, m *object) {
	m.object("metadata").object("annotations").set("note", pick(g, spellings...))
}

// scalarTag adds an explicit tag to a value.
func scalarTag(g *Generator, m *object) {
	tag := pick(g, "!!str", "!!int", "!!float", "!!bool", "!!null", "!!binary", "!!timestamp", "!!map", "!!seq", "!!set", "!!foo", "!foo", "!", "!!merge",
		"!<tag:yaml.org,2002:str>", "!<tag:yaml.org,2002:int>", "!<x>", "!u!x", "!!", "&x !!str", "!!str &x", "!!str !!str", "&a &b")
	if g.chance(30) {
		value := pick(g, spellings...)
		m.object("metadata").object("annotations").set("note", prefixed{tag, value})
		return
	}
	if s, ok := g.where(m, func(site) bool { return true }); ok {
		s.set(prefixed{tag, s.get()})
	}
}

// stringStyle writes a string in another style of YAML, or on several lines. The value stays the same.
func stringStyle(g *Generator, m *object) {
	s, ok := g.where(m, isText)
	if !ok {
		return
	}
	value := s.get().(string)
	var escaped strings.Builder
	for _, c := range value {
		escaped.WriteString(pick(g, string(c), quoted(string(c))[1:len(quoted(string(c)))-1]))
	}
	s.set(pick(g,
		raw(value), raw("'"+strings.ReplaceAll(value, "'", "''")+"'"), raw(`"`+escaped.String()+`"`), raw(quoted(value)+" # comment"),
		raw(quoted(value)+"\t"), raw("\t"+quoted(value)), raw("  "+quoted(value)),
		raw("\""+value+"\\\n  \""), raw("'"+value+"\n\n  x'"), raw(value+"\n"), raw("\""+value+"\nx\""), raw("\n                "+value+"\n                "+value),
	))
}

// blockScalar writes a string as a block scalar, with valid or invalid indicators.
func blockScalar(g *Generator, m *object) {
	header := pick(g, "|", "|-", "|+", ">", ">-", ">+", "|2", "|2-", "|-2", "|1", "|3", "|9", "|0", "|+1", "|x", "|--", "|22", "| # c", "|# c", "|- #", "!!str |", "&a |", "!!int |-", "> ", "|\t")
	s, ok := g.where(m, isText)
	if !ok || g.chance(30) {
		lines := pick(g, []string{"a"}, []string{"a", "b"}, []string{"", "a"}, []string{" a", "b"}, []string{"a", " b", "", "c", ""}, []string{"# not a comment"},
			[]string{"\ta"}, []string{"é😀"}, []string{"---"}, []string{}, []string{"", ""}, []string{"a: b"}, []string{"a", "\t"}, []string{"  ", "a"})
		m.object("metadata").object("annotations").set("note", block{header, lines})
		return
	}
	s.set(block{header, strings.Split(s.get().(string), "\n")})
}
