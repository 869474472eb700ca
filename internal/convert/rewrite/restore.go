package rewrite

import (
	"strings"

	"github.com/backendctl/backendctl/internal/mapping"
	"github.com/backendctl/backendctl/internal/yamltree"
)

// Refuse records why the target shape cannot represent the object. The object then stays unchanged. Only the first call has an effect.
func (o *Object) Refuse(n *yamltree.Node, why mapping.Loss) {
	if o.unfit != nil {
		return
	}
	o.unfit = &Fate{Outcome: Lost, Loss: why}
	if n == nil || n.Origin == nil {
		n = o.Root
	}
	o.unfit.Where = n.Origin.Key
	o.unfit.Whole = n.Origin.Path
	if n == o.Root {
		o.unfit.Where.End = o.unfit.Where.Start
		if len(o.Document.Root.Fields) > 0 {
			o.unfit.Where = o.Document.Root.Fields[0].KeySpan
		}
	}
}

// Restore replaces the object by its state before the conversion. If the object was refused, all leaves are lost with that reason.
// Otherwise each leaf is mapped to its own place.
func (o *Object) Restore(before *yamltree.Node) {
	o.Root.Adopt(before)
	o.Beside, o.Placeholders, o.Notes, o.Unnamed, o.apart, o.fates = nil, nil, nil, nil, nil, map[*yamltree.Node]Fate{}
	for _, leaf := range o.Leaves {
		f := Fate{To: []Place{PlaceAt(NameOf(o.Root), strings.TrimPrefix(leaf.Origin.Path, o.Document.Path))}}
		if o.unfit != nil {
			f = *o.unfit
		}
		f.Leaf = leafOf(leaf)
		o.fates[leaf] = f
	}
}

// LeaveUnchanged restores an object that has an uncertain meaning, and cancels its refusal.
func (o *Object) LeaveUnchanged(before *yamltree.Node) {
	o.unfit = nil
	o.Restore(before)
}

// IsRefused reports whether the target shape cannot represent the object.
func (o *Object) IsRefused() bool { return o.unfit != nil }

// Refusal returns the reason why the object is refused, or "" if it is not.
func (o *Object) Refusal() string {
	if o.unfit == nil {
		return ""
	}
	return o.unfit.Loss.Why
}

// Differs reports whether the object differs from its state before the conversion, or has companions.
func (o *Object) Differs(before *yamltree.Node) bool {
	return len(o.Beside) > 0 || !equalTrees(before, o.Root)
}

// equalTrees reports whether two values are equal, including the order of their keys.
func equalTrees(a, b *yamltree.Node) bool {
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
