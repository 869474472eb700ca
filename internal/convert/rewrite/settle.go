package rewrite

import (
	"slices"
	"sync"

	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/mapping"
	"github.com/backendctl/backendctl/internal/yamltree"
)

// Settle sets the fate of the leaves of the input at and below a node, unless they already have a fate. It also sets the fate of the leaves
// whose values the node has, as recorded by [Object.Speak] and [Object.Borrow].
func (o *Object) Settle(n *yamltree.Node, f Fate) {
	o.settleHeirs(n, f)
	for _, leaf := range n.Leaves() {
		if _, known := o.fates[leaf]; !known && leaf.Origin != nil {
			f.Leaf = leafOf(leaf)
			o.fates[leaf] = f
		}
		for _, from := range o.speaksFor[leaf] { // the output no longer has the value that these leaves were mapped to
			f.Leaf, f.Whole, f.Where = leafOf(from), from.Origin.Path, from.Origin.Key
			o.fates[from] = f
		}
	}
}

// Speak records that a value of the output has the meaning of the leaves below a node of the input. If that value is removed later, its
// fate is also the fate of these leaves.
func (o *Object) Speak(heir, n *yamltree.Node) {
	for _, leaf := range n.Leaves() {
		if _, known := o.fates[leaf]; !known && leaf.Origin != nil {
			o.speaksFor[heir] = append(o.speaksFor[heir], leaf)
		}
	}
}

// Lose removes a node, and records it as lost.
func (o *Object) Lose(n *yamltree.Node, why mapping.Loss) {
	o.SettleLost(n, why)
	o.Remove(n)
}

// SettleLost records a node as lost, without removing it. If the node is not from the input, each leaf of the input in it is a separate
// loss.
func (o *Object) SettleLost(n *yamltree.Node, why mapping.Loss) {
	lost := []*yamltree.Node{n}
	if n.Origin == nil {
		lost = n.Leaves()
	}
	for _, n := range lost {
		f := Fate{Outcome: Lost, Loss: why}
		if n.Origin != nil {
			f.Where, f.Whole = n.Origin.Key, n.Origin.Path
		}
		o.Settle(n, f)
	}
	o.settleHeirs(n, Fate{Outcome: Lost, Loss: why})
	o.forget(n)
}

// forget removes the placeholders in a node from the account, because the node will be removed.
func (o *Object) forget(n *yamltree.Node) {
	o.Placeholders = slices.DeleteFunc(o.Placeholders, func(p Placeholder) bool { return p.Node == n || isBelow(p.Node, n) })
}

// Drop removes a node, and records it as dropped, because it has no effect in the target.
func (o *Object) Drop(n *yamltree.Node, why string) {
	o.SettleDropped(n, why)
	o.Remove(n)
}

// Clear removes an explicit null, so that another value can be set at its path. Unlike Drop, it keeps the objects around the null even if
// they become empty.
func (o *Object) Clear(n *yamltree.Node) {
	if n != nil {
		o.SettleDropped(n, "null is the same as no field")
		n.Remove()
	}
}

// Use removes a node because heir, another node of the output, now has its value, and records the places to. The heir also gets the node's
// comments.
func (o *Object) Use(n, heir *yamltree.Node, to ...Place) {
	o.Speak(heir, n)
	o.SettleAs(n, to...)
	up := n.Parent()
	n.Dissolve(heir)
	o.AddHeir(up, heir)
	o.Prune(up)
}

// Remove removes a node, and the objects around it that become empty. It records no fate.
func (o *Object) Remove(n *yamltree.Node) {
	up := n.Parent()
	n.Remove()
	o.Prune(up)
}

// Prune removes a node that is an empty object, and then each object around it that becomes empty. It stops at an object that has a meaning
// even if it is empty.
func (o *Object) Prune(n *yamltree.Node) {
	for n != nil && n != o.Spec && n.IsLeaf() && n.Kind != manifest.Scalar {
		up := n.Parent()
		if up == nil || up.Kind == manifest.Sequence || o.keepsEmpty(n) {
			return
		}
		n.Dissolve(o.heirs[n])
		n = up
	}
}

// keepsEmpty reports whether an empty object has a meaning: in the target shape or, before the move, in the shape of the input.
func (o *Object) keepsEmpty(n *yamltree.Node) bool {
	pattern := PatternOf(n.Tokens(o.Spec))
	if o.Keeps != nil {
		return o.Keeps(pattern)
	}
	row, ok := o.Table.Row(pattern)
	return !o.moved && ok && row.Object && !row.Subtree || o.isObject(pattern)
}

// isObject reports whether an object at a path of the target shape has a meaning even if it is empty.
func (o *Object) isObject(pattern string) bool {
	return slices.ContainsFunc(objectRows(), func(r mapping.Row) bool { return r.At[o.To()] == pattern })
}

// objectRows returns the rows of the mapping tables for objects that have a meaning even if they are empty.
var objectRows = sync.OnceValue(func() []mapping.Row {
	return slices.DeleteFunc(slices.Clone(mapping.Rows()), func(r mapping.Row) bool { return !r.Object })
})

// Hold marks a value as a placeholder, with a comment. The value was added because the shape requires it, and has no meaning.
func (o *Object) Hold(n *yamltree.Node, what string) {
	n.Comment("PLACEHOLDER: " + what)
	o.Placeholders = append(o.Placeholders, Placeholder{Node: n, What: what})
}

// Assume marks a value as a placeholder with a likely default, with a comment.
func (o *Object) Assume(n *yamltree.Node, what string) {
	n.Comment("ASSUMED: " + what)
	o.AddAssumption(n, what)
}

// AddAssumption records a placeholder with a likely default without adding a comment.
func (o *Object) AddAssumption(n *yamltree.Node, what string) {
	o.Placeholders = append(o.Placeholders, Placeholder{Node: n, What: what, Assumed: true})
}

// IsPlaceholder reports whether a value is a placeholder.
func (o *Object) IsPlaceholder(n *yamltree.Node) bool {
	return slices.ContainsFunc(o.Placeholders, func(p Placeholder) bool { return p.Node == n })
}

// SettleAs records the places in the output that have the values below a node. It does not move the node.
func (o *Object) SettleAs(n *yamltree.Node, to ...Place) { o.Settle(n, Fate{Outcome: Mapped, To: to}) }

// KeptBy returns the fate of a value that is dropped because another object of the output has the setting. The parameter why is the reason,
// which contains the name of that object.
func KeptBy(why string) Fate {
	return Fate{Outcome: Dropped, IsKept: true, Loss: mapping.Loss{Why: why}}
}

// SettleDropped records the values below a node as dropped, with the reason. It does not remove the node.
func (o *Object) SettleDropped(n *yamltree.Node, why string) {
	o.Settle(n, Fate{Outcome: Dropped, Loss: mapping.Loss{Why: why}})
}
