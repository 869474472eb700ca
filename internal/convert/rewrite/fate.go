package rewrite

import (
	"slices"

	"github.com/backendctl/backendctl/internal/mapping"
	"github.com/backendctl/backendctl/internal/source"
	"github.com/backendctl/backendctl/internal/yamltree"
)

// An Outcome states what became of a leaf of the input. Every leaf has exactly one outcome.
type Outcome int

// The outcomes.
const (
	Mapped  Outcome = iota // a value of the output has the leaf's meaning
	Dropped                // the leaf has no effect, another value implies it, or another object of the output has it
	Lost                   // no value of the output has the leaf's meaning
)

var outcomes = []string{"mapped", "dropped", "lost"}

func (o Outcome) String() string { return outcomes[o] }

// A Leaf is a value of the input without fields below it: a scalar, or an empty object or list.
type Leaf struct {
	Path string      // its JSON Pointer in the YAML document
	Span source.Span // the span of its key
}

func leafOf(n *yamltree.Node) Leaf { return Leaf{n.Origin.Path, n.Origin.Key} }

// A Place is where the output has the value of a leaf.
type Place struct {
	Object string // kind/name
	Path   string // JSON Pointer in the object
}

// PlaceAt returns the place of a path in an object.
func PlaceAt(object, path string) Place { return Place{Object: object, Path: path} }

// A Fate is the outcome of a leaf, with details.
type Fate struct {
	Leaf
	Outcome Outcome
	To      []Place      // the places in the output, for Mapped
	Loss    mapping.Loss // the reason and advice for Lost; only the reason for Dropped
	Whole   string       // the path of the object or list that was lost as a whole and contains the leaf
	Where   source.Span  // the span of the key of that object or list
	What    string       // the lost setting in words, if the input has no field for it
	IsKept  bool         // another object of the output has the setting, for Dropped; else the setting has no effect
}

// A Placeholder is a value that the target shape requires and the input does not have.
type Placeholder struct {
	Node    *yamltree.Node
	Object  string
	Path    string // JSON Pointer in the object of the output
	What    string // a description of the value to enter
	Assumed bool   // the value is a likely default
}

// A Note describes a consequence of the conversion that is not the loss of a setting, such as a change of behaviour.
type Note struct {
	Text string
	Span source.Span
	// NeedsDecision means that two values of the input contradict each other, so the user must decide which one is right.
	NeedsDecision bool
}

// Forgotten is the loss of a leaf that no step has handled, which is a bug.
var Forgotten = mapping.Loss{Code: mapping.NoField, Why: "backendctl did not convert it, which is a bug", Help: "please report it with the document"}

// Losses returns the fates of lost leaves. For all leaves of an object or list that was lost as a whole, it returns one fate.
func Losses(fates []Fate) []Fate {
	var out []Fate
	for _, f := range fates {
		same := func(other Fate) bool { return other.Whole == f.Whole && other.Loss == f.Loss }
		if f.Outcome == Lost && !slices.ContainsFunc(out, same) {
			out = append(out, f)
		}
	}
	return out
}

// NameOf returns the display name of an object, such as Backend/web.
func NameOf(root *yamltree.Node) string {
	return root.Get("kind").String() + "/" + root.Find("metadata", "name").String()
}

// TargetName returns the display name of a policy's target, such as Backend/web.
func TargetName(ref *yamltree.Node) string {
	return ref.Get("kind").String() + "/" + ref.Get("name").String()
}
