package scaffold

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/explain"
	"github.com/backendctl/backendctl/internal/mapping"
	"github.com/backendctl/backendctl/internal/target"
)

// Each type writes its fields at the paths that are listed in its flags and in its build function. If a newer release has a field at
// another path, the tables of package mapping contain the new path, and the functions of this file move the field there. If a CRD has a
// field at a path that no release has, the field is found by its name: see [renamed].

// locate returns the path of a field in a target, without indexes, or "" if the target has no such field. The parameter path may be the
// path of the field in an older release.
func locate(of target.Target, path string) string {
	if exists(of, path) {
		return path
	}
	to, _ := movedTo(of, path)
	return strings.ReplaceAll(to, "[]", "")
}

// fieldIn returns the field of a target that is written at a path without indexes, and reports whether the target has it.
func fieldIn(of target.Target, path string) (*explain.Field, bool, error) {
	at := locate(of, path)
	if at == "" {
		return &explain.Field{}, false, nil
	}
	return explain.FieldOf(of, at)
}

// movedTo returns the path in a target of a field of an older release, with [] for items. It returns false if the target does not have the
// field, or has it with another form of value, or if a CRD has several fields of that name. The parameter path has no indexes.
func movedTo(of target.Target, path string) (string, bool) {
	if to, ok := mappedTo(of, path); ok {
		return to, true
	}
	if to := renamed(of, path); len(to) == 1 {
		return to[0], true
	}
	return "", false
}

// mappedTo is movedTo for the moves between releases.
func mappedTo(of target.Target, path string) (string, bool) {
	for _, r := range slices.Backward(target.Releases()) {
		if target.Compare(r, of.Base()) >= 0 || !exists(r, path) {
			continue
		}
		table := mapping.Between(mapping.Of(r), mapping.Of(of))
		from := withLists(r, path)
		if row, ok := table.Row(from); ok && (row.How != "" || row.Policy != "") {
			return "", false
		}
		if to, ok := table.Destination(from); ok && exists(of, strings.ReplaceAll(specPrefix+to, "[]", "")) {
			return specPrefix + to, true
		}
		return "", false
	}
	return "", false
}

// specPrefix is the beginning of the paths in this package. The paths in package mapping do not have it.
const specPrefix = "spec."

// exists reports whether a target has a field at exactly this path.
func exists(of target.Target, path string) bool { return explain.Has(of, path) }

// withLists returns a path without the prefix spec, and with [] after each list that has nested fields.
func withLists(of target.Target, path string) string {
	names := strings.Split(path, ".")
	var out []string
	for i := 1; i < len(names); i++ {
		field, _, err := explain.FieldOf(of, strings.Join(names[:i+1], "."))
		if err == nil && i < len(names)-1 && strings.HasPrefix(field.Type, "[]") {
			names[i] += "[]"
		}
		out = append(out, names[i])
		names[i] = strings.TrimSuffix(names[i], "[]")
	}
	return strings.Join(out, ".")
}

// settle moves the fields of the Backends that the target has at another path than the path where they were written.
func (d *draft) settle() {
	for _, n := range append([]*node{d.backend}, d.extra...) {
		if n.child("kind").value == backendKind {
			d.settleOne(n)
		}
	}
}

func (d *draft) settleOne(backend *node) {
	type move struct {
		from, to []string
		node     node
	}
	var moves []move
	backend.walk("", func(pointer string, n *node) {
		path := plainPointer(pointer)
		if len(n.children) > 0 || exists(d.Target, path) {
			return
		}
		from := diag.Tokens(pointer)
		if to, ok := movedTo(d.Target, path); ok {
			moves = append(moves, move{from, withIndexes(to, from), *n})
			d.noteMove(path, to)
		} else if d.Target.Custom() && d.isOptional(path, n) {
			moves = append(moves, move{from: from})
		}
	})
	for _, m := range slices.Backward(moves) { // the last items first, because the indexes after a removed item change
		backend.remove(m.from)
	}
	for _, m := range moves {
		if at := backend.at(m.to); at != nil && m.to != nil {
			m.node.key = at.key
			*at = m.node
		}
	}
}

// noteMove adds a note about a field that only a CRD has at another path, because its name alone does not prove that it is the same field.
func (d *draft) noteMove(path, to string) {
	if _, isMapped := mappedTo(d.Target, path); isMapped {
		return
	}
	text := fmt.Sprintf("%s has no field %s: check %s, which has the same name and type", d.Target.ID, inRelease(path), to)
	if !slices.Contains(d.notes, text) {
		d.notes = append(d.notes, text)
	}
}

// isOptional reports whether a field that the CRD does not have can be left out: no flag has set it, and it is not a placeholder without a
// --set that can replace it. Otherwise it records an error.
func (d *draft) isOptional(path string, n *node) bool {
	if n.flag != "" && (n.mark == "" || len(d.Set) == 0) {
		d.fail(n.flag, "%w", missingField(d.Target, path))
		return false
	}
	return strings.HasPrefix(path, specPrefix)
}

// withIndexes returns the tokens of a path. Its lists get the indexes in the tokens from, in their order. A list without an index gets the
// index 0.
func withIndexes(path string, from []string) []string {
	indexes := slices.DeleteFunc(slices.Clone(from), func(token string) bool { return !isIndex(token) })
	var out []string
	for name := range strings.SplitSeq(path, ".") {
		name, isList := strings.CutSuffix(name, "[]")
		out = append(out, name)
		if !isList {
			continue
		}
		index := strconv.Itoa(0)
		if len(indexes) > 0 {
			index, indexes = indexes[0], indexes[1:]
		}
		out = append(out, index)
	}
	return out
}

// remove removes the node at a path, and the nodes around it that have no other children.
func (n *node) remove(tokens []string) {
	for len(tokens) > 0 {
		around := n.find(tokens[:len(tokens)-1])
		gone := around.child(tokens[len(tokens)-1])
		around.children = slices.DeleteFunc(around.children, func(c *node) bool { return c == gone })
		if len(around.children) > 0 {
			return
		}
		tokens = tokens[:len(tokens)-1]
	}
}
