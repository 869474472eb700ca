package convert

import (
	"cmp"
	"slices"

	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/mapping"
	"github.com/backendctl/backendctl/internal/yamltree"
)

// settle sets a fate for all leaves below a node that do not have one.
func (o *object) settle(n *yamltree.Node, f Fate) {
	for _, leaf := range n.Leaves() {
		if _, known := o.fates[leaf]; !known && leaf.Origin != nil {
			f.Leaf = leafOf(leaf)
			o.fates[leaf] = f
		}
		for _, said := range o.speaksFor[leaf] { // the value to which they were mapped is removed
			f.Leaf, f.Whole, f.Where = leafOf(said), said.Origin.Path, said.Origin.Key
			o.fates[said] = f
		}
	}
}

// speak records that a value of the output has the meaning of the leaves below a node of the input.
func (o *object) speak(heir, n *yamltree.Node) {
	for _, leaf := range n.Leaves() {
		if _, known := o.fates[leaf]; !known && leaf.Origin != nil {
			o.speaksFor[heir] = append(o.speaksFor[heir], leaf)
		}
	}
}

// lose removes a node as a loss.
func (o *object) lose(n *yamltree.Node, why mapping.Loss) {
	o.settleLost(n, why)
	o.remove(n)
}

// settleLost records the loss of a node. If the node is not from the input, each leaf of the input in it is a separate loss.
func (o *object) settleLost(n *yamltree.Node, why mapping.Loss) {
	lost := []*yamltree.Node{n}
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

// forget removes the placeholders in a node from the account, because the node is removed.
func (o *object) forget(n *yamltree.Node) {
	o.placeholders = slices.DeleteFunc(o.placeholders, func(p Placeholder) bool { return p.Node == n || isBelow(p.Node, n) })
}

// drop removes a node that has no meaning in the target.
func (o *object) drop(n *yamltree.Node, why string) {
	o.settle(n, Fate{Outcome: Dropped, Loss: mapping.Loss{Why: why}})
	o.remove(n)
}

// clear removes an explicit null so that another value can take its place. It keeps the objects around it, even if they are empty.
func (o *object) clear(n *yamltree.Node) {
	if n != nil {
		o.settle(n, Fate{Outcome: Dropped, Loss: mapping.Loss{Why: "null is the same as no field"}})
		n.Remove()
	}
}

// use removes a node whose value another node of the output has. That node gets its comments.
func (o *object) use(n, heir *yamltree.Node, to ...Place) {
	o.speak(heir, n)
	o.settle(n, Fate{Outcome: Mapped, To: to})
	up := n.Parent()
	n.Dissolve(heir)
	o.heirs[up] = cmp.Or(o.heirs[up], heir)
	o.prune(up)
}

// remove removes a node, and the objects around it that become empty.
func (o *object) remove(n *yamltree.Node) {
	up := n.Parent()
	n.Remove()
	o.prune(up)
}

// prune removes empty objects from the inside out, up to the first one that still has a meaning.
func (o *object) prune(n *yamltree.Node) {
	for n != nil && n != o.spec && n.IsLeaf() && n.Kind != manifest.Scalar {
		up := n.Parent()
		if up == nil || up.Kind == manifest.Sequence || o.keepsEmpty(n) {
			return
		}
		n.Dissolve(o.heirs[n])
		n = up
	}
}

// keepsEmpty reports whether an empty object has a meaning: in the output or, before the move, in the input.
func (o *object) keepsEmpty(n *yamltree.Node) bool {
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
