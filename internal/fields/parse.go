package fields

import "strings"

// envelope has the fields that all kinds have in addition to spec. metadata and status may have any keys (*): the API server checks
// metadata in the same way for all objects, and drops status from a manifest.
const envelope = "apiVersion\nkind\nmetadata*\nstatus*\n"

// parse reads a table in the format of internal/tools/fieldgen.
func parse(text string) map[string]*Field {
	out := map[string]*Field{}
	var above []*Field // the last field that was read at each depth
	for line := range strings.Lines(text) {
		line = strings.TrimRight(line, "\n")
		name := strings.TrimLeft(line, " ")
		if name == "" || name[0] == '#' {
			continue
		}
		depth := len(line) - len(name)
		if depth == 0 {
			above = append(above[:0], newKind(out, name))
			continue
		}
		if union, isUnion := strings.CutPrefix(name, "="); isUnion {
			above[depth-1].unions = append(above[depth-1].unions, unionOf(union))
			continue
		}
		above = append(above[:depth], above[depth-1].add(name))
	}
	return out
}

// newKind reads the line of a kind: its API version, its name and its releases.
func newKind(kinds map[string]*Field, line string) *Field {
	apiVersion, rest, _ := strings.Cut(line, " ")
	kind := &Field{IsObject: true}
	kind.read(rest)
	kinds[apiVersion+" "+kind.Name] = kind
	for name := range strings.Lines(envelope) {
		kind.add(strings.TrimRight(name, "\n"))
	}
	return kind
}

// add parses the line of a field, adds the field to the children of f, and returns it.
func (f *Field) add(line string) *Field {
	child := &Field{Parent: f}
	if same := child.read(line); same != "" {
		child.share(f.Root().find(same))
	}
	if f.children == nil {
		f.children = map[string]*Field{}
	}
	f.IsObject, f.children[child.Name] = true, child
	return child
}

// find returns the field at a path of names below f, such as spec.tls. The field must exist.
func (f *Field) find(path string) *Field {
	for name := range strings.SplitSeq(path, ".") {
		f = f.children[name]
	}
	return f
}

// share sets the fields and unions of f to copies of those of another field.
func (f *Field) share(other *Field) {
	f.unions, f.children = other.unions, make(map[string]*Field, len(other.children))
	for name, child := range other.children {
		c := *child
		c.Parent = f
		if c.children != nil {
			c.share(child)
		}
		f.children[name] = &c
	}
}

// read takes a field's name, marks, releases and facts from its line. If the line refers to another field with the same fields below it,
// read returns the path of the other field, and otherwise "".
func (f *Field) read(line string) (same string) {
	line, facts, _ := strings.Cut(line, " ; ")
	f.Facts = factsOf(facts)
	line, same, _ = strings.Cut(line, " &")
	name, releases, _ := strings.Cut(line, " ")
	f.Since, f.Until, _ = strings.Cut(releases, "..")
	name, f.IsOpen = strings.CutSuffix(name, "*")
	name, isEmpty := strings.CutSuffix(name, "{}")
	f.Name, f.IsList = strings.CutSuffix(name, "[]")
	f.IsObject = f.IsObject || f.IsOpen || isEmpty || same != ""
	return same
}

// factsOf parses the text after the semicolon of a line. A default is last, because it may have spaces.
func factsOf(text string) Facts {
	text, value, _ := strings.Cut(text, " default=")
	words := strings.Fields(text)
	if len(words) == 0 {
		return Facts{}
	}
	f := Facts{Type: strings.ReplaceAll(words[0], "|", " or "), Default: value}
	for _, word := range words[1:] {
		if list, isList := strings.CutPrefix(word, "values="); isList {
			f.Values = strings.Split(list, ",")
		}
		f.IsRequired = f.IsRequired || word == "required"
	}
	return f
}
