package explain

import "github.com/backendctl/backendctl/internal/target"

// FieldOf returns the description of the field at a path in a target. Brackets in the path, as in hosts[].port, are optional. It reports
// false if the target does not have the field; the description is empty then, and never nil.
func FieldOf(t target.Target, path string) (*Field, bool, error) {
	n, tree, err := nodeOf(t, path)
	if err != nil || n == nil {
		return &Field{}, false, err
	}
	return tree.fieldOf(n), true, nil
}

// Has reports whether a target has a field at a path. It treats an error as a missing field: the schemas are built in or were read before, so
// there is no other cause.
func Has(t target.Target, path string) bool {
	n, _, err := nodeOf(t, path)
	return n != nil && err == nil
}

// Paths returns the paths of all fields of a target, with [] after each list that has nested fields.
func Paths(t target.Target) ([]string, error) {
	_, tree, err := nodeOf(t, "")
	if err != nil || tree == nil {
		return nil, err
	}
	out := make([]string, len(tree.all))
	for i, n := range tree.all {
		out[i] = n.path
	}
	return out, nil
}

// Sample returns the value that the field at a path has in the example on the field's page. It reports false if the field has no example.
func Sample(t target.Target, path string) (any, bool, error) {
	n, tree, err := nodeOf(t, path)
	if err != nil || n == nil || n.path == "" {
		return nil, false, err
	}
	value, ok := tree.sampleOf(n)
	return value, ok, nil
}

// nodeOf returns the field at a path in a target, and the tree of the target. The field is nil if the target does not have it.
func nodeOf(t target.Target, path string) (*node, *tree, error) {
	if t.Custom() {
		own, err := customTree(t)
		if err != nil {
			return nil, nil, err
		}
		return own.byName[plain(path)], own, nil
	}
	all, err := trees()
	if err != nil {
		return nil, nil, err
	}
	for _, tree := range all {
		if tree.target == t {
			return tree.byName[plain(path)], tree, nil
		}
	}
	return nil, nil, nil
}
