package format

import (
	"fmt"
	"math/rand/v2"
	"strings"
)

// A generator writes Backends in any layout: unusual indentation, comments everywhere, all styles of scalars.
type generator struct{ *rand.Rand }

// one returns one of the texts.
func (g generator) one(of ...string) string { return of[g.IntN(len(of))] }

// maybe returns the text with a probability in percent, and otherwise "".
func (g generator) maybe(percent int, text string) string {
	if g.IntN(100) < percent {
		return text
	}
	return ""
}

// A tree is a value to write: a scalar, or a block with entries.
type tree struct {
	scalar string   // the text of a scalar; all of its lines are indented by the same amount
	keys   []string // the keys of a mapping
	values []tree   // the values of a mapping or the items of a list
	list   bool     // the value is a list
	anchor string   // an anchor before the value, with a space before it, or ""
}

func (g generator) scalar() tree {
	return tree{scalar: g.one(
		"web", `"web"`, "'web'", `"8080"`, "8080", `"y"`, "'no'", "'0o17'", `"1e3"`, `".5"`, `"~"`, `"null"`, "''", `""`, "~", "",
		"'it''s'", `'say "x"'`, `'a\d'`, `"a\tb"`, `"a: b"`, `"a #b"`, `"#a"`, `'- a'`, "10.0.0.1", `"10.0.0.1"`, `"12:30"`,
		`"2001-12-14"`, "{{ .Values.x }}", `"{{ .Values.x }}"`, `"${HOST}"`, "{a: 1, b: [2, '3']}", "[]", "{}", "[a, 'b' ]", `"日本"`,
		"a\n  b\n\n c", "\"a\n  b\\\n  c\"", "'a\n\n   b'", "[a, # c\n  b,\n  'c\n  d' ]", "{\n a: 1,\n\n b: 2\n }", "!!str 5", "! 'x'", "\"a  \n   b\"",
		"|\n  x\n  y", "|-\n    x\n\n      y", ">\n  x\n  y\n\n    z", "|+\n  x\n\n", "|2\n    x\n   y", ">2-\n   x", "|  # c\n   x  \n       \n   y", "|\n \n\n   x\n\n",
		"|\n  # no comment\n  - a: b", "\n  web", "\n  # c\n  web", "|\n  x\n     ", ">+\n\n  a\n   \n",
	)}
}

// flow writes a collection in braces or brackets, with any white space and comments that are allowed between its entries.
func (g generator) flow(depth int) string {
	gap := func() string { return g.one("", "", " ", "  ", "\t", "\n ", " # c\n  ", "\n\n  ") }
	inside := func() string {
		if depth > 0 && g.IntN(3) == 0 {
			return g.flow(depth - 1)
		}
		return g.one("web", `"web"`, "'web'", "8080", `"8080"`, `"a, b"`, `'{'`, "'it''s'", `"y"`, "''", `"a: b"`, `"http://x"`, "~", "!!str 5", "! 'x'", `"x"`, "'a\n  b'", "&f x", `"{{ .Values.x }}"`, `"a#b"`, "'-'", "a b", "[]", "{ }")
	}
	keys := []string{"type", "host", "port", "key", `"q"`, "'h'", `"y"`}
	g.Shuffle(len(keys), func(i, j int) { keys[i], keys[j] = keys[j], keys[i] })
	list := g.IntN(2) == 0
	var b strings.Builder
	for i := range g.IntN(4) {
		if i > 0 {
			b.WriteString(gap() + ",")
		}
		b.WriteString(gap())
		switch {
		case list:
			b.WriteString(g.maybe(5, "k: ") + inside())
		case g.IntN(20) == 0:
			b.WriteString(keys[i] + g.maybe(50, ":"))
		default:
			colon := g.one(": ", ":  ", " : ", ": \n   ")
			if keys[i][0] == '"' && g.IntN(2) == 0 {
				colon = ":" // as in JSON
			}
			b.WriteString(keys[i] + colon + inside())
		}
	}
	if b.Len() > 0 {
		b.WriteString(g.maybe(10, ","))
	}
	b.WriteString(gap())
	if list {
		return "[" + b.String() + "]"
	}
	return "{" + b.String() + "}"
}

// labels returns a mapping with keys and values in different styles.
func (g generator) labels() tree {
	t := tree{keys: []string{"app", "y", `"y"`, "'a.b/c'", `"on"`, "x y"}}
	g.Shuffle(len(t.keys), func(i, j int) { t.keys[i], t.keys[j] = t.keys[j], t.keys[i] })
	t.keys = t.keys[:1+g.IntN(3)]
	for i, k := range t.keys {
		if strings.Trim(k, `"`) == "y" && i > 0 {
			t.keys = t.keys[:i]
			break
		}
		t.values = append(t.values, g.scalar())
	}
	return t
}

// object returns a mapping with some of the known keys in any order. of returns the value of a key.
func (g generator) object(known []string, of func(string) tree) tree {
	t := tree{}
	g.Shuffle(len(known), func(i, j int) { known[i], known[j] = known[j], known[i] })
	for _, k := range known {
		if g.IntN(4) > 0 || len(t.keys) == 0 {
			t.keys = append(t.keys, k)
			t.values = append(t.values, of(k))
		}
	}
	return t
}

// anything returns a value with at most depth levels of nesting.
func (g generator) anything(depth int) tree {
	switch {
	case g.IntN(5) == 0:
		return tree{scalar: g.flow(depth)}
	case depth == 0 || g.IntN(3) == 0:
		return g.scalar()
	case g.IntN(2) == 0:
		t := tree{list: true}
		for range 1 + g.IntN(3) {
			t.values = append(t.values, g.anything(depth-1))
		}
		return t
	}
	return g.object([]string{"type", "host", "port", "key", `"q"`, "extra"}, func(string) tree { return g.anything(depth - 1) })
}

// metadata writes the metadata of a Backend. Sometimes it has an anchor, and an alias or a merge key that refers to the anchor.
func (g generator) metadata() tree {
	anchored, defined := g.IntN(3) > 0, false
	return g.object([]string{"name", "namespace", "labels", "annotations", "finalizers"}, func(key string) tree {
		switch {
		case key != "labels" && key != "annotations":
			return g.scalar()
		case anchored:
			anchored, defined = false, true
			t := g.labels()
			t.anchor = " &m"
			return t
		case !defined || g.IntN(3) == 0:
			return g.labels()
		case g.IntN(2) == 0:
			return tree{scalar: "*m"}
		}
		return tree{keys: []string{"other", "<<"}, values: []tree{g.scalar(), {scalar: "*m"}}}
	})
}

func (g generator) backend() tree {
	t := g.object([]string{"metadata", "spec", "status"}, func(key string) tree {
		switch key {
		case "metadata":
			return g.metadata()
		case "spec":
			return g.object([]string{"type", "static", "aws", "gcp", "unknown", "priorityGroups"}, func(string) tree { return g.anything(4) })
		}
		return g.anything(2)
	})
	for _, k := range []string{"apiVersion", "kind"} {
		i := g.IntN(len(t.keys) + 1)
		t.keys = append(t.keys[:i:i], append([]string{k}, t.keys[i:]...)...)
		value := tree{scalar: map[string]string{"apiVersion": apiVersion, "kind": kind}[k]}
		if g.IntN(3) == 0 {
			value.scalar = `"` + value.scalar + `"`
		}
		t.values = append(t.values[:i:i], append([]tree{value}, t.values[i:]...)...)
	}
	return t
}

// between writes blank lines and comments.
func (g generator) between(column int) string {
	var b strings.Builder
	for g.IntN(4) == 0 {
		b.WriteString(g.one("\n", "\n\n", "  \n", fmt.Sprintf("%*s# c%d\n", column, "", g.IntN(100)), fmt.Sprintf("%*s# c%d\n", g.IntN(9), "", g.IntN(100)), fmt.Sprintf("%*s# - c%d\n", column, "", g.IntN(100))))
	}
	return b.String()
}

// write writes a value after its key or dash, which is in a column. If dash is true, a block can begin on the line of the dash.
func (g generator) write(b *strings.Builder, t tree, column int, dash bool) {
	if t.keys == nil && !t.list {
		g.writeScalar(b, t.scalar, column)
		return
	}
	b.WriteString(t.anchor)
	inner := column + 1 + g.IntN(4)
	if t.list && !dash && g.IntN(2) == 0 {
		inner = column
	}
	inline := dash && g.IntN(4) > 0
	if inline {
		pad := 1 + g.IntN(3)
		inner = column + 1 + pad
		b.WriteString(strings.Repeat(" ", pad))
	} else {
		b.WriteString(g.maybe(20, "   ") + g.maybe(20, " # end") + "\n")
	}
	for i, v := range t.values {
		if !inline || i > 0 {
			b.WriteString(g.between(inner) + strings.Repeat(" ", inner))
		}
		if t.list {
			b.WriteString("-")
		} else {
			b.WriteString(t.keys[i] + g.maybe(5, " ") + ":")
		}
		g.write(b, v, inner, t.list)
	}
	b.WriteString(g.maybe(10, fmt.Sprintf("%*s# after\n", inner+g.IntN(2), "")))
}

func (g generator) writeScalar(b *strings.Builder, scalar string, column int) {
	lines := strings.Split(scalar, "\n")
	if lines[0] != "" {
		b.WriteString(g.one(" ", " ", "  ", "   ") + lines[0])
	}
	for _, l := range lines[1:] {
		if b.WriteString("\n"); l != "" {
			b.WriteString(strings.Repeat(" ", column) + l)
		}
	}
	if len(lines) == 1 {
		b.WriteString(g.maybe(15, g.one(" ", "   ", "\t")+"# end") + g.maybe(10, "  "))
	}
	b.WriteString("\n")
}

// file writes a file with one to three documents. Some documents are not Backends.
func (g generator) file() string {
	var b strings.Builder
	for i := range 1 + g.IntN(3) {
		if i > 0 || g.IntN(4) == 0 {
			b.WriteString(g.between(0) + "---" + g.maybe(20, " # marker") + "\n")
		}
		if g.IntN(6) == 0 {
			b.WriteString("kind:   Other\nb: 1  \n\n\n\na: 2\n")
			continue
		}
		t := g.backend()
		margin := 0
		if g.IntN(10) == 0 {
			margin = g.IntN(4)
		}
		for i, k := range t.keys {
			b.WriteString(g.between(margin) + strings.Repeat(" ", margin) + k + ":")
			g.write(&b, t.values[i], margin, false)
		}
		b.WriteString(g.between(0))
	}
	text := b.String()
	if g.IntN(4) == 0 {
		text = strings.TrimRight(text, "\n")
	}
	if g.IntN(4) == 0 {
		text = strings.ReplaceAll(text, "\n", "\r\n")
	}
	return g.maybe(10, "\uFEFF") + text
}

// mutate changes a few lines of a text as users, merges and other tools do.
func (g generator) mutate(text string) string {
	lines := strings.SplitAfter(text, "\n")
	for range 1 + g.IntN(4) {
		i, j := g.IntN(len(lines)), g.IntN(len(lines))
		switch g.IntN(6) {
		case 0:
			lines[i] = "" // removed
		case 1:
			lines[i] += lines[j]
		case 2:
			lines[i] = " " + lines[i]
		case 3:
			lines[i] = strings.TrimPrefix(lines[i], " ")
		case 4:
			lines[i] = g.one("\n", "   \n", "\t\n", " \t# c\n", "#\n", "- \n", "...\n", "a: |+\n", "? x\n", "- - |\n", "? >1\n", "%A\n", "b: &b\n", "c: *m\n", "\"\n", "]\n") + lines[i]
		case 5:
			at := g.IntN(len(lines[i]) + 1)
			lines[i] = lines[i][:at] + g.one(" ", ":", "- ", "#", " #", "'", "\"", "\t", "|", ">", "&a ", "*a", "!", "\r", "{", "]", ",", "\n", "é") + lines[i][at:]
		}
	}
	return strings.Join(lines, "")
}
