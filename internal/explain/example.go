package explain

import (
	"encoding/json"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/backendctl/backendctl/internal/format"
	"github.com/backendctl/backendctl/internal/yamltree"
)

// A maker creates a small manifest that has a given field, from the examples of a schema. A test validates all these manifests.
type maker struct {
	tree *tree
	// like is the path of the object whose values are copied from the schema's example, or "" for none. The values of that object belong
	// together, such as a host and its audience.
	like string
}

// exampleOf returns a small Backend with a field, as YAML. It returns "" if users do not write the field, such as status, or if there is no
// value for the field.
func (t *tree) exampleOf(n *node) string {
	if !hasExample(n) {
		return ""
	}
	return t.yamlOf(t.manifestWith(n), nil).YAML()
}

// sampleOf returns the value that a field has in the Backend of exampleOf, and reports whether there is one.
func (t *tree) sampleOf(n *node) (any, bool) {
	if !hasExample(n) {
		return nil, false
	}
	value := valueAt(t.manifestWith(n), n.path)
	return value, value != nil
}

func hasExample(n *node) bool {
	return !strings.HasPrefix(n.path, "status") && (len(n.children) > 0 || scalar(n) != nil)
}

// manifestWith returns a small Backend with a field.
func (t *tree) manifestWith(n *node) any {
	want := wants{}
	for _, name := range []string{"apiVersion", "kind", "metadata", "spec"} {
		want.add(name)
	}
	want.add("metadata.name")
	if n.path == "metadata.generateName" {
		delete(want["metadata"], "name")
	}
	if n.path != "" {
		want.add(plain(n.path))
	}
	sample, hasField := t.sampleWith(n)
	m := maker{tree: t}
	if hasField && strings.HasPrefix(n.path, "spec.") {
		m.like = n.parent.path
	}
	return m.make(t.root, want, sample)
}

// sampleWith returns the first example of the schema that has a field, and true. If no example has the field, it returns the first example,
// and false.
func (t *tree) sampleWith(n *node) (any, bool) {
	samples := list(t.root.outer["examples"])
	for _, sample := range samples {
		if n.path != "" && valueAt(sample, n.path) != nil {
			return sample, true
		}
	}
	if len(samples) == 0 {
		return nil, false
	}
	return samples[0], false
}

// valueAt returns the value at a path in a decoded document. In each list, it uses the first item.
func valueAt(v any, path string) any {
	for name := range strings.SplitSeq(plain(path), ".") {
		if items := list(v); len(items) > 0 {
			v = items[0]
		}
		v = object(v)[name]
	}
	return v
}

// wants has the names of the fields that an object in the example must have, each with the fields that it must have itself.
type wants map[string]wants

func (w wants) add(path string) {
	for name := range strings.SplitSeq(path, ".") {
		if w[name] == nil {
			w[name] = wants{}
		}
		w = w[name]
	}
}

func (w wants) has(path string) bool {
	for name := range strings.SplitSeq(path, ".") {
		if w[name] == nil {
			return false
		}
		w = w[name]
	}
	return true
}

func (w wants) hasAny(paths []string) bool { return slices.ContainsFunc(paths, w.has) }

// make returns a value for a field. sample is the value of the field in the chosen example of the schema, or nil.
func (m maker) make(n *node, want wants, sample any) any {
	if len(n.children) == 0 {
		if m.like != "" && n.parent.path == m.like && sample != nil {
			return sample
		}
		return scalar(n)
	}
	if items := list(sample); len(items) > 0 {
		sample = items[0]
	}
	value := m.object(n, want, object(sample))
	if strings.HasPrefix(n.wraps, "[]") {
		return []any{value}
	}
	return value
}

// object returns an object for a field with nested fields: the fields in want, and those that the schema requires together with them.
func (m maker) object(n *node, want wants, sample schema) map[string]any {
	for _, name := range words(n.inner["required"]) {
		want.add(name)
	}
	values := m.settle(n, want, sample)
	m.pair(n, want, values)
	if len(want) == 0 {
		if len(sample) > 0 {
			return sample
		}
		decorate(n, want)
	}
	out := map[string]any{}
	for _, child := range n.children {
		switch value, chosen := values[child.name]; {
		case want[child.name] == nil:
		case chosen:
			out[child.name] = value
		default:
			out[child.name] = m.make(child, want[child.name], sample[child.name])
		}
	}
	return out
}

// settle adds to want the fields that the demands on an object require. It returns the values that fields such as type must have then, by
// the name of the field. It handles unions first, because the chosen member determines the type.
func (m maker) settle(n *node, want wants, sample schema) map[string]string {
	values := map[string]string{}
	demands := demandsOf(n.inner)
	for _, d := range demands {
		if (d.kind == exactlyOne || d.kind == atLeastOne) && !want.hasAny(d.names) {
			want.add(prefer(d.names, func(name string) bool { return sample[name] != nil }))
		}
	}
	for _, d := range demands {
		if d.kind == needs && d.value != "" && want[d.field] != nil && want.hasAny(d.names) {
			values[d.field] = d.value
		}
	}
	for _, d := range demands {
		if d.kind != needs || want[d.field] == nil || want.hasAny(d.names) {
			continue
		}
		if _, chosen := values[d.field]; d.value == "" || !chosen {
			want.add(prefer(d.names, func(name string) bool { return !m.deprecated(n, name) }))
			if d.value != "" {
				values[d.field] = d.value
			}
		}
	}
	return values
}

// pair adds to want the field that has the same name as a value of another field, such as secretRef for the value SecretRef. The controller
// requires that field, even if the schema does not.
func (m maker) pair(n *node, want wants, values map[string]string) {
	for _, child := range n.children {
		if _, chosen := values[child.name]; chosen || want[child.name] == nil {
			continue
		}
		for _, value := range words(child.inner["enum"]) {
			beside := n.child(value)
			if beside == nil || len(beside.children) == 0 && scalar(beside) == nil {
				continue
			}
			if _, chosen := values[child.name]; !chosen || want[beside.name] != nil {
				values[child.name] = value
			}
		}
		if beside := n.child(values[child.name]); beside != nil {
			want.add(beside.name)
		}
	}
}

// child returns the field of an object with a name, or nil. It ignores upper and lower case.
func (n *node) child(name string) *node {
	i := slices.IndexFunc(n.children, func(c *node) bool { return strings.EqualFold(c.name, name) })
	if i < 0 {
		return nil
	}
	return n.children[i]
}

// prefer returns the first name for which good returns true, or else the first name.
func prefer(names []string, good func(string) bool) string {
	if i := slices.IndexFunc(names, good); i >= 0 {
		return names[i]
	}
	return names[0]
}

// deprecated reports whether the field with a name in the object n is deprecated.
func (m maker) deprecated(n *node, name string) bool {
	child := m.tree.byName[plain(strings.TrimPrefix(n.path+"."+name, "."))]
	return child != nil && isTrue(child.outer["deprecated"])
}

// decorate adds up to three fields to an object that requires none, because {} is not a useful example.
func decorate(n *node, want wants) {
	const few = 3
	for _, child := range n.children {
		if len(want) < few && len(child.children) == 0 && scalar(child) != nil && !isTrue(child.outer["deprecated"]) {
			want.add(child.name)
		}
	}
}

// scalar returns an example of a field without nested fields: a value, or a list or map of values. It returns nil if there is none.
func scalar(n *node) any {
	if examples := list(n.outer["examples"]); len(examples) > 0 {
		return examples[0]
	}
	value := simple(n.inner)
	switch {
	case value == nil:
		return nil
	case n.wraps == "[]":
		return []any{value}
	case n.wraps == "map[string]":
		return map[string]any{"key": value}
	}
	return value
}

func simple(s schema) any {
	if examples := list(s["examples"]); len(examples) > 0 {
		return examples[0]
	}
	if only := s["const"]; only != nil {
		return only
	}
	if names := words(s["enum"]); len(names) > 0 {
		return names[0]
	}
	if typeOf(s) == "boolean" {
		return true
	}
	if typeOf(s) == "object" {
		return map[string]any{}
	}
	return unspoken(s)
}

// unspoken returns a value for a field of a CRD, whose schema has no examples. It returns nil for an unknown type.
func unspoken(s schema) any {
	if value := s["default"]; value != nil {
		return value
	}
	switch typeOf(s) {
	case "integer", "number":
		if least, ok := s["minimum"].(json.Number); ok && least != "-2147483648" && least != "-9223372036854775808" { // the minimum is not that of the integer type
			return least
		}
		return json.Number("1")
	case "string":
		return "text"
	}
	return nil
}

// yamlOf converts a value to YAML with its keys in the order of the command fmt. path is the path of the value, without indexes.
func (t *tree) yamlOf(v any, path []string) *yamltree.Node {
	switch v := v.(type) {
	case map[string]any:
		out := yamltree.Mapping()
		keys := slices.Sorted(maps.Keys(v))
		_ = format.Order(t.target, path, keys) // fails only for an invalid schema, and this schema is valid
		for i, key := range keys {
			out.Insert(i, key, t.yamlOf(v[key], append(slices.Clone(path), key)))
		}
		return out
	case []any:
		out := yamltree.Sequence()
		for _, item := range v {
			out.Append(t.yamlOf(item, path))
		}
		return out
	case string:
		out := yamltree.Scalar(v)
		if !format.IsPlain(v) { // such as a time, which the API server reads as a string
			out.Raw = strconv.Quote(v)
		}
		return out
	}
	return yamltree.Scalar(v)
}
