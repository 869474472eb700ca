package convert

import (
	"slices"
	"strconv"
	"strings"

	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/mapping"
	"github.com/backendctl/backendctl/internal/source"
	"github.com/backendctl/backendctl/internal/yamltree"
)

// An Outcome is the result for a leaf of the input. Every leaf has exactly one.
type Outcome int

// The outcomes.
const (
	Mapped  Outcome = iota // the output has its meaning
	Dropped                // it had no effect: a default, an implied value or bookkeeping
	Lost                   // the output does not have its meaning
)

var outcomes = []string{"mapped", "dropped", "lost"}

func (o Outcome) String() string { return outcomes[o] }

// A Leaf is a scalar or an empty collection of the input.
type Leaf struct {
	Path string // JSON Pointer in its YAML document
	Span source.Span
}

func leafOf(n *yamltree.Node) Leaf { return Leaf{n.Origin.Path, n.Origin.Key} }

// A Place is where the output has the value of a leaf.
type Place struct {
	Object string // kind/name
	Path   string // JSON Pointer in the object
}

// A Fate is the outcome of a leaf, with details.
type Fate struct {
	Leaf
	Outcome Outcome
	To      []Place      // for Mapped
	Loss    mapping.Loss // for Lost; for Dropped only the reason
	Whole   string       // the path of the value that was lost as a whole
	Where   source.Span  // the span of its key
	What    string       // the lost setting in words, if the input has no field for it
}

// A Placeholder is a value that the target shape requires and the input does not have.
type Placeholder struct {
	Node    *yamltree.Node
	Object  string
	Path    string // JSON Pointer in the object of the output
	What    string // a description of the value to enter
	Assumed bool   // the value is a likely default
}

// A Note describes a change of behaviour that is not the loss of a field.
type Note struct {
	Text string
	Span source.Span
	// NeedsDecision reports whether two values of the input contradict each other, and a person has to decide.
	NeedsDecision bool
}

// forgotten is the loss of a leaf that no step has handled.
var forgotten = mapping.Loss{Code: mapping.NoField, Why: "it was left out, which is a mistake of backendctl", Help: "please report it with the document"}

// account returns the fates of all leaves. A leaf without a fate was mapped to its own place in the output; a leaf that is not in the
// output is a mistake of this package.
func (o *object) account() []Fate {
	places := map[*yamltree.Node]Place{}
	if !o.gone {
		locate(places, o.root)
	}
	for _, d := range o.beside {
		locate(places, d.Root)
	}
	fates := make([]Fate, 0, len(o.leaves))
	for _, leaf := range o.leaves {
		f, known := o.fates[leaf]
		place, there := places[leaf]
		switch {
		case known:
			f.Leaf, f.To = leafOf(leaf), o.renamed(f.To)
		case there:
			f = Fate{Leaf: leafOf(leaf), To: []Place{place}}
		case !isSet(leaf): // another value has its place, and the leaf was null
			f = Fate{Leaf: leafOf(leaf), Outcome: Dropped, Loss: mapping.Loss{Why: "null is the same as no field"}}
		default:
			f = Fate{Leaf: leafOf(leaf), Outcome: Lost, Whole: leaf.Origin.Path, Where: leaf.Origin.Key, Loss: forgotten}
			o.set.missed++
		}
		fates = append(fates, f)
	}
	for i := range o.placeholders {
		p := &o.placeholders[i]
		root := o.holderOf(p.Node)
		p.Object, p.Path = objectOf(root), diag.Pointer(p.Node.Tokens(root)...)
	}
	return fates
}

// renamed returns the places with the object's new kind.
func (o *object) renamed(places []Place) []Place {
	out := slices.Clone(places)
	for i := range out {
		if kind, name, _ := strings.Cut(out[i].Object, "/"); kind == o.document.Kind && (name == o.document.Name || name == o.name()) {
			out[i].Object = objectOf(o.root)
		}
	}
	return out
}

// placeIn returns the place of a field of an object in the output.
func (o *object) placeIn(n *yamltree.Node, field string) Place {
	return Place{objectOf(o.root), diag.Pointer(append(n.Tokens(o.root), field)...)}
}

// locate records the place of every value. A value that is empty in the input may have fields in the output.
func locate(places map[*yamltree.Node]Place, root *yamltree.Node) {
	name := objectOf(root)
	var walk func(n *yamltree.Node, pointer string)
	walk = func(n *yamltree.Node, pointer string) {
		places[n] = Place{name, pointer}
		for i, e := range n.Fields() {
			token := e.Key
			if n.Kind == manifest.Sequence {
				token = strconv.Itoa(i)
			}
			walk(e.Value, pointer+diag.Pointer(token))
		}
	}
	walk(root, "")
}

// added returns the outermost fields of the result that the input does not have, as JSON Pointers, without placeholders.
func (o *object) added() []string {
	var out []string
	var walk func(n *yamltree.Node)
	walk = func(n *yamltree.Node) {
		switch {
		case o.isNew(n):
			out = append(out, diag.Pointer(n.Tokens(o.root)...))
		case n.Kind != manifest.Scalar:
			for _, e := range n.Fields() {
				walk(e.Value)
			}
		}
	}
	walk(o.root)
	return out
}

// changedValues returns the leaves whose value changed in the same place, as JSON Pointers, without the apiVersion and kind of a converted
// object.
func (o *object) changedValues() []string {
	var out []string
	becameOther := o.root.Get("kind").String() != o.document.Kind
	for _, leaf := range o.leaves {
		f, settled := o.fates[leaf]
		path := leaf.Origin.Path
		was, depth := o.document.Root.Lookup(diag.Tokens(strings.TrimPrefix(path, o.document.Path)))
		name := strings.TrimPrefix(path, o.document.Path)
		if settled && f.Outcome != Mapped || becameOther && (name == "/kind" || name == "/apiVersion") || depth < len(diag.Tokens(name)) {
			continue
		}
		if leaf.Parent() != nil && leaf.Pointer() == path && leaf.Kind == manifest.Scalar && leaf.Value != was.Value {
			out = append(out, path)
		}
	}
	return out
}

// isNew reports whether a value contains nothing from the input and no placeholder.
func (o *object) isNew(n *yamltree.Node) bool {
	return n.Origin == nil && !o.isPlaceholder(n) && len(o.speaksFor[n]) == 0 &&
		!slices.ContainsFunc(n.Fields(), func(e *yamltree.Entry) bool { return !o.isNew(e.Value) })
}

// objectOf returns the display name of an object: Backend/web.
func objectOf(root *yamltree.Node) string {
	return root.Get("kind").String() + "/" + root.Find("metadata", "name").String()
}

func objectOfDocument(d *manifest.Document) string { return d.Kind + "/" + d.Name }

// holderOf returns the object that contains a node of the result: the converted one or a companion.
func (o *object) holderOf(n *yamltree.Node) *yamltree.Node {
	for ; n.Parent() != nil; n = n.Parent() {
		if n == o.root || slices.ContainsFunc(o.beside, func(d *yamltree.Document) bool { return d.Root == n }) {
			break
		}
	}
	return n
}

// losses returns the fates of lost leaves, one for each value that was lost as a whole.
func losses(fates []Fate) []Fate {
	var out []Fate
	for _, f := range fates {
		same := func(other Fate) bool { return other.Whole == f.Whole && other.Loss == f.Loss }
		if f.Outcome == Lost && !slices.ContainsFunc(out, same) {
			out = append(out, f)
		}
	}
	return out
}
