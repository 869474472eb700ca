package rewrite

import (
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/mapping"
	"github.com/backendctl/backendctl/internal/yamltree"
)

// Move moves all values below spec to their paths in the new shape, as the object's current table states.
func (o *Object) Move() {
	o.moved = true
	for _, e := range o.Spec.Fields() {
		o.place(e.Value, []string{e.Key})
	}
}

// FitsAll refuses the object if it needs a member, such as gcp, that the target shape does not have. It reports false if the object is
// refused.
func (o *Object) FitsAll() bool {
	for _, e := range o.Spec.Fields() {
		o.fits(e.Value, []string{e.Key})
	}
	return !o.IsRefused()
}

// fits refuses the object if a node, or a node below it, needs a member that the target shape does not have. The tokens are the node's path
// below spec.
func (o *Object) fits(n *yamltree.Node, tokens []string) {
	if n.Kind == manifest.Scalar && n.Value == nil {
		return
	}
	pattern := PatternOf(tokens)
	if row, known := o.Table.Row(pattern); known && row.Member {
		if _, ok := row.At[o.To()]; !ok {
			o.Refuse(n, o.lossOf(row))
			return
		}
	}
	for i, e := range n.Fields() {
		token := e.Key
		if n.Kind == manifest.Sequence {
			token = strconv.Itoa(i)
		}
		o.fits(e.Value, append(slices.Clone(tokens), token))
	}
}

// place moves a node to its new path. The tokens are the node's path below spec in the shape of the input, even if the node was moved
// before.
func (o *Object) place(n *yamltree.Node, tokens []string) {
	if o.later[n] {
		return
	}
	pattern := PatternOf(tokens)
	to, ok := o.Table.Destination(pattern)
	row, known := o.Table.Row(pattern)
	switch {
	case !o.Table.Knows(pattern) && mapping.Between(o.To(), o.To()).Knows(pattern):
		// the shape of the input does not have the field, but the target shape does
	case IsSet(n) && n.Kind == manifest.Scalar && !known && o.Table.Holds(pattern): // the new path is an object
		o.loseUnknown(n)
	case n.IsLeaf() && !ok:
		o.unplaced(n, pattern, row, known)
	case n.IsLeaf():
		o.attachLeaf(n, tokensOf(to, indexesOf(tokens)))
	case known && row.Subtree && row.Policy != "":
		o.PolicyField(n, row.Policy+strings.TrimPrefix(pattern, row.At[o.From()]))
	case known && row.Subtree && row.Implied != "":
		o.Drop(n, row.Implied)
	case known && row.Subtree && !ok && !o.Table.Holds(pattern):
		o.loseAround(n, row.Loss)
	case !o.Table.Knows(pattern):
		o.loseUnknown(n)
	default:
		o.box(n, tokens, to, ok && (to != "" || !known || !row.Subtree))
	}
}

// loseAround removes a node and records it as lost, except for the postponed nodes in it.
func (o *Object) loseAround(n *yamltree.Node, why mapping.Loss) {
	switch {
	case o.later[n]:
	case o.holdsLater(n):
		for _, e := range n.Fields() {
			o.loseAround(e.Value, why)
		}
	default:
		o.Lose(n, why)
	}
}

// holdsLater reports whether a postponed node is below n.
func (o *Object) holdsLater(n *yamltree.Node) bool {
	for later := range o.later {
		if isBelow(later, n) {
			return true
		}
	}
	return false
}

// box moves an object or a list to the path to, and then moves its contents. If ok is false, the new shape has no such object or list, and
// only the contents are moved.
func (o *Object) box(n *yamltree.Node, tokens []string, to string, ok bool) {
	if ok {
		way := tokensOf(to, indexesOf(tokens))
		if there := o.Spec.Find(way...); there == nil {
			o.attach(n, way)
		}
	}
	if row, known := o.Table.Row(PatternOf(tokens)); known && row.Subtree && !o.Table.Holds(PatternOf(tokens)) {
		return
	}
	for i, e := range n.Fields() {
		token := e.Key
		if n.Kind == manifest.Sequence {
			token = strconv.Itoa(i)
		}
		o.place(e.Value, append(slices.Clone(tokens), token))
	}
	o.Prune(n)
}

// unplaced moves a leaf that has no path in the new shape to a policy, or removes it as dropped or lost.
func (o *Object) unplaced(n *yamltree.Node, pattern string, row mapping.Row, known bool) {
	switch {
	case n.Kind == manifest.Scalar && n.Value == nil:
		o.Drop(n, "null is the same as no field")
	case row.Policy != "" && (n.Kind == manifest.Scalar || row.Object):
		o.PolicyField(n, row.Policy)
	case !known && n.Kind != manifest.Scalar && o.Table.Knows(pattern):
		o.Drop(n, "an empty "+kindWord(n)+" has no effect")
	case !known:
		o.loseUnknown(n)
	case row.Default != nil && reflect.DeepEqual(row.Default, n.Value):
		o.Drop(n, fmt.Sprintf("%v is the default in the target", n.Value))
	case row.Implied != "":
		o.dropImplied(n, row.Implied)
	case n.Kind != manifest.Scalar && row.Loss.Code == "":
		o.Drop(n, "an empty "+kindWord(n)+" has no effect")
	default:
		o.Lose(n, o.lossOf(row))
	}
}

// dropImplied removes a node because another value in the same object implies it. The next entry of the object, or else its first, gets the
// node's comments.
func (o *Object) dropImplied(n *yamltree.Node, why string) {
	up := n.Parent()
	heir := (*yamltree.Node)(nil)
	for i, e := range up.Entries {
		if e.Value != n && (heir == nil || i == up.Index(n)+1) { // the next entry, or else the first
			heir = e.Value
		}
	}
	o.SettleDropped(n, why)
	n.Dissolve(heir)
	o.Prune(up)
}

// lossOf returns the loss of a row of the table. If the row has none, it returns the loss of a field that the target does not have.
func (o *Object) lossOf(row mapping.Row) mapping.Loss {
	if row.Loss.Code != "" {
		return row.Loss
	}
	return mapping.NoPlace
}

// loseUnknown removes a field that the shape of the input does not have, as a loss. It also records the field as unknown, because it may be
// misspelt. If the input was written for a CRD, it does not, because the CRD may have the field.
func (o *Object) loseUnknown(n *yamltree.Node) {
	o.addUnknown(n)
	o.Lose(n, o.NoSuchField())
}

// FindUnknown records the fields that the shape of the input does not have, for an object that is not moved.
func (o *Object) FindUnknown() {
	for _, e := range o.Spec.Fields() {
		o.findUnknown(e.Value, []string{e.Key})
	}
}

func (o *Object) findUnknown(n *yamltree.Node, tokens []string) {
	pattern := PatternOf(tokens)
	if row, known := o.Table.Row(pattern); known && row.Subtree && !o.Table.Holds(pattern) {
		return
	}
	if !o.Table.Knows(pattern) {
		o.addUnknown(n)
		return
	}
	for i, e := range n.Fields() {
		token := e.Key
		if n.Kind == manifest.Sequence {
			token = strconv.Itoa(i)
		}
		o.findUnknown(e.Value, append(slices.Clone(tokens), token))
	}
}

// addUnknown records a field that the shape of the input does not have. It may be a misspelling, unless a CRD has it.
func (o *Object) addUnknown(n *yamltree.Node) {
	if n.Origin != nil && o.CRD == "" {
		o.Unknown = append(o.Unknown, n)
	}
}

// NoSuchField returns the loss of a field that the shape of the input does not have.
func (o *Object) NoSuchField() mapping.Loss {
	if o.CRD != "" {
		return mapping.OnlyInCRD.With(o.CRD)
	}
	return mapping.Unknown.With(o.From())
}

func kindWord(n *yamltree.Node) string {
	if n.Kind == manifest.Sequence {
		return "list"
	}
	return "object"
}
