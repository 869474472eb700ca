package convert

import (
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/mapping"
	"github.com/backendctl/backendctl/internal/tree"
)

// move takes everything below spec to where the table has it.
func (o *object) move() {
	o.moved = true
	for _, e := range o.spec.Fields() {
		o.place(e.Value, []string{e.Key})
	}
}

// place takes a node to its place. The tokens are its way below spec in the source's shape, wherever it stands by now.
func (o *object) place(n *tree.Node, tokens []string) {
	if o.later[n] {
		return
	}
	pattern := patternOf(tokens)
	to, ok := o.table.Destination(pattern)
	row, known := o.table.Row(pattern)
	switch {
	case !o.table.Knows(pattern) && mapping.Between(o.to(), o.to()).Knows(pattern):
		// a field that is new to the shape that the document has otherwise: it is written for where it goes
	case isSet(n) && n.Kind == manifest.Scalar && !known && o.table.Holds(pattern): // there are fields in that place
		o.loseUnknown(n)
	case n.IsLeaf() && !ok:
		o.unplaced(n, pattern, row, known)
	case n.IsLeaf():
		o.attachLeaf(n, tokensOf(to, indexesOf(tokens)))
	case known && row.Subtree && row.Policy != "":
		o.toPolicy(n, row.Policy+strings.TrimPrefix(pattern, row.At[o.from()]))
	case known && row.Subtree && row.Implied != "":
		o.drop(n, row.Implied)
	case known && row.Subtree && !ok && !o.table.Holds(pattern):
		o.lose(n, row.Loss)
	case !o.table.Knows(pattern):
		o.loseUnknown(n)
	default:
		o.box(n, tokens, to, ok && (to != "" || !known || !row.Subtree))
	}
}

// box takes an object or a list to its place, and then what is in it.
func (o *object) box(n *tree.Node, tokens []string, to string, ok bool) {
	if ok {
		way := tokensOf(to, indexesOf(tokens))
		if there := o.spec.Find(way...); there == nil {
			o.attach(n, way)
		}
	}
	if row, known := o.table.Row(patternOf(tokens)); known && row.Subtree && !o.table.Holds(patternOf(tokens)) {
		return
	}
	for i, e := range n.Fields() {
		token := e.Key
		if n.Kind == manifest.Sequence {
			token = strconv.Itoa(i)
		}
		o.place(e.Value, append(slices.Clone(tokens), token))
	}
	o.prune(n)
}

// unplaced decides about a leaf that has no place.
func (o *object) unplaced(n *tree.Node, pattern string, row mapping.Row, known bool) {
	switch {
	case n.Kind == manifest.Scalar && n.Value == nil:
		o.drop(n, "null is the same as no field")
	case row.Policy != "" && (n.Kind == manifest.Scalar || row.Object):
		o.toPolicy(n, row.Policy)
	case !known && n.Kind != manifest.Scalar && o.table.Knows(pattern):
		o.drop(n, "an empty "+kindWord(n)+" says nothing")
	case !known:
		o.loseUnknown(n)
	case row.Default != nil && reflect.DeepEqual(row.Default, n.Value):
		o.drop(n, fmt.Sprintf("%v is what happens there anyway", n.Value))
	case row.Implied != "":
		o.dropImplied(n, row.Implied)
	case n.Kind != manifest.Scalar && row.Loss.Code == "":
		o.drop(n, "an empty "+kindWord(n)+" says nothing")
	default:
		o.lose(n, o.lossOf(row))
	}
}

// dropImplied takes out a node because a value beside it says the same, which gets its comments.
func (o *object) dropImplied(n *tree.Node, why string) {
	up := n.Parent()
	heir := (*tree.Node)(nil)
	for i, e := range up.Entries {
		if e.Value != n && (heir == nil || i == up.Index(n)+1) { // the next one, or else the first
			heir = e.Value
		}
	}
	o.settle(n, Fate{Outcome: Dropped, Loss: mapping.Loss{Why: why}})
	n.Dissolve(heir)
	o.prune(up)
}

// lossOf returns the row's loss, or that there is simply no such field.
func (o *object) lossOf(row mapping.Row) mapping.Loss {
	if row.Loss.Code != "" {
		return row.Loss
	}
	return mapping.NoPlace
}

// loseUnknown takes out a field that the shape of the input does not have.
func (o *object) loseUnknown(n *tree.Node) {
	if n.Origin != nil {
		o.unknown = append(o.unknown, n)
	}
	o.lose(n, o.noSuchField())
}

func (o *object) noSuchField() mapping.Loss { return mapping.Unknown.With(o.from()) }

func kindWord(n *tree.Node) string {
	if n.Kind == manifest.Sequence {
		return "list"
	}
	return "object"
}

// attachLeaf takes a leaf to its place. What has to move and is null or, in most places, empty says nothing.
func (o *object) attachLeaf(n *tree.Node, way []string) {
	if !isSet(n) && !slices.Equal(n.Tokens(o.spec), way) {
		o.drop(n, "null is the same as no field")
		return
	}
	if n.Kind != manifest.Scalar && !slices.Equal(n.Tokens(o.spec), way) && !o.isObject(patternOf(way)) {
		o.drop(n, "an empty "+kindWord(n)+" says nothing")
		return
	}
	o.attach(n, way)
}

// attach takes a node to a way below spec, which is made where it is not there.
func (o *object) attach(n *tree.Node, way []string) {
	own := n.Tokens(o.spec)
	if len(own) <= len(way) && slices.Equal(own, way[:len(own)]) {
		if n.Kind == manifest.Scalar {
			wrap(n, way[len(own):])
		}
		return // it is there, or what is in it goes deeper by itself
	}
	up := o.spec
	for _, token := range way[:len(way)-1] {
		next := up.Find(token)
		if next == nil && up.Kind == manifest.Mapping {
			at := slot(up, n)
			if token == "policies" {
				at = len(up.Entries) // they are about what stands before them
			}
			next = up.Insert(at, token, tree.Mapping()).Value
		}
		if next == nil || next.Kind == manifest.Scalar && next.Value != nil {
			o.lose(n, mapping.InTheWay)
			return
		}
		up = next
	}
	if taken := up.Get(way[len(way)-1]); taken != nil && taken != n && !isBelow(n, taken) {
		o.lose(n, mapping.SaidTwice)
		return
	}
	if up.Kind != manifest.Mapping {
		o.lose(n, mapping.InTheWay)
		return
	}
	o.inherit(n, up)
	n.Move(up, slot(up, n), way[len(way)-1])
}

// wrap takes a scalar down into an object that gets its place.
func wrap(n *tree.Node, way []string) {
	for _, key := range way {
		up := n.Parent()
		box := up.Insert(slot(up, n), n.Token(), tree.Mapping()).Value
		n.Move(box, 0, key)
	}
}

// isBelow says whether a node is somewhere in another one, which goes when the last of what it holds has gone.
func isBelow(n, around *tree.Node) bool {
	for up := n.Parent(); up != nil; up = up.Parent() {
		if up == around {
			return true
		}
	}
	return false
}

// shift takes a node to the end of another object, with the comments of the objects that it leaves.
func (o *object) shift(n, to *tree.Node, key string) {
	o.inherit(n, to)
	n.Move(to, len(to.Entries), key)
}

// inherit makes a node the heir of the comments of the objects that it leaves.
func (o *object) inherit(n, to *tree.Node) {
	for up := n.Parent(); up != nil && up != to && up != o.spec; up = up.Parent() {
		if o.heirs[up] == nil {
			o.heirs[up] = n
		}
	}
}

// slot returns where a node that comes from below an object is to stand in it: before the entry that it came in. What comes
// from elsewhere stands at the end.
func slot(up, n *tree.Node) int {
	for at := n; at != nil; at = at.Parent() {
		if at.Parent() == up {
			if i := up.Index(at); i >= 0 {
				return i
			}
		}
	}
	return len(up.Entries)
}
