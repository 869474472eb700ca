package convert

import (
	"slices"
	"sync"

	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/mapping"
	"github.com/backendctl/backendctl/internal/tree"
)

// settle sets a fate for all leaves below a node that do not have one.
func (o *object) settle(n *tree.Node, f Fate) {
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
func (o *object) speak(heir, n *tree.Node) {
	for _, leaf := range n.Leaves() {
		if _, known := o.fates[leaf]; !known && leaf.Origin != nil {
			o.speaksFor[heir] = append(o.speaksFor[heir], leaf)
		}
	}
}

// lose removes a node as a loss.
func (o *object) lose(n *tree.Node, why mapping.Loss) {
	o.settleLost(n, why)
	o.remove(n)
}

// settleLost records the loss of a node. If the node is not from the input, each leaf of the input in it is a separate loss.
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

// forget removes the placeholders in a node from the account, because the node is removed.
func (o *object) forget(n *tree.Node) {
	o.placeholders = slices.DeleteFunc(o.placeholders, func(p Placeholder) bool { return p.Node == n || isBelow(p.Node, n) })
}

// drop removes a node that has no meaning in the target.
func (o *object) drop(n *tree.Node, why string) {
	o.settle(n, Fate{Outcome: Dropped, Loss: mapping.Loss{Why: why}})
	o.remove(n)
}

// clear removes an explicit null so that another value can take its place. It keeps the objects around it, even if they are empty.
func (o *object) clear(n *tree.Node) {
	if n != nil {
		o.settle(n, Fate{Outcome: Dropped, Loss: mapping.Loss{Why: "null is the same as no field"}})
		n.Remove()
	}
}

// use removes a node whose value another node of the output has. That node gets its comments.
func (o *object) use(n, heir *tree.Node, to ...Place) {
	o.speak(heir, n)
	o.settle(n, Fate{Outcome: Mapped, To: to})
	up := n.Parent()
	n.Dissolve(heir)
	o.addHeir(up, heir)
	o.prune(up)
}

// remove removes a node, and the objects around it that become empty.
func (o *object) remove(n *tree.Node) {
	up := n.Parent()
	n.Remove()
	o.prune(up)
}

// prune removes empty objects from the inside out, up to the first one that still has a meaning.
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

// keepsEmpty reports whether an empty object has a meaning: in the output or, before the move, in the input.
func (o *object) keepsEmpty(n *tree.Node) bool {
	pattern := patternOf(n.Tokens(o.spec))
	if o.keeps != nil {
		return o.keeps(pattern)
	}
	row, ok := o.table.Row(pattern)
	return !o.moved && ok && row.Object && !row.Subtree || o.isObject(pattern)
}

// isObject reports whether the new shape has an object at a path that has a meaning even if it is empty.
func (o *object) isObject(pattern string) bool {
	return slices.ContainsFunc(objectRows(), func(r mapping.Row) bool { return r.At[o.to()] == pattern })
}

// objectRows returns the rows of objects that have a meaning even if they are empty.
var objectRows = sync.OnceValue(func() []mapping.Row {
	return slices.DeleteFunc(slices.Clone(mapping.Rows()), func(r mapping.Row) bool { return !r.Object })
})

// hold records a placeholder, which was added because the shape requires the value.
func (o *object) hold(n *tree.Node, what string, assumed bool) {
	words := "PLACEHOLDER: " + what
	if assumed {
		words = "ASSUMED: " + what
	}
	n.Comment(words)
	o.addPlaceholder(n, what, assumed)
}

// addPlaceholder records a placeholder that has a comment.
func (o *object) addPlaceholder(n *tree.Node, what string, assumed bool) {
	o.placeholders = append(o.placeholders, Placeholder{Node: n, What: what, Assumed: assumed})
}

func (o *object) isPlaceholder(n *tree.Node) bool {
	return slices.ContainsFunc(o.placeholders, func(p Placeholder) bool { return p.Node == n })
}

// settleAs records where the output has the value of a leaf, without moving the leaf.
func (o *object) settleAs(n *tree.Node, to Place) {
	o.settle(n, Fate{Outcome: Mapped, To: []Place{to}})
}
