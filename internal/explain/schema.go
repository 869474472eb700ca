package explain

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"

	"github.com/backendctl/backendctl/internal/target"
)

// A schema is a decoded JSON Schema.
type schema = map[string]any

// A node is a field in the schema of one target.
type node struct {
	path     string // the path as in target.Changes, such as spec.static.hosts[].port
	name     string // the last name of the path
	parent   *node
	required bool
	outer    schema // the schema of the field
	inner    schema // the schema of each item of a list or value of a map; otherwise outer
	keys     schema // the schema of each key of a map
	wraps    string // the types around inner, such as [] or map[string]; "" for none
	children []*node
}

// A tree has all fields of one target.
type tree struct {
	target target.Target
	root   *node
	all    []*node          // all fields; each object is followed by its fields, which are sorted by name
	byName map[string]*node // the fields by path without brackets
}

// trees returns the trees of all built-in targets. They are read at the first call, which takes a few milliseconds. Each page needs all of
// them to show a field in other releases.
var trees = sync.OnceValues(func() ([]*tree, error) {
	var out []*tree
	for _, t := range target.All() {
		read, err := readTree(t)
		if err != nil {
			return nil, err
		}
		out = append(out, read)
	}
	return out, nil
})

// treesWith returns the trees of all built-in targets, and of the CRDs in others.
func treesWith(others []target.Target) ([]*tree, error) {
	all, err := trees()
	if err != nil {
		return nil, err
	}
	all = slices.Clone(all)
	for _, t := range others {
		if t.Custom() {
			own, err := customTree(t)
			if err != nil {
				return nil, err
			}
			all = append(all, own)
		}
	}
	return all, nil
}

var customTrees sync.Map // the functions func() (*tree, error) that read the trees of CRDs once, by target

// customTree returns the tree of a CRD. It reads the CRD's schema only once, because scaffold calls it for every field.
func customTree(t target.Target) (*tree, error) {
	read, _ := customTrees.LoadOrStore(t, sync.OnceValues(func() (*tree, error) { return readTree(t) }))
	return read.(func() (*tree, error))()
}

func readTree(t target.Target) (*tree, error) {
	var document schema
	decoder := json.NewDecoder(bytes.NewReader(t.Schema()))
	decoder.UseNumber()
	if err := decoder.Decode(&document); err != nil {
		return nil, fmt.Errorf("cannot read the schema of %s: %w", t.ID, err)
	}
	out := &tree{target: t, byName: map[string]*node{}}
	definitions, _ := document["$defs"].(schema)
	out.root = out.add(reader{definitions}, nil, "", document)
	return out, nil
}

// add adds a field and all fields below it to the tree, and returns its node.
func (t *tree) add(r reader, parent *node, name string, v any) *node {
	n := &node{name: name, parent: parent, outer: r.resolve(v)}
	if parent != nil {
		n.path = strings.TrimPrefix(parent.path+strings.Repeat("[]", strings.Count(parent.wraps, "[]"))+"."+name, ".")
		n.required = slices.Contains(words(parent.inner["required"]), name)
	}
	n.unwrap(r)
	t.all = append(t.all, n)
	t.byName[plain(n.path)] = n
	properties := object(n.inner["properties"])
	for _, child := range slices.Sorted(maps.Keys(properties)) {
		n.children = append(n.children, t.add(r, n, child, properties[child]))
	}
	return n
}

// unwrap sets inner and wraps: it descends through lists and maps to the schema of an item or a value.
func (n *node) unwrap(r reader) {
	n.inner = n.outer
	seen := map[any]bool{} // the references: a map of any values has a schema that refers to itself
	for {
		items, isList := n.inner["items"]
		values, isMap := n.inner["additionalProperties"].(schema)
		if isMap && !isList {
			items = values
		}
		ref := object(items)["$ref"]
		switch {
		case ref != nil && seen[ref]:
			n.inner = schema{}
			return
		case isList:
			n.inner, n.wraps = r.resolve(items), n.wraps+"[]"
		case isMap:
			n.keys = r.resolve(n.inner["propertyNames"])
			n.inner, n.wraps = r.resolve(values), n.wraps+"map[string]"
		default:
			return
		}
		seen[ref] = true
	}
}

// typeName returns the type of a field as kubectl explain writes it, such as []object.
func (n *node) typeName() string {
	name := typeOf(n.inner)
	if name == "" {
		name = "any"
	}
	return n.wraps + name
}

// A reader resolves references between schemas.
type reader struct{ definitions schema }

// resolve returns a schema merged with the schema that it refers to, if there is a reference. The schema's own keywords take precedence.
// The keyword "x-described-by" is a reference to a schema that only describes the field, because the server does not validate the field.
func (r reader) resolve(v any) schema {
	s := object(v)
	ref, ok := s["x-described-by"].(string)
	if !ok {
		ref, ok = s["$ref"].(string)
	}
	if !ok {
		return s
	}
	merged := schema{}
	maps.Copy(merged, r.resolve(r.definitions[strings.TrimPrefix(ref, "#/$defs/")]))
	maps.Copy(merged, s)
	delete(merged, "$ref")
	delete(merged, "x-described-by")
	return merged
}

func object(v any) schema { s, _ := v.(schema); return s }
func list(v any) []any    { l, _ := v.([]any); return l }
func text(v any) string   { s, _ := v.(string); return s }
func isTrue(v any) bool   { b, _ := v.(bool); return b }

// words returns the strings in a decoded list.
func words(v any) []string {
	var out []string
	for _, item := range list(v) {
		if s, ok := item.(string); ok {
			out = append(out, s)
		}
	}
	return out
}

// typeOf returns the type of a schema. If there are several types, it joins them, without "null".
func typeOf(s schema) string {
	if one := text(s["type"]); one != "" {
		return one
	}
	names := slices.DeleteFunc(words(s["type"]), func(name string) bool { return name == "null" })
	return strings.Join(names, " or ")
}

// plain removes the brackets from a path.
func plain(path string) string { return strings.ReplaceAll(path, "[]", "") }
