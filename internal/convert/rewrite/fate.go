package rewrite

import (
	"slices"

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

// PlaceAt returns the place of a path in an object.
func PlaceAt(object, path string) Place { return Place{Object: object, Path: path} }

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

// An Apart is a setting of another document that does not apply to the object.
type Apart struct {
	Document *manifest.Document
	Fate     Fate
}

// Forgotten is the loss of a leaf that no step has handled.
var Forgotten = mapping.Loss{Code: mapping.NoField, Why: "backendctl did not convert it, which is a bug", Help: "please report it with the document"}

// Losses returns the fates of lost leaves, one for each value that was lost as a whole.
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

// NameOf returns the display name of an object: Backend/web.
func NameOf(root *yamltree.Node) string {
	return root.Get("kind").String() + "/" + root.Find("metadata", "name").String()
}

// TargetName returns the display name of a target: Backend/web.
func TargetName(ref *yamltree.Node) string {
	return ref.Get("kind").String() + "/" + ref.Get("name").String()
}
