package convert

import (
	"strings"

	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/mapping"
	"github.com/backendctl/backendctl/internal/source"
	"github.com/backendctl/backendctl/internal/target"
	"github.com/backendctl/backendctl/internal/tree"
)

// A scope is what all objects of a conversion share.
type scope struct {
	target target.Target
	// templates means that values with unrendered template expressions are unknown, instead of texts.
	templates bool
	index     *index
	// claims has the names of the new BackendTLSPolicies, by target.
	claims map[policyTarget]string
}

// named returns the display name of a shape.
func (s *scope) named(shape mapping.Shape) string {
	if s.target.Custom() && shape == mapping.Of(s.target) {
		return s.target.ID
	}
	return string(shape)
}

// release returns the release line of the target.
func (s *scope) release() string { return s.target.Release }

// An object is the tree of one resource while it is rewritten, with the account of its leaves and the new objects beside it.
type object struct {
	*scope
	account
	document *manifest.Document
	doc      *tree.Document
	root     *tree.Node
	spec     *tree.Node
	origin   mapping.Shape    // the shape of the input
	goal     mapping.Shape    // the shape to convert to
	table    *mapping.Table   // of the current move; it may lead to a shape between origin and goal
	next     []*mapping.Table // of the moves after that
	beside   []*tree.Document // the companions that were created for it

	// policyField moves a node to a path of a new policy, if rows of the table have such paths.
	policyField func(n *tree.Node, path string)
	// keeps reports whether an empty object has a meaning. If it is nil, the table decides.
	keeps func(pattern string) bool
	later map[*tree.Node]bool // nodes that the move leaves in place
	moved bool                // the values are at their paths in the table's new shape
}

// newObject returns the object at a node of a document. It moves by one table after the other.
func newObject(s *scope, d *manifest.Document, doc *tree.Document, root *tree.Node, tables ...*mapping.Table) *object {
	return &object{
		scope: s, account: newAccount(root), document: d, doc: doc, root: root, spec: root.Get("spec"),
		origin: tables[0].From, goal: tables[len(tables)-1].To, table: tables[0], next: tables[1:], later: map[*tree.Node]bool{},
	}
}

// advance begins the move by the next table.
func (o *object) advance() { o.table, o.next, o.moved = o.next[0], o.next[1:], false }

// postpone makes moves leave a node in place.
func (o *object) postpone(n *tree.Node) { o.later[n] = true }

func (o *object) from() mapping.Shape { return o.table.From }

func (o *object) to() mapping.Shape { return o.table.To }

// isFor20 reports whether the goal is kgateway 2.0.
func (o *object) isFor20() bool { return o.goal == mapping.Release("2.0") }

// name returns the object's name, and namespace its namespace; empty if they are not set.
func (o *object) name() string      { return o.root.Find("metadata", "name").String() }
func (o *object) namespace() string { return o.root.Find("metadata", "namespace").String() }

// at returns the node at a path of the table below spec. It returns nil for paths into the items of a list.
func (o *object) at(path string) *tree.Node {
	if o.spec == nil {
		return nil
	}
	return o.spec.Find(strings.Split(path, ".")...)
}

// all returns the nodes at a path of the table, in every item of the lists on the path.
func (o *object) all(path string) []*tree.Node {
	if o.spec == nil {
		return nil
	}
	found := []*tree.Node{o.spec}
	if path == "" {
		return found
	}
	for step := range strings.SplitSeq(path, ".") {
		key, list := strings.CutSuffix(step, "[]")
		var next []*tree.Node
		for _, n := range found {
			v := n.Get(key)
			switch {
			case v == nil || v.Kind == manifest.Scalar && v.Value == nil:
			case list:
				next = append(next, items(v)...)
			default:
				next = append(next, v)
			}
		}
		found = next
	}
	return found
}

// placeIn returns the place of a field of an object in the output.
func (o *object) placeIn(n *tree.Node, field string) Place {
	return placeAt(objectOf(o.root), diag.Pointer(append(n.Tokens(o.root), field)...))
}

// note records a note about the conversion of a field.
func (o *object) note(n *tree.Node, text string) {
	at := source.Span{Start: o.document.Root.Span.Start, End: o.document.Root.Span.Start}
	if n != nil && n.Origin != nil {
		at = n.Origin.Key
	}
	o.notes = append(o.notes, Note{Text: text, Span: at})
}

// askToDecide warns that a value contradicts another one.
func (o *object) askToDecide(n *tree.Node, text string) {
	o.note(n, text)
	o.notes[len(o.notes)-1].NeedsDecision = true
}

// missing records the loss of a setting that has no field in the input. What names the setting, such as "the TLS to the hosts"; it is empty
// if the reason is enough.
func (o *object) missing(n *tree.Node, what string, why mapping.Loss) {
	at := o.root.Origin
	if n != nil && n.Origin != nil {
		at = n.Origin
	}
	o.besides = append(o.besides, Fate{Outcome: Lost, Loss: why, Where: at.Key, What: what})
}

// refuse records why the object cannot be represented in the target shape. The object stays unchanged.
func (o *object) refuse(n *tree.Node, why mapping.Loss) {
	if o.unfit != nil {
		return
	}
	o.unfit = &Fate{Outcome: Lost, Loss: why}
	if n == nil || n.Origin == nil {
		n = o.root
	}
	o.unfit.Where = n.Origin.Key
	o.unfit.Whole = n.Origin.Path
	if n == o.root {
		o.unfit.Where.End = o.unfit.Where.Start
		if len(o.document.Root.Fields) > 0 {
			o.unfit.Where = o.document.Root.Fields[0].KeySpan
		}
	}
}

// restore replaces the object by its state before the conversion. Its leaves have their own places, or the loss of an object that cannot be
// represented.
func (o *object) restore(before *tree.Node) {
	o.root.Adopt(before)
	o.beside, o.placeholders, o.notes, o.besides, o.apart, o.fates = nil, nil, nil, nil, nil, map[*tree.Node]Fate{}
	for _, leaf := range o.leaves {
		f := Fate{To: []Place{placeAt(objectOf(o.root), strings.TrimPrefix(leaf.Origin.Path, o.document.Path))}}
		if o.unfit != nil {
			f = *o.unfit
		}
		f.Leaf = leafOf(leaf)
		o.fates[leaf] = f
	}
}

// leaveUnchanged restores an object that may be valid in the target shape, but whose meaning is uncertain.
func (o *object) leaveUnchanged(before *tree.Node) {
	o.unfit = nil
	o.restore(before)
}

// isRefused reports whether the object cannot be represented in the target shape.
func (o *object) isRefused() bool { return o.unfit != nil }

// differs reports whether the object has changed, or has companions.
func (o *object) differs(before *tree.Node) bool {
	return len(o.beside) > 0 || !equalTrees(before, o.root)
}

// equalTrees reports whether two values are equal, including the order of their keys.
func equalTrees(a, b *tree.Node) bool {
	x, y := a.Fields(), b.Fields()
	if a.Kind != b.Kind || a.Value != b.Value || len(x) != len(y) {
		return false
	}
	for i := range x {
		if x[i].Key != y[i].Key || !equalTrees(x[i].Value, y[i].Value) {
			return false
		}
	}
	return true
}

// isSet reports whether a value exists and is not null, as the API server does.
func isSet(n *tree.Node) bool { return n != nil && (n.Kind != manifest.Scalar || n.Value != nil) }

// isMapping reports whether a node can have fields. In a manifest that is not valid, a field may have any type.
func isMapping(n *tree.Node) bool { return n != nil && n.Kind == manifest.Mapping }
