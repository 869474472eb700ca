package change

import "strings"

// A row is a table entry with the value for some fields of a kind. The kind is empty for all kinds, or an asterisk and the end of the
// kind's name, as in *Route, or several of these with commas. The path is a whole pattern or the end of one. An asterisk at the end of the
// path stands for any key, which may contain dots.
type row[T any] struct {
	kind, path string
	value      T
}

// A table contains rows by the last field of their path.
type table[T any] map[string][]row[T]

func newTable[T any](rows ...[]row[T]) table[T] {
	t := table[T]{}
	for _, some := range rows {
		for _, r := range some {
			last := lastField(r.path)
			t[last] = append(t[last], r)
		}
	}
	return t
}

func lastField(path string) string { return path[strings.LastIndexByte(path, '.')+1:] }

// of returns the value of the last row that matches a field.
func (t table[T]) of(kind, pattern string) (found T, ok bool) {
	for _, last := range []string{"*", lastField(pattern)} {
		for _, r := range t[last] {
			if isKind(r.kind, kind) && endsWith(pattern, r.path) {
				found, ok = r.value, true
			}
		}
	}
	return found, ok
}

// isKind reports whether the kind of a row includes the given kind. The given kind may end with a space and a version. A row with the same
// kind and no version includes it.
func isKind(row, kind string) bool {
	if first, others, isList := strings.Cut(row, ","); isList {
		return isKind(first, kind) || isKind(others, kind)
	}
	if suffix, ends := strings.CutPrefix(row, "*"); ends {
		return strings.HasSuffix(kind, suffix)
	}
	return row == "" || row == kind || strings.HasPrefix(kind, row) && kind[len(row)] == ' '
}

func endsWith(pattern, path string) bool {
	if parent, isAnyField := strings.CutSuffix(path, ".*"); isAnyField {
		for i := strings.LastIndexByte(pattern, '.'); i >= 0; i = strings.LastIndexByte(pattern[:i], '.') { // the key may have dots
			if endsWith(pattern[:i], parent) {
				return true
			}
		}
		return false
	}
	return strings.HasSuffix(pattern, path) && (len(pattern) == len(path) || path == "" || pattern[len(pattern)-len(path)-1] == '.')
}

// A defaultTable finds the defaults of the fields of an object.
type defaultTable map[string][]defaultRow

// A defaultRow is the default of a field of an object.
type defaultRow struct {
	kind, parent, key string
	value             defaultOf
}

func newDefaultTable(rows ...[]row[defaultOf]) defaultTable {
	t := defaultTable{}
	for _, some := range rows {
		for _, r := range some {
			d := defaultRow{kind: r.kind, key: lastField(r.path), value: r.value}
			d.parent = strings.TrimSuffix(strings.TrimSuffix(r.path, d.key), ".")
			last := lastField(d.parent)
			t[last] = append(t[last], d)
		}
	}
	return t
}

// below returns the defaults of the fields of the object at a pattern.
func (t defaultTable) below(kind, pattern string) []defaultRow {
	var found []defaultRow
	for _, d := range t[lastField(pattern)] {
		if isKind(d.kind, kind) && (d.parent == "" && pattern == "" || d.parent != "" && endsWith(pattern, d.parent)) {
			found = append(found, d)
		}
	}
	return found
}
