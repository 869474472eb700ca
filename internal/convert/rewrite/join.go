package rewrite

import (
	"slices"
	"strings"

	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/source"
)

// SaidByOthers is the reason why a Backend drops a value: another Backend that was made from the same resource has the value.
const SaidByOthers = "another Backend of this resource has this value"

// joinLosses makes one loss of all losses in an object or a list, if they have the same reason and no value of that object or list is kept.
// It changes the given fates, which are those of the document's leaves.
func joinLosses(d *manifest.Document, fates []Fate) {
	var lost []string // paths
	for _, f := range fates {
		if f.Outcome == Lost {
			lost = append(lost, f.Path)
		}
	}
	if len(lost) < 2 {
		return
	}
	j := joiner{}
	for i := range fates {
		j[fates[i].Path] = &fates[i]
	}
	eachChild(d.Root, d.Path, func(child *manifest.Node, _ source.Span, path string) {
		eachChild(child, path, func(n *manifest.Node, key source.Span, path string) {
			// A resource with many ports becomes as many objects, which would all look at all ports.
			if slices.ContainsFunc(lost, func(p string) bool { return strings.HasPrefix(p, path+"/") }) {
				j.join(n, Leaf{path, key})
			}
		})
	})
}

// A joiner maps the paths of a document's leaves to their fates.
type joiner map[string]*Fate

// join returns the lost leaves at and below a node, and reports whether all of them have the same reason and no other value of the node is
// kept. It then makes them one loss: it sets their Whole and Where to the node, unless they already belong to one whole.
func (j joiner) join(n *manifest.Node, at Leaf) ([]*Fate, bool) {
	if len(n.Fields)+len(n.Items) == 0 {
		switch f := j[at.Path]; {
		case f == nil || f.Outcome == Mapped:
			return nil, false
		case f.Outcome == Dropped:
			return nil, !f.IsKept
		default:
			return []*Fate{f}, true
		}
	}
	var lost []*Fate
	alike := true
	eachChild(n, at.Path, func(child *manifest.Node, key source.Span, path string) {
		below, ok := j.join(child, Leaf{path, key})
		lost, alike = append(lost, below...), alike && ok
	})
	alike = alike && !slices.ContainsFunc(lost, func(f *Fate) bool { return f.Loss != lost[0].Loss })
	isOne := !slices.ContainsFunc(lost, func(f *Fate) bool { return f.Whole != lost[0].Whole })
	isInside := !slices.ContainsFunc(lost, func(f *Fate) bool { return !strings.HasPrefix(f.Whole, at.Path) })
	if alike && !isOne && isInside {
		for _, f := range lost {
			f.Whole, f.Where = at.Path, at.Span
		}
	}
	return lost, alike
}
