package scaffold

import (
	"slices"

	"github.com/backendctl/backendctl/internal/format"
	"github.com/backendctl/backendctl/internal/stable"
)

// sort sorts the fields of the Backends in the order that the command fmt uses.
func (d *draft) sort() error {
	for _, n := range append([]*node{d.backend}, d.extra...) {
		if n.child("kind").value == backendKind {
			if err := d.sortInside(n, nil); err != nil {
				return err
			}
		}
	}
	return nil
}

func (d *draft) sortInside(n *node, path []string) error {
	if n.kind == object {
		names := make([]string, 0, len(n.children))
		for _, child := range n.children {
			names = append(names, child.key)
		}
		if err := format.Order(d.Target, path, names); err != nil {
			return err
		}
		stable.Sort(n.children, func(a, b *node) int {
			return slices.Index(names, a.key) - slices.Index(names, b.key)
		})
	}
	for _, child := range n.children {
		inside := path
		if n.kind == object {
			inside = append(slices.Clone(path), child.key)
		}
		if err := d.sortInside(child, inside); err != nil {
			return err
		}
	}
	return nil
}
