package explain

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/fuzzy"
	"github.com/backendctl/backendctl/internal/stable"
	"github.com/backendctl/backendctl/internal/target"
)

// ErrUnknownField means that no target has a field with a name. The error that wraps it contains the name.
var ErrUnknownField = errors.New("no such field")

// An AmbiguousError means that the paths of several fields end with a name.
type AmbiguousError struct {
	Name   string
	Fields []string
}

func (e *AmbiguousError) Error() string {
	const most = 12
	fields, rest := e.Fields, ""
	if len(fields) > most {
		fields, rest = fields[:most], fmt.Sprintf("\n  and %d more", len(fields)-most)
	}
	return fmt.Sprintf("%q is the name of several fields, use one of these:\n  %s%s", e.Name, strings.Join(fields, "\n  "), rest)
}

// Find returns the path of the field with a name, in the built-in targets and in the CRDs among targets. The name is a path as in kubectl
// explain, as in a report or as a JSON Pointer, with or without spec. It can also be the end of a path if only one path ends with it.
func Find(name string, targets ...target.Target) (string, error) {
	all, err := treesWith(targets)
	if err != nil {
		return "", err
	}
	wanted := key(name)
	for _, start := range []string{wanted, "spec." + wanted} {
		if path, ok := find(all, start); ok {
			return path, nil
		}
	}
	var ends []string
	for _, path := range paths(all) {
		if wanted != "" && strings.HasSuffix(plain(path), "."+wanted) {
			ends = append(ends, path)
		}
	}
	switch len(ends) {
	case 0:
		return "", fmt.Errorf("%w: %q", ErrUnknownField, name)
	case 1:
		return ends[0], nil
	}
	return "", &AmbiguousError{name, ends}
}

// isField reports whether a JSON Pointer leads to the field at a path.
func isField(path, pointer string) bool { return pointer != "" && plain(path) == key(pointer) }

// Concerns reports whether a finding at a JSON Pointer is about the field at a path. The pointer must lead to the field or, if the field is
// a list of objects, to a field inside an item.
func Concerns(path, pointer string) bool {
	if pointer == "" || isField(path, pointer) {
		return pointer != ""
	}
	all, err := trees()
	if err != nil || !strings.HasPrefix(key(pointer), plain(path)+".") {
		return false
	}
	return slices.ContainsFunc(all, func(t *tree) bool {
		n := t.byName[plain(path)]
		return n != nil && strings.HasPrefix(n.wraps, "[]") && len(n.children) > 0
	})
}

// IsInside reports whether a JSON Pointer leads to the object that contains the field at a path.
func IsInside(path, pointer string) bool {
	parent := strings.TrimSuffix(plain(path), plain(path)[strings.LastIndexByte(plain(path), '.')+1:])
	return pointer != "" && parent == key(pointer)+"."
}

// find returns the path of a field, given the path without brackets. The result has the brackets of the newest target that has the field.
// For a path below a map, find returns the path of the map.
func find(all []*tree, wanted string) (string, bool) {
	for _, t := range slices.Backward(all) {
		if n := t.byName[wanted]; n != nil {
			return n.path, true
		}
	}
	return mapAround(all, wanted)
}

// mapAround returns the path of the map that contains a path. It tries all parents of the path, because keys of maps may contain dots.
func mapAround(all []*tree, path string) (string, bool) {
	for ; path != ""; path = path[:max(strings.LastIndexByte(path, '.'), 0)] {
		for _, t := range slices.Backward(all) {
			if n := t.byName[path]; n != nil && n.wraps == "map[string]" {
				return n.path, true
			}
		}
	}
	return "", false
}

// key converts a path in any notation to the notation without brackets, indexes and the kind Backend, such as spec.static.hosts.port.
func key(name string) string {
	var tokens []string
	if strings.HasPrefix(name, "/") {
		tokens = diag.Tokens(name)
	} else {
		tokens = strings.FieldsFunc(name, func(r rune) bool { return strings.ContainsRune(".[]{}", r) })
	}
	tokens = slices.DeleteFunc(tokens, func(t string) bool { _, err := strconv.Atoi(t); return err == nil })
	if len(tokens) > 0 && (strings.EqualFold(tokens[0], "backend") || tokens[0] == "backends") {
		tokens = tokens[1:]
	}
	return strings.Join(tokens, ".")
}

// paths returns the sorted paths of all fields of all targets.
func paths(all []*tree) []string {
	var out []string
	for _, t := range all {
		for _, n := range t.all {
			out = append(out, n.path)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// Nearest returns the field, or one of the other words, that is most similar to a name. It compares the name with the whole path of each
// field, and with an end of the path that consists of the same number of names. It returns false if none is similar.
func Nearest(name string, others []string) (string, bool) {
	all, err := trees()
	if err != nil {
		return "", false
	}
	wanted := key(name)
	length := len(strings.Split(wanted, "."))
	candidates := slices.Clone(others)
	for _, path := range paths(all)[1:] { // the first is the document
		names := strings.Split(plain(path), ".")
		candidates = append(candidates, plain(path), strings.Join(names[max(len(names)-length, 0):], "."))
	}
	if near, ok := fuzzy.Nearest(name, candidates); ok {
		return near, true
	}
	return fuzzy.Nearest(wanted, candidates)
}

// Complete returns the fields whose paths begin with a partial path, up to the next dot. If the partial path is the path of a field, the
// result includes the fields of that field.
func Complete(begun string) []Child {
	all, err := trees()
	if err != nil {
		return nil
	}
	prefix := ""
	if i := strings.LastIndexByte(begun, '.'); i >= 0 {
		prefix = begun[:i]
	}
	var out []Child
	for _, written := range slices.Compact([]string{prefix, strings.TrimSuffix(begun, ".")}) {
		parents := []string{key(written)}
		if parents[0] != "" {
			parents = append(parents, "spec."+parents[0])
		}
		for _, t := range slices.Backward(all) {
			for _, parent := range parents {
				out = append(out, t.offers(parent, written, begun, out)...)
			}
		}
	}
	stable.Sort(out, func(a, b Child) int { return strings.Compare(a.Path, b.Path) })
	return out
}

// offers returns the fields of the object at the path parent whose paths begin with the partial path begun, without those in already.
// written is the path of the object as the user has typed it.
func (t *tree) offers(parent, written, begun string, already []Child) []Child {
	n := t.byName[parent]
	if n == nil {
		return nil
	}
	var out []Child
	for _, child := range n.children {
		c := childOf(child)
		c.Path = strings.TrimPrefix(written+"."+child.name, ".")
		if strings.HasPrefix(c.Path, begun) && !slices.ContainsFunc(already, func(o Child) bool { return o.Path == c.Path }) {
			out = append(out, c)
		}
	}
	return out
}

// Summary returns the first sentence of the description.
func (c Child) Summary() string { return cut(c.Description, 100) }

// HasFields reports whether the field has nested fields.
func (c Child) HasFields() bool { return c.inside > 0 }
