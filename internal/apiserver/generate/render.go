package generate

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
)

// plain matches strings that every parser reads as strings without quotes.
var (
	plain    = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9]*([./-][A-Za-z0-9]+)*$`)
	notPlain = regexp.MustCompile(`^(?i:y|n|yes|no|on|off|true|false|null)$`)
)

// renderer writes a tree as YAML. It selects the layout once for each manifest, except for flow style, which it selects for each
// collection.
type renderer struct {
	*Generator
	b          *strings.Builder
	step       int // the number of spaces for each level of indentation
	listIndent int // the number of spaces before a list, relative to its key
	flow       int // the percentage of collections that are written in flow style
	quote      int // the percentage of strings in quotes among those that need no quotes
}

func (g *Generator) render(m *object) string {
	r := &renderer{Generator: g, b: &strings.Builder{}, step: pick(g, 2, 2, 2, 2, 1, 3, 4), flow: pick(g, 0, 0, 0, 10, 50), quote: pick(g, 0, 0, 20, 100)}
	if g.ordinary {
		r.step, r.flow, r.quote = 2, 0, 0
	}
	r.listIndent = pick(g, 0, r.step)
	r.fields(m, 0)
	return r.b.String()
}

func (r *renderer) pad(indent int) { r.b.WriteString(strings.Repeat(" ", indent)) }

// fields writes the fields of o. The first field begins at the current position of the output.
func (r *renderer) fields(o *object, indent int) {
	for i, f := range o.fields {
		if i > 0 {
			r.pad(indent)
		}
		if f.explicit {
			r.b.WriteString("? " + r.key(f) + "\n")
			r.pad(indent)
			r.b.WriteString(": " + r.inline(f.value) + "\n")
			continue
		}
		r.b.WriteString(r.key(f) + ":")
		r.value(f.value, indent)
	}
}

// value writes a value after the colon of its key, up to the end of the line.
func (r *renderer) value(v any, indent int) {
	if p, ok := v.(prefixed); ok {
		r.b.WriteString(" " + p.prefix)
		r.value(p.value, indent)
		return
	}
	switch v := v.(type) {
	case *object:
		if len(v.fields) > 0 && !r.chance(r.flow) {
			r.b.WriteString("\n")
			r.pad(indent + r.step)
			r.fields(v, indent+r.step)
			return
		}
	case *list:
		if len(v.items) > 0 && !r.chance(r.flow) {
			r.b.WriteString("\n")
			r.items(v, indent+r.listIndent)
			return
		}
	case block:
		r.blockScalar(v, indent+r.step)
		return
	}
	r.b.WriteString(" " + r.inline(v) + "\n")
}

func (r *renderer) items(l *list, indent int) {
	for _, item := range l.items {
		r.pad(indent)
		r.b.WriteString("-")
		switch item := item.(type) {
		case *object:
			if len(item.fields) > 0 && !r.chance(r.flow) {
				r.b.WriteString(" ")
				r.fields(item, indent+2)
				continue
			}
			r.b.WriteString(" " + r.inline(item) + "\n")
		case *list:
			r.b.WriteString(" " + r.inline(item) + "\n")
		default:
			r.value(item, indent)
		}
	}
}

func (r *renderer) blockScalar(v block, indent int) {
	r.b.WriteString(" " + v.header + "\n")
	for _, line := range v.lines {
		if line != "" {
			r.pad(indent)
		}
		r.b.WriteString(line + "\n")
	}
}

func (r *renderer) key(f *field) string {
	if f.raw {
		return f.key
	}
	return r.string(f.key)
}

// inline returns a value on one line. Collections are in flow style.
func (r *renderer) inline(v any) string {
	switch v := v.(type) {
	case *object:
		var parts []string
		for _, f := range v.fields {
			parts = append(parts, r.key(f)+": "+r.inline(f.value))
		}
		return "{" + strings.Join(parts, ", ") + "}"
	case *list:
		var parts []string
		for _, item := range v.items {
			parts = append(parts, r.inline(item))
		}
		return "[" + strings.Join(parts, ", ") + "]"
	case prefixed:
		return v.prefix + " " + r.inline(v.value)
	case block:
		return quoted(strings.Join(v.lines, "\n"))
	case string:
		return r.string(v)
	default:
		return scalar(v)
	}
}

// scalar returns the text of a value that is neither a collection nor a string.
func scalar(v any) string {
	switch v := v.(type) {
	case nil:
		return "null"
	case raw:
		return string(v)
	default:
		return fmt.Sprint(v)
	}
}

func (r *renderer) string(s string) string {
	if plain.MatchString(s) && !notPlain.MatchString(s) && !r.chance(r.quote) {
		return s
	}
	if r.chance(50) && !strings.ContainsAny(s, "\n\t") {
		return "'" + strings.ReplaceAll(s, "'", "''") + "'"
	}
	return quoted(s)
}

// quoted returns s in double quotes with escapes that are valid in YAML.
func quoted(s string) string { return strconv.Quote(s) }
