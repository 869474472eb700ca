package explain

import (
	"fmt"
	"slices"
	"strings"

	"github.com/backendctl/backendctl/internal/stable"
)

// below returns all fields below the page's field in the shown targets. Parents come before their children.
func (p *Page) below(all []*tree) []Child {
	known := map[string]*node{}
	for _, f := range p.shown() {
		for _, t := range all {
			if t.target.ID == f.Target && f.Exists {
				for _, n := range t.all {
					known[n.path] = n // the newest target that has the field replaces the older ones
				}
			}
		}
	}
	var out []Child
	for path, n := range known {
		if p.Field == "" && path != "" || strings.HasPrefix(plain(path), plain(p.Field)+".") {
			c := childOf(n)
			whole := lifeOf(all, func(t *tree) bool { return t.byName[plain(n.parent.path)] != nil })
			c.Since, c.Until = whole.shorter(lifeOf(all, func(t *tree) bool { return t.byName[plain(path)] != nil }))
			out = append(out, c)
		}
	}
	stable.Sort(out, func(a, b Child) int {
		return slices.Compare(strings.Split(plain(a.Path), "."), strings.Split(plain(b.Path), "."))
	})
	return out
}

// A Tree is the page with all fields below one field.
type Tree struct {
	Field   string   `json:"field"`
	Targets []string `json:"targets"`
	Fields  []Child  `json:"fields"`
}

// Tree returns all fields below the page's field in the shown targets.
func (p *Page) Tree() *Tree {
	t := &Tree{Field: p.Field, Targets: []string{}, Fields: append([]Child{}, p.tree...)}
	for _, f := range p.shown() {
		t.Targets = append(t.Targets, f.Target)
	}
	return t
}

// depth returns the number of levels between the field of the tree and a child, 0 for a direct child.
func (t *Tree) depth(c Child) int {
	below := strings.Count(c.Path, ".")
	if t.Field == "" {
		return below
	}
	return below - strings.Count(t.Field, ".") - 1
}

func (t *Tree) title() string {
	if t.Field == "" {
		return "Backend"
	}
	return t.Field
}

// Text returns the tree for a terminal, with a line for each field. A field is indented below its parent.
func (t *Tree) Text(_ int, heading func(string) string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s (%s)\n", heading(t.title()), strings.Join(t.Targets, ", "))
	width := 0
	for _, c := range t.Fields {
		width = max(width, 2*t.depth(c)+len(c.Name))
	}
	for _, c := range t.Fields {
		name := strings.Repeat(margin, t.depth(c)) + c.Name
		fmt.Fprintf(&b, "  %s  %s\n", pad(name, width), c.dated())
	}
	return b.String()
}

// Markdown returns the tree as nested lists.
func (t *Tree) Markdown() string {
	var b strings.Builder
	fmt.Fprintf(&b, "# %s\n\nThe fields below it, in %s.\n\n", t.title(), strings.Join(t.Targets, ", "))
	for _, c := range t.Fields {
		fmt.Fprintf(&b, "%s- `%s`: %s\n", strings.Repeat(margin, t.depth(c)), c.Name, c.dated())
	}
	return b.String()
}
