// Package rewrite changes the tree of one object: it moves fields by a table of package mapping, adds companions, and accounts for every
// leaf of the input. It knows no product and no stage of a conversion.
package rewrite

import (
	"strings"

	"github.com/backendctl/backendctl/internal/convert/references"
	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/mapping"
	"github.com/backendctl/backendctl/internal/source"
	"github.com/backendctl/backendctl/internal/target"
	"github.com/backendctl/backendctl/internal/yamltree"
)

// A Scope is what all objects of a conversion share: the target and the input. The claims grow while objects are converted.
type Scope struct {
	Target target.Target
	// Templates means that values with unrendered template expressions are unknown, instead of texts.
	Templates bool
	Index     *references.Index
	// claims has the names of the new BackendTLSPolicies, by target.
	claims map[references.Target]string
}

// NewScope returns the scope of a conversion.
func NewScope(to target.Target, templates bool, x *references.Index) *Scope {
	return &Scope{Target: to, Templates: templates, Index: x, claims: map[references.Target]string{}}
}

// Named returns the display name of a shape.
func (s *Scope) Named(shape mapping.Shape) string {
	if s.Target.Custom() && shape == mapping.Of(s.Target) {
		return s.Target.ID
	}
	return string(shape)
}

// Claim records the name of a new BackendTLSPolicy for a target, which can have one.
func (s *Scope) Claim(target references.Target, name string) { s.claims[target] = name }

// Claimed returns the name of the new BackendTLSPolicy for a target, empty if there is none.
func (s *Scope) Claimed(target references.Target) string { return s.claims[target] }

// Release returns the release line of the target.
func (s *Scope) Release() string { return s.Target.Release }

// An Object is the tree of one resource while it is rewritten, with the account of its leaves and the new objects beside it.
type Object struct {
	*Scope
	Account
	Document *manifest.Document
	doc      *yamltree.Document
	Root     *yamltree.Node
	Spec     *yamltree.Node
	Origin   mapping.Shape        // the shape of the input
	Goal     mapping.Shape        // the shape to convert to
	Table    *mapping.Table       // of the current move; it may lead to a shape between origin and goal
	next     []*mapping.Table     // of the moves after that
	Beside   []*yamltree.Document // the companions that were created for it

	// PolicyField moves a node to a path of a new policy, if rows of the table have such paths.
	PolicyField func(n *yamltree.Node, path string)
	// Keeps reports whether an empty object has a meaning. If it is nil, the table decides.
	Keeps func(pattern string) bool
	later map[*yamltree.Node]bool // nodes that the move leaves in place
	moved bool                    // the values are at their paths in the table's new shape
}

// New returns the object at a node of a document. It moves by one table after the other.
func New(s *Scope, d *manifest.Document, doc *yamltree.Document, root *yamltree.Node, tables ...*mapping.Table) *Object {
	return &Object{
		Scope: s, Account: newAccount(root), Document: d, doc: doc, Root: root, Spec: root.Get("spec"),
		Origin: tables[0].From, Goal: tables[len(tables)-1].To, Table: tables[0], next: tables[1:], later: map[*yamltree.Node]bool{},
	}
}

// Advance begins the move by the next table.
func (o *Object) Advance() { o.Table, o.next, o.moved = o.next[0], o.next[1:], false }

// Postpone makes moves leave a node in place.
func (o *Object) Postpone(n *yamltree.Node) { o.later[n] = true }

// From returns the shape that the current move leads from.
func (o *Object) From() mapping.Shape { return o.Table.From }

// To returns the shape that the current move leads to.
func (o *Object) To() mapping.Shape { return o.Table.To }

// IsFor20 reports whether the goal is kgateway 2.0.
func (o *Object) IsFor20() bool { return o.Goal == mapping.Release("2.0") }

// Name returns the object's name, empty if it is not set.
func (o *Object) Name() string { return o.Root.Find("metadata", "name").String() }

// Namespace returns the object's namespace, empty if it is not set.
func (o *Object) Namespace() string { return o.Root.Find("metadata", "namespace").String() }

// At returns the node at a path of the table below spec. It returns nil for paths into the items of a list.
func (o *Object) At(path string) *yamltree.Node {
	if o.Spec == nil {
		return nil
	}
	return o.Spec.Find(strings.Split(path, ".")...)
}

// All returns the nodes at a path of the table, in every item of the lists on the path.
func (o *Object) All(path string) []*yamltree.Node {
	if o.Spec == nil {
		return nil
	}
	found := []*yamltree.Node{o.Spec}
	if path == "" {
		return found
	}
	for step := range strings.SplitSeq(path, ".") {
		key, list := strings.CutSuffix(step, "[]")
		var next []*yamltree.Node
		for _, n := range found {
			v := n.Get(key)
			switch {
			case v == nil || v.Kind == manifest.Scalar && v.Value == nil:
			case list:
				next = append(next, Items(v)...)
			default:
				next = append(next, v)
			}
		}
		found = next
	}
	return found
}

// PlaceIn returns the place of a field of an object in the output.
func (o *Object) PlaceIn(n *yamltree.Node, field string) Place {
	return PlaceAt(NameOf(o.Root), diag.Pointer(append(n.Tokens(o.Root), field)...))
}

// Note records a note about the conversion of a field.
func (o *Object) Note(n *yamltree.Node, text string) {
	at := source.Span{Start: o.Document.Root.Span.Start, End: o.Document.Root.Span.Start}
	if n != nil && n.Origin != nil {
		at = n.Origin.Key
	}
	o.Notes = append(o.Notes, Note{Text: text, Span: at})
}

// AskToDecide warns that a value contradicts another one.
func (o *Object) AskToDecide(n *yamltree.Node, text string) {
	o.Note(n, text)
	o.Notes[len(o.Notes)-1].NeedsDecision = true
}

// Missing records the loss of a setting that has no field in the input. What names the setting, such as "the TLS to the hosts"; it is empty
// if the reason is enough.
func (o *Object) Missing(n *yamltree.Node, what string, why mapping.Loss) {
	at := o.Root.Origin
	if n != nil && n.Origin != nil {
		at = n.Origin
	}
	o.Unnamed = append(o.Unnamed, Fate{Outcome: Lost, Loss: why, Where: at.Key, What: what})
}

// IsSet reports whether a value exists and is not null, as the API server does.
func IsSet(n *yamltree.Node) bool { return n != nil && (n.Kind != manifest.Scalar || n.Value != nil) }

// IsMapping reports whether a node can have fields. In a manifest that is not valid, a field may have any type.
func IsMapping(n *yamltree.Node) bool { return n != nil && n.Kind == manifest.Mapping }
