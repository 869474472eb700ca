package explain

import (
	"encoding/json"
	"slices"
)

// A Field describes a field in one target. If the target does not have the field, only the target is set.
type Field struct {
	Target          string   `json:"target"`
	Exists          bool     `json:"exists"`
	Type            string   `json:"type,omitempty"`
	Format          string   `json:"format,omitempty"`
	Required        bool     `json:"required"`
	RequiredWhen    []string `json:"requiredWhen,omitempty"`
	RequiredBecause string   `json:"requiredBecause,omitempty"`
	Default         any      `json:"default,omitempty"`
	Values          []Value  `json:"values,omitempty"`
	Limits
	UniqueBy    []string `json:"uniqueBy,omitempty"`
	Keys        *Limits  `json:"keys,omitempty"`    // limits of each key of a map
	Items       *Limits  `json:"items,omitempty"`   // limits of each item of a list or value of a map
	Union       string   `json:"union,omitempty"`   // such as "exactly one of a and b is set"
	Demands     []string `json:"demands,omitempty"` // other conditions on the field and the fields in it
	Deprecated  bool     `json:"deprecated"`
	Description string   `json:"description,omitempty"`
	Examples    []any    `json:"examples,omitempty"`
	Example     string   `json:"example,omitempty"` // a small Backend with the field, as YAML
	Fields      []Child  `json:"fields,omitempty"`

	release string // the release of the target; "" for the catalog
}

// Limits are the values of the keywords of JSON Schema that limit a value. Expected describes the pattern in words.
type Limits struct {
	Minimum      json.Number `json:"minimum,omitempty"`
	Maximum      json.Number `json:"maximum,omitempty"`
	MinLength    json.Number `json:"minLength,omitempty"`
	MaxLength    json.Number `json:"maxLength,omitempty"`
	MinItems     json.Number `json:"minItems,omitempty"`
	MaxItems     json.Number `json:"maxItems,omitempty"`
	MaxTotalSize json.Number `json:"maxTotalSize,omitempty"`
	Pattern      string      `json:"pattern,omitempty"`
	Expected     string      `json:"expected,omitempty"`
}

// A Value is a value that a field accepts.
type Value struct {
	Value string   `json:"value"`
	Needs []string `json:"needs,omitempty"` // the fields that must be set with it; one of them is enough
	Since string   `json:"since,omitempty"` // the first release with the value, if that is later than the field's first
	Until string   `json:"until,omitempty"` // the last release with the value, if that is earlier than the field's last
}

// A Child is a field of an object, as it is shown in the list of the object's fields.
type Child struct {
	Path        string `json:"path"`
	Name        string `json:"name"`
	Type        string `json:"type"`
	Required    bool   `json:"required"`
	Deprecated  bool   `json:"deprecated"`
	Since       string `json:"since,omitempty"`
	Until       string `json:"until,omitempty"`
	Description string `json:"description,omitempty"`
	inside      int    // the number of nested fields
}

// fieldOf returns the description of a field in a target's schema.
func (t *tree) fieldOf(n *node) *Field {
	s := n.outer
	f := &Field{
		Target: t.target.ID, release: t.target.Release, Exists: true, Type: n.typeName(), Format: text(n.inner["format"]), Required: n.required,
		RequiredBecause: text(s["x-required-because"]), Default: s["default"], Limits: limitsOf(s), UniqueBy: words(s["uniqueBy"]),
		Deprecated: isTrue(s["deprecated"]), Description: text(s["description"]), Examples: list(s["examples"]),
	}
	if n.keys != nil {
		f.Keys = ptr(limitsOf(n.keys))
	}
	if n.wraps != "" && len(n.children) == 0 {
		f.Items = ptr(limitsOf(n.inner))
		if len(f.Examples) == 0 {
			f.Examples = list(n.inner["examples"])
		}
	}
	f.Values = n.values()
	n.bind(f)
	for _, child := range n.children {
		f.Fields = append(f.Fields, childOf(child))
	}
	return f
}

func ptr[T any](v T) *T { return &v }

func limitsOf(s schema) Limits {
	number := func(keyword string) json.Number { n, _ := s[keyword].(json.Number); return n }
	return Limits{
		Minimum: number("minimum"), Maximum: number("maximum"), MinLength: number("minLength"), MaxLength: number("maxLength"),
		MinItems: number("minItems"), MaxItems: number("maxItems"), MaxTotalSize: number("maxTotalSize"),
		Pattern: text(s["pattern"]), Expected: text(s["x-expected"]),
	}
}

// values returns the values that a field accepts, each with the fields that it needs.
func (n *node) values() []Value {
	names := words(n.inner["enum"])
	if only := text(n.inner["const"]); only != "" {
		names = []string{only}
	}
	var out []Value
	for _, name := range names {
		v := Value{Value: name}
		for _, d := range n.besides() {
			if d.field == n.name && d.value == name {
				v.Needs = append(v.Needs, d.names...)
			}
		}
		out = append(out, v)
	}
	return out
}

// besides returns the demands on the object that contains a field.
func (n *node) besides() []demand {
	if n.parent == nil {
		return nil
	}
	return demandsOf(n.parent.inner)
}

// bind sets the conditions under which a field is required, and the other conditions on the field and on the fields in it.
func (n *node) bind(f *Field) {
	for _, d := range n.besides() {
		condition := d.when(n.name)
		switch {
		case !d.concerns(n.name) || d.value != "" && d.field == n.name:
			continue // the demand is not about this field, or the page shows it with the value that requires another field
		case d.kind == exactlyOne:
			f.Union = d.String()
			continue
		case condition != "":
			f.RequiredWhen = append(f.RequiredWhen, condition)
		}
		if condition == "" || d.strict {
			f.Demands = append(f.Demands, d.String())
		}
	}
	n.bindAbove(f)
	for _, s := range n.schemas() {
		for _, d := range demandsOf(s) {
			f.Demands = append(f.Demands, d.String())
		}
		if expected := text(object(s["not"])["x-expected"]); expected != "" {
			f.Demands = append(f.Demands, "expected "+expected)
		}
	}
	f.Demands = unique(f.Demands)
}

// bindAbove adds the conditions of the object that contains the parent. For example, aws can require lambda.accountId.
func (n *node) bindAbove(f *Field) {
	if n.parent == nil || n.parent.parent == nil {
		return
	}
	above := n.parent.parent
	for _, d := range demandsOf(above.inner) {
		if slices.Contains(d.names, n.parent.name+"."+n.name) {
			f.RequiredWhen = append(f.RequiredWhen, d.within(above.path).when(n.path))
		}
	}
}

// schemas returns the schemas of a field and, if it is a list or map, of its items or values.
func (n *node) schemas() []schema {
	if n.wraps == "" {
		return []schema{n.outer}
	}
	return []schema{n.outer, n.inner}
}

// unique returns the texts without duplicates. The schemas of a field and of its items may have the same conditions.
func unique(texts []string) []string {
	var out []string
	for _, t := range texts {
		if !slices.Contains(out, t) {
			out = append(out, t)
		}
	}
	return out
}

func childOf(n *node) Child {
	return Child{
		Path: n.path, Name: n.name, Type: n.typeName(), Required: n.required,
		Deprecated: isTrue(n.outer["deprecated"]), Description: text(n.outer["description"]), inside: len(n.children),
	}
}
