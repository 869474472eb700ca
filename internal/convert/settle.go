package convert

import (
	"cmp"
	"slices"

	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/mapping"
	"github.com/backendctl/backendctl/internal/tree"
)

// settle gives all leaves below a node a fate that they do not have yet.
func (o *object) settle(n *tree.Node, f Fate) {
	for _, leaf := range n.Leaves() {
		if _, known := o.fates[leaf]; !known && leaf.Origin != nil {
			f.Leaf = leafOf(leaf)
			o.fates[leaf] = f
		}
		for _, said := range o.speaksFor[leaf] { // what they were mapped to goes
			f.Leaf, f.Whole, f.Where = leafOf(said), said.Origin.Path, said.Origin.Key
			o.fates[said] = f
		}
	}
}

// speak says that a value of the output has the meaning of the leaves below a node of the input.
func (o *object) speak(heir, n *tree.Node) {
	for _, leaf := range n.Leaves() {
		if _, known := o.fates[leaf]; !known && leaf.Origin != nil {
			o.speaksFor[heir] = append(o.speaksFor[heir], leaf)
		}
	}
}

// lose takes a node out: what it said cannot be said there.
func (o *object) lose(n *tree.Node, why mapping.Loss) {
	o.settleLost(n, why)
	o.remove(n)
}

// settleLost accounts for a node whose value is lost. Of one that the input does not have, each leaf that comes from there is lost by itself.
func (o *object) settleLost(n *tree.Node, why mapping.Loss) {
	lost := []*tree.Node{n}
	if n.Origin == nil {
		lost = n.Leaves()
	}
	for _, n := range lost {
		f := Fate{Outcome: Lost, Loss: why}
		if n.Origin != nil {
			f.Where, f.Whole = n.Origin.Key, n.Origin.Path
		}
		o.settle(n, f)
	}
	o.forget(n)
}

// forget takes the placeholders in a node out of the account, because the node goes.
func (o *object) forget(n *tree.Node) {
	o.placeholders = slices.DeleteFunc(o.placeholders, func(p Placeholder) bool { return p.Node == n || isBelow(p.Node, n) })
}

// drop takes a node out that says nothing there.
func (o *object) drop(n *tree.Node, why string) {
	o.settle(n, Fate{Outcome: Dropped, Loss: mapping.Loss{Why: why}})
	o.remove(n)
}

// clear takes a null out whose place is wanted. What is around it stays, however empty.
func (o *object) clear(n *tree.Node) {
	if n != nil {
		o.settle(n, Fate{Outcome: Dropped, Loss: mapping.Loss{Why: "null is the same as no field"}})
		n.Remove()
	}
}

// use takes a node out whose value another node of the output says now, to which its comments go.
func (o *object) use(n, heir *tree.Node, to ...Place) {
	o.speak(heir, n)
	o.settle(n, Fate{Outcome: Mapped, To: to})
	up := n.Parent()
	n.Dissolve(heir)
	o.heirs[up] = cmp.Or(o.heirs[up], heir)
	o.prune(up)
}

// remove takes a node out, and the objects around it that are left with nothing.
func (o *object) remove(n *tree.Node) {
	up := n.Parent()
	n.Remove()
	o.prune(up)
}

// prune removes objects that became empty, up to the first one that still says something.
func (o *object) prune(n *tree.Node) {
	for n != nil && n != o.spec && n.IsLeaf() && n.Kind != manifest.Scalar {
		up := n.Parent()
		if up == nil || up.Kind == manifest.Sequence || o.keepsEmpty(n) {
			return
		}
		n.Dissolve(o.heirs[n])
		n = up
	}
}

// keepsEmpty says whether an object means something when it is empty: in the output or, as long as nothing has moved, in the
// input.
func (o *object) keepsEmpty(n *tree.Node) bool {
	pattern := patternOf(n.Tokens(o.spec))
	if o.isCompanion {
		return mapping.KeepsEmpty(o.document.Kind, pattern)
	}
	row, ok := o.table.Row(pattern)
	return !o.moved && ok && row.Object && !row.Subtree || o.isObject(pattern)
}

func (o *object) isObject(pattern string) bool {
	for _, r := range o.set.objectRows {
		if r.At[o.to()] == pattern {
			return true
		}
	}
	return false
}
