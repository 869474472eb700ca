package change

import (
	"github.com/backendctl/backendctl/internal/manifest"
)

// An objectPair contains the documents and values of an object on both sides. The document and the value are nil on a side without the
// object.
type objectPair struct {
	documents [2]*manifest.Document
	roots     [2]*Value
}

// An objectSet finds objects of both sides for effects that depend on other objects.
type objectSet interface {
	// pairsOf returns all objects of a kind.
	pairsOf(kind string) []*objectPair
	// selecting returns the policies that may select an object by its labels.
	selecting(object *objectPair) []*objectPair
	// listeners returns the listeners that select Namespaces.
	listeners() listenerIndex
	// referring returns the objects that refer to an object or a section on a side.
	referring(side Side, to referent) []*objectPair
	// targetsOf returns the targets of a policy on a side. targetsIn returns the targets of some references and selectors of the policy.
	targetsOf(side Side, policy *objectPair) (targets targetSet, isComplete bool)
	targetsIn(side Side, policy *objectPair, refs, selectors []*Value) (targets targetSet, isComplete bool)
	// routeMatches returns the matches of all routes of a kind on both sides.
	routeMatches(kind string) [2]routeIndex
	// applying returns the policies of a kind that apply to a target. The target may be that of a setting, see Field.of.
	applying(side Side, kind string, to referent) []*objectPair
}

func (p *pairer) listeners() listenerIndex { return p.listenerIndex() }

func (p *pairer) selecting(object *objectPair) []*objectPair { return p.policies().of(object) }

// document returns the newer document of the object, or the older document if the object is only on the older side.
func (p *objectPair) document() *manifest.Document {
	if p.documents[After] == nil {
		return p.documents[Before]
	}
	return p.documents[After]
}

// newPair returns the pair of two documents with their effective values. One of the documents may be nil.
func (p *pairer) newPair(before, after *manifest.Document) *objectPair {
	pair := &objectPair{documents: [2]*manifest.Document{before, after}}
	for side, d := range pair.documents {
		if d != nil && (side == int(Before) || before != after) {
			pair.roots[side] = p.value(d, nil)
			p.interpret(Side(side), d.Kind, d, pair.roots[side])
		}
	}
	if before == after {
		pair.roots[After] = pair.roots[Before]
	}
	return pair
}

// changedPairs returns the objects whose text differs between the sides.
func (p *pairer) changedPairs() []*objectPair {
	var out []*objectPair
	for _, d := range p.sides[Before] {
		if !p.taken[d] {
			out = append(out, p.newPair(d, nil))
		}
	}
	for _, d := range p.sides[After] {
		out = append(out, p.newPair(p.partner[d], d))
	}
	return out
}

// pairsOf returns all objects of a kind on both sides, including those with unchanged text. They are found once.
func (p *pairer) pairsOf(kind string) []*objectPair {
	return cached(p, p.ofKind, kind, func() []*objectPair { return p.findPairs(kind) })
}

func (p *pairer) findPairs(kind string) []*objectPair {
	var out []*objectPair
	for _, pair := range p.changed() {
		if pair.document().Kind == kind {
			out = append(out, pair)
		}
	}
	for _, d := range p.unchanged(kind) {
		if d.Kind == kind {
			out = append(out, p.newPair(d, d))
		}
	}
	return out
}
