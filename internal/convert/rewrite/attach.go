package rewrite

import (
	"slices"

	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/mapping"
	"github.com/backendctl/backendctl/internal/yamltree"
)

// attachLeaf moves a leaf to its new path. If the path is another one than before, it drops a null instead, and also an empty object or
// list that has no meaning at the new path.
func (o *Object) attachLeaf(n *yamltree.Node, way []string) {
	if !IsSet(n) && !slices.Equal(n.Tokens(o.Spec), way) {
		o.Drop(n, "null is the same as no field")
		return
	}
	if n.Kind != manifest.Scalar && !slices.Equal(n.Tokens(o.Spec), way) && !o.isObject(PatternOf(way)) {
		o.Drop(n, "an empty "+kindWord(n)+" has no effect")
		return
	}
	o.attach(n, way)
}

// attach moves a node to a path below spec, and creates the objects on the path. If another value is in the way, the node is lost.
func (o *Object) attach(n *yamltree.Node, way []string) {
	own := n.Tokens(o.Spec)
	if len(own) <= len(way) && slices.Equal(own, way[:len(own)]) {
		if n.Kind == manifest.Scalar {
			wrap(n, way[len(own):])
		}
		return // the node is there already, or its fields are moved one by one
	}
	up := o.Spec
	for _, token := range way[:len(way)-1] {
		next := up.Find(token)
		if next == nil && up.Kind == manifest.Mapping {
			at := Slot(up, n)
			if token == "policies" {
				at = len(up.Entries) // comments at the end belong to the entries before them
			}
			next = up.Insert(at, token, yamltree.Mapping()).Value
		}
		if next == nil || next.Kind == manifest.Scalar && next.Value != nil {
			o.Lose(n, mapping.InTheWay)
			return
		}
		up = next
	}
	if taken := up.Get(way[len(way)-1]); taken != nil && taken != n && !isBelow(n, taken) {
		o.Lose(n, mapping.SaidTwice)
		return
	}
	if up.Kind != manifest.Mapping {
		o.Lose(n, mapping.InTheWay)
		return
	}
	o.Inherit(n, up)
	n.Move(up, Slot(up, n), way[len(way)-1])
}

// wrap replaces a scalar by an object that contains the scalar at a path.
func wrap(n *yamltree.Node, way []string) {
	for _, key := range way {
		up := n.Parent()
		box := up.Insert(Slot(up, n), n.Token(), yamltree.Mapping()).Value
		n.Move(box, 0, key)
	}
}

// isBelow reports whether a node is inside the node around, at any depth.
func isBelow(n, around *yamltree.Node) bool {
	for up := n.Parent(); up != nil; up = up.Parent() {
		if up == around {
			return true
		}
	}
	return false
}

// Shift moves a node to the end of the object to, under a key. The node gets the comments of the objects around it that become empty.
func (o *Object) Shift(n, to *yamltree.Node, key string) {
	o.Inherit(n, to)
	n.Move(to, len(to.Entries), key)
}

// Inherit makes a node get the comments of the objects around it, up to the object to, if they become empty.
func (o *Object) Inherit(n, to *yamltree.Node) {
	for up := n.Parent(); up != nil && up != to && up != o.Spec; up = up.Parent() {
		o.AddHeir(up, n)
	}
}

// Slot returns the position in an object for a node that is moved there. A node from below the object gets the position of the entry that
// contains it. Other nodes are appended.
func Slot(up, n *yamltree.Node) int {
	for at := n; at != nil; at = at.Parent() {
		if at.Parent() == up {
			if i := up.Index(at); i >= 0 {
				return i
			}
		}
	}
	return len(up.Entries)
}
