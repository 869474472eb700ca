package diff

import (
	"strings"

	"github.com/backendctl/backendctl/internal/change"
	"github.com/backendctl/backendctl/internal/report/terminal"
	"github.com/backendctl/backendctl/internal/source"
)

// A branch is a node in the tree of changes: a part of a label, and the changes whose labels continue after it.
type branch struct {
	name   string
	change *change.Change // the change at the end of the branch; nil if the branch has branches below it
	below  []*branch
}

// newBranch returns the root of the tree of changes. Changes share branches for the parts at the beginning of their labels that are equal.
func newBranch(changes []change.Change) *branch {
	root := &branch{}
	for i := range changes {
		at := root
		for _, part := range labelParts(changes[i].Label) {
			at = at.child(part)
		}
		at.below = append(at.below, &branch{change: &changes[i]})
	}
	for _, b := range root.below {
		b.shrink()
	}
	return root
}

// labelParts splits a label before each field and list item: spec, .static, .hosts, [a:80], .port.
func labelParts(label string) []string {
	var parts []string
	depth, start, quoted := 0, 0, false
	for i := 0; i < len(label); i++ {
		c := label[i]
		switch {
		case c == '\\' && quoted:
			i++
		case c == '"' && depth > 0:
			quoted = !quoted
		case quoted:
		case c == '[' || c == '.' && depth == 0:
			if depth == 0 && i > start {
				parts = append(parts, label[start:i])
				start = i
			}
			if c == '[' {
				depth++
			}
		case c == ']':
			depth--
		}
	}
	return append(parts, label[start:])
}

func (b *branch) child(name string) *branch {
	for _, c := range b.below {
		if c.name == name && c.change == nil {
			return c
		}
	}
	c := &branch{name: name}
	b.below = append(b.below, c)
	return c
}

// shrink joins each branch that has only one branch below it with that branch.
func (b *branch) shrink() {
	for len(b.below) == 1 && b.change == nil {
		only := b.below[0]
		b.name, b.change, b.below = b.name+only.name, only.change, only.below
	}
	for _, c := range b.below {
		c.shrink()
	}
}

func (b *branch) leaves() int {
	n := 0
	for _, c := range b.below {
		n += c.leaves()
	}
	return max(n, 1)
}

// under writes the changes below a branch. Three or more changes with a common part of their labels get a heading.
func (p *printer) under(b *branch, prefix, indent string) {
	for _, c := range b.below {
		name := prefix + c.name
		switch {
		case c.change != nil:
			p.change(name, *c.change, indent)
		case c.leaves() >= 3 && strings.ContainsAny(c.name, ".[") && prefix == "":
			p.line(indent, p.Paint(terminal.Faint, source.Visible(name)))
			p.under(c, "", indent+"  ")
		default:
			p.under(c, name, indent)
		}
	}
}
