package mapping

import (
	"slices"
	"strings"
	"sync"
)

// A Table maps the paths of one shape, the source, to those of another shape.
type Table struct {
	From, To Shape

	rows  map[string]Row // the rows, by the source's path
	paths []string       // the paths that have rows, sorted
	mu    sync.Mutex
	boxes map[string]box // the results of derive, by path
}

// A box is the destination of an object that has no row. If there is no destination, ok is false.
type box struct {
	path string
	ok   bool
}

// New returns the table between two shapes for the given rows. If several rows have the same path of the source, the first one counts.
func New(from, to Shape, rows []Row) *Table {
	t := &Table{From: from, To: to, rows: map[string]Row{}, boxes: map[string]box{}}
	for _, r := range rows {
		path, ok := r.At[from]
		if _, taken := t.rows[path]; !ok || taken || r.From != "" && !slices.Contains(within(r.From), from) {
			continue
		}
		t.rows[path] = r
		t.paths = append(t.paths, path)
	}
	slices.Sort(t.paths)
	return t
}

var tables sync.Map // the tables that were used, by [2]Shape, including those from other products

// Between returns the table between two of [Shapes].
func Between(from, to Shape) *Table {
	key := [2]Shape{from, to}
	if t, ok := tables.Load(key); ok {
		return t.(*Table)
	}
	t, _ := tables.LoadOrStore(key, New(from, to, Rows()))
	return t.(*Table)
}

// Row returns the row for a path of the source. It may be the row of an object around the path that applies to the object's whole subtree.
func (t *Table) Row(path string) (Row, bool) {
	if r, ok := t.rows[path]; ok {
		return r, true
	}
	for up := path; up != ""; {
		up = Parent(up)
		if r, ok := t.rows[up]; ok && r.Subtree {
			return r, true
		}
	}
	return Row{}, false
}

// Destination returns the path in the other shape for a path of the source, and reports whether there is one. An object without a row moves
// to the object that gets most of its possible fields.
func (t *Table) Destination(path string) (string, bool) {
	if r, ok := t.rows[path]; ok {
		to, ok := r.At[t.To]
		return to, ok
	}
	if r, ok := t.Row(path); ok {
		to, ok := r.At[t.To]
		return to + strings.TrimPrefix(path, r.At[t.From]), ok
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	b, known := t.boxes[path]
	if !known {
		b.path, b.ok = t.derive(path)
		t.boxes[path] = b
	}
	return b.path, b.ok
}

// derive returns the destination of an object without a row. Each row of a field in the object is a vote for the object in the other shape
// that has the field at the same path below it. The object with the most votes is the destination.
func (t *Table) derive(path string) (string, bool) {
	votes := map[string]int{}
	best := ""
	for _, p := range t.paths {
		rest, below := strings.CutPrefix(p, path)
		if !below || rest == "" || rest[0] != '.' && rest[0] != '[' {
			continue
		}
		to, ok := t.rows[p].At[t.To]
		if !ok {
			continue
		}
		whole, ok := around(path, rest, to)
		if !ok {
			continue
		}
		votes[whole]++
		if votes[whole] > votes[best] {
			best = whole
		}
	}
	return best, best != ""
}

// around returns the path in the other shape of the object at path. It derives the path from a field in the object: rest is the field's
// path below the object, and to is the field's destination. It matches lists by their depth, and objects by the same path below them.
func around(path, rest, to string) (string, bool) {
	depth := strings.Count(path, "[]")
	if strings.HasPrefix(rest, "[]") || strings.HasSuffix(path, "[]") {
		if strings.HasPrefix(rest, "[]") {
			depth++
		}
		parts := strings.SplitAfter(to, "[]")
		if len(parts) <= depth {
			return "", false
		}
		whole := strings.Join(parts[:depth], "")
		if strings.HasPrefix(rest, "[]") {
			whole = strings.TrimSuffix(whole, "[]")
		}
		return whole, true
	}
	whole, keeps := strings.CutSuffix(to, rest)
	return whole, keeps && whole != "" && strings.Count(whole, "[]") == depth
}

// Holds reports whether the source has fields inside an object or a list, according to the rows.
func (t *Table) Holds(path string) bool {
	return slices.ContainsFunc(t.paths, func(p string) bool {
		return strings.HasPrefix(p, path+".") || strings.HasPrefix(p, path+"[]")
	})
}

// Knows reports whether the source has a path: the path has a row, or rows for fields below it.
func (t *Table) Knows(path string) bool {
	if _, ok := t.Row(path); ok {
		return true
	}
	return t.Holds(path)
}

// Fields returns the names of the fields of an object in the source, sorted.
func (t *Table) Fields(object string) []string {
	var names []string
	for _, p := range t.paths {
		if object != "" {
			var below bool
			if p, below = strings.CutPrefix(p, object+"."); !below {
				continue
			}
		}
		if name, _, _ := strings.Cut(strings.ReplaceAll(p, "[]", "."), "."); name != "" {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// Parent returns the path of the object or list that contains a field or an item. For example, it is spec.a[] for spec.a[].b, and spec.a
// for spec.a[].
func Parent(path string) string {
	if list, ok := strings.CutSuffix(path, "[]"); ok {
		return list
	}
	return path[:max(strings.LastIndexByte(path, '.'), 0)]
}
