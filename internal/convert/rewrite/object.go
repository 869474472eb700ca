// Package rewrite changes the tree of one object: it moves fields by a table of package mapping, adds companions, and records the outcome
// of every leaf of the input. It does not depend on products or on the stages of a conversion.
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

// A Scope has the values that all objects of a conversion share: the target, the input, and the targets of new policies.
type Scope struct {
	Target target.Target
	// Templates means that a value with a template expression, such as {{ .Values.host }}, is unknown. Otherwise it is a text.
	Templates bool
	Index     *references.Index
	// claims has the name of the new BackendTLSPolicy for each target that has one.
	claims map[references.Target]string
	// made has the resource of another product that each new Backend was made from.
	made map[references.Target]*manifest.Document
}

// NewScope returns the scope of a conversion.
func NewScope(to target.Target, templates bool, x *references.Index) *Scope {
	return &Scope{Target: to, Templates: templates, Index: x, claims: map[references.Target]string{}, made: map[references.Target]*manifest.Document{}}
}

// Make records the document that a new Backend is made from. It returns the document that a Backend with the same name was made from before,
// or nil if there is none.
func (s *Scope) Make(namespace, name string, from *manifest.Document) *manifest.Document {
	of := references.Target{Namespace: namespace, Group: references.KgatewayGroup, Kind: references.BackendKind, Name: name}
	before := s.made[of]
	if before == nil {
		s.made[of] = from
	}
	return before
}

// Named returns the display name of a shape: the id of a CRD target, or else the name of the shape.
func (s *Scope) Named(shape mapping.Shape) string {
	if s.Target.Custom() && shape == mapping.Of(s.Target) {
		return s.Target.ID
	}
	return string(shape)
}

// Claim records the name of a new BackendTLSPolicy for a target. A target can have one such policy.
func (s *Scope) Claim(target references.Target, name string) { s.claims[target] = name }

// Claimed returns the name of the new BackendTLSPolicy for a target, or "" if there is none.
func (s *Scope) Claimed(target references.Target) string { return s.claims[target] }

// Release returns the release line of the target.
func (s *Scope) Release() string { return s.Target.Release }

// An Object is the tree of one resource while it is converted, with the outcomes of its leaves and its new companions.
type Object struct {
	*Scope
	Account
	Document *manifest.Document
	doc      *yamltree.Document
	Root     *yamltree.Node
	Spec     *yamltree.Node
	Origin   mapping.Shape        // the shape of the input
	Goal     mapping.Shape        // the target shape: the shape after the last move
	Table    *mapping.Table       // the table of the current move, which may lead to a shape between Origin and Goal
	next     []*mapping.Table     // the tables of the later moves
	Beside   []*yamltree.Document // the companions that were created for it
	CRD      string               // the id of the CRD target that the input was written for, "" if it was written for another target

	// PolicyField moves a node to a path of a new policy. It is nil if no row of the table leads to a policy.
	PolicyField func(n *yamltree.Node, path string)
	// Keeps reports whether an empty object at a path has a meaning. If Keeps is nil, the table decides.
	Keeps func(pattern string) bool
	later map[*yamltree.Node]bool // the nodes that Move leaves in place
	moved bool                    // Move has run: the values are at their paths in the shape that the table leads to
}

// New returns the object at a node of a document. The tables are those of its moves, in their order.
func New(s *Scope, d *manifest.Document, doc *yamltree.Document, root *yamltree.Node, tables ...*mapping.Table) *Object {
	return &Object{
		Scope: s, Account: newAccount(root), Document: d, doc: doc, Root: root, Spec: root.Get("spec"),
		Origin: tables[0].From, Goal: tables[len(tables)-1].To, Table: tables[0], next: tables[1:], later: map[*yamltree.Node]bool{},
	}
}

// Advance selects the next table.
func (o *Object) Advance() { o.Table, o.next, o.moved = o.next[0], o.next[1:], false }

// Postpone makes Move leave a node in place, because a later step handles it.
func (o *Object) Postpone(n *yamltree.Node) { o.later[n] = true }

// From returns the shape that the current move leads from.
func (o *Object) From() mapping.Shape { return o.Table.From }

// To returns the shape that the current move leads to.
func (o *Object) To() mapping.Shape { return o.Table.To }

// IsFor20 reports whether the target shape is kgateway 2.0.
func (o *Object) IsFor20() bool { return o.Goal == mapping.Release("2.0") }

// Name returns the object's name, or "" if it is not set.
func (o *Object) Name() string { return o.Root.Find("metadata", "name").String() }

// Namespace returns the object's namespace, or "" if it is not set.
func (o *Object) Namespace() string { return o.Root.Find("metadata", "namespace").String() }

// At returns the node at a path below spec, such as aws.lambda, or nil if there is none. It does not look into the items of lists.
func (o *Object) At(path string) *yamltree.Node {
	if o.Spec == nil {
		return nil
	}
	return o.Spec.Find(strings.Split(path, ".")...)
}

// All returns the nodes at a path below spec, such as static.hosts[].port. A path with [] leads to all items of that list. Null values are
// omitted.
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

// PlaceIn returns the place in the output of a field of the object n.
func (o *Object) PlaceIn(n *yamltree.Node, field string) Place {
	return PlaceAt(NameOf(o.Root), diag.Pointer(append(n.Tokens(o.Root), field)...))
}

// Note records a note about a field, or about the whole object if the node is nil or not from the input.
func (o *Object) Note(n *yamltree.Node, text string) {
	at := source.Span{Start: o.Document.Root.Span.Start, End: o.Document.Root.Span.Start}
	if n != nil && n.Origin != nil {
		at = n.Origin.Key
	}
	o.Notes = append(o.Notes, Note{Text: text, Span: at})
}

// AskToDecide records a warning that a value contradicts another value, or that a name is taken, so the user must decide what is right.
func (o *Object) AskToDecide(n *yamltree.Node, text string) {
	o.Note(n, text)
	o.Notes[len(o.Notes)-1].NeedsDecision = true
}

// Missing records the loss of a setting that has no field in the input, such as a default. The parameter what describes the setting, such
// as "TLS to the hosts". It is empty if the reason is enough.
func (o *Object) Missing(n *yamltree.Node, what string, why mapping.Loss) {
	at := o.Root.Origin
	if n != nil && n.Origin != nil {
		at = n.Origin
	}
	o.Unnamed = append(o.Unnamed, Fate{Outcome: Lost, Loss: why, Where: at.Key, What: what})
}

// Supersede removes the loss of a setting that Missing has recorded, because another loss includes it.
func (o *Object) Supersede(what string) {
	var others []Fate
	for i := range o.Unnamed {
		if o.Unnamed[i].What != what {
			others = append(others, o.Unnamed[i])
		}
	}
	o.Unnamed = others
}

// IsSet reports whether a value exists and is not null. The API server treats null as unset, too.
func IsSet(n *yamltree.Node) bool { return n != nil && (n.Kind != manifest.Scalar || n.Value != nil) }

// IsMapping reports whether a node is an object, so that it can have fields.
func IsMapping(n *yamltree.Node) bool { return n != nil && n.Kind == manifest.Mapping }
