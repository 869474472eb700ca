package change

import (
	"maps"
	"slices"
	"strings"
)

// A targetSet contains the objects and sections that a policy applies to, by their newer names.
type targetSet map[referent]bool

// targetsOf returns the targets of a policy on a side. isComplete is false if a selector selects none of the known objects, because it
// may select unknown ones.
func (c *comparer) targetsOf(side Side, policy *objectPair) (targets targetSet, isComplete bool) {
	spec := policy.roots[side].at("spec")
	return c.targetsIn(side, policy, spec.at("targetRefs").items(), spec.at(targetSelectors).items())
}

// targetsIn returns the targets of some references and selectors of a policy, like targetsOf.
func (c *comparer) targetsIn(side Side, policy *objectPair, refs, selectors []*Value) (targets targetSet, isComplete bool) {
	targets, isComplete = targetSet{}, true
	for _, ref := range refs {
		if to, ok := (referenceForm{}).referentOf(policy.documents[side], ref); ok {
			targets[c.newer(side, to)] = true
		}
	}
	for _, selector := range selectors {
		selected := c.selected(side, policy, selector)
		isComplete = isComplete && len(selected) > 0
		for _, to := range selected {
			targets[c.newer(side, to)] = true
		}
	}
	return targets, isComplete
}

// targetsOfChange returns the targets of the references and selectors that a change adds or removes. For a change within a reference or
// selector, it returns all targets of the side.
func (c *comparer) targetsOfChange(side Side, change *Change) (targets targetSet, isComplete bool) {
	v := change.From
	if side == After {
		v = change.To
	}
	switch {
	case v == nil && (change.Op == Added || change.Op == Removed) && isTargetEntry(change.Pattern):
		return targetSet{}, true
	case change.Pattern == "spec.targetRefs":
		return c.targetsIn(side, c.object, v.items(), nil)
	case change.Pattern == "spec.targetRefs[]":
		return c.targetsIn(side, c.object, []*Value{v}, nil)
	case change.Pattern == "spec.targetSelectors":
		return c.targetsIn(side, c.object, nil, v.items())
	case change.Pattern == "spec.targetSelectors[]":
		return c.targetsIn(side, c.object, nil, []*Value{v})
	}
	return c.targetsOf(side, c.object)
}

// isTargetEntry reports whether a field contains whole references or selectors of a policy.
func isTargetEntry(pattern string) bool {
	return slices.Contains(targets, strings.TrimPrefix(strings.TrimSuffix(pattern, "[]"), "spec."))
}

// selected returns the known objects on a side that a selector of a policy selects.
func (c *comparer) selected(side Side, policy *objectPair, selector *Value) []referent {
	var out []referent
	for _, object := range c.set.pairsOf(selector.at("kind").text()) {
		if object.documents[side] == nil {
			continue
		}
		id := identityOf(object.documents[side])
		if id.namespace == policy.documents[side].Namespace && id.group == selector.at("group").text() && selects(selector, object.roots[side]) {
			out = append(out, referent{id, ""})
		}
	}
	return out
}

// newer returns the newer name of a referent on a side.
func (c *comparer) newer(side Side, to referent) referent {
	if side == After {
		return to
	}
	return c.set.newName(to)
}

var (
	sameTargets = &Condition{"when the policy applies to the same objects", func(in *comparer, c *Change) bool {
		if in.set == nil || in.roots[Before] == nil || in.roots[After] == nil || c.followsRename() {
			return false
		}
		before, _ := in.targetsOfChange(Before, c)
		after, _ := in.targetsOfChange(After, c)
		return len(before)+len(after) > 0 && in.keepsTargets(Before, c) && in.keepsTargets(After, c)
	}}
	sameElsewhere = &Condition{"when another policy has the same settings for the same objects on the other side", func(in *comparer, c *Change) bool {
		if in.set == nil {
			return false
		}
		side := After
		if c.Op == Removed {
			side = Before
		}
		gone, isComplete := in.ownTargets(side, c)
		return isComplete && len(gone) > 0 && in.isCovered(side, gone)
	}}
	hasRival = &Condition{"when another policy of the kind has the same target", func(in *comparer, _ *Change) bool {
		if in.set == nil || in.roots[After] == nil {
			return false
		}
		own, _ := in.targetsOf(After, in.object)
		return slices.ContainsFunc(in.others(After), func(other *objectPair) bool {
			targets, _ := in.targetsOf(After, other)
			return slices.ContainsFunc(slices.Collect(maps.Keys(targets)), func(to referent) bool { return own[to] })
		})
	}}
)

// keepsTargets reports whether a policy applies on both sides to the objects that a change concerns on one side.
func (c *comparer) keepsTargets(side Side, change *Change) bool {
	concerned, isComplete := c.targetsOfChange(side, change)
	others, _ := c.targetsOf(side.other(), c.object)
	maps.DeleteFunc(concerned, func(to referent, _ bool) bool { return others[to] })
	return isComplete && len(concerned) == 0
}

// ownTargets returns the targets of an added or removed policy, reference or selector that the policy has on the given side only.
func (c *comparer) ownTargets(side Side, change *Change) (own targetSet, isComplete bool) {
	own, isComplete = c.targetsOfChange(side, change)
	if c.roots[side.other()] != nil {
		others, _ := c.targetsOf(side.other(), c.object)
		maps.DeleteFunc(own, func(to referent, _ bool) bool { return others[to] })
	}
	return own, isComplete
}

// isCovered reports whether, for each target, another policy on the other side has the settings that the policy has on the given side.
func (c *comparer) isCovered(side Side, targets targetSet) bool {
	left := maps.Clone(targets)
	for _, other := range c.others(side.other()) {
		if hasSameSettings(c.roots[side].at("spec"), other.roots[side.other()].at("spec")) {
			its, _ := c.targetsOf(side.other(), other)
			maps.DeleteFunc(left, func(to referent, _ bool) bool { return its[to] })
		}
	}
	return len(left) == 0
}

// others returns the other policies of the kind that exist on a side.
func (c *comparer) others(side Side) []*objectPair {
	return slices.DeleteFunc(slices.Clone(c.set.pairsOf(c.object.document().Kind)), func(other *objectPair) bool {
		own := c.object.documents[side]
		return other.documents[side] == nil || own != nil && identityOf(own) == identityOf(other.documents[side])
	})
}

// hasSameSettings reports whether the specs of two policies differ at most in their targets.
func hasSameSettings(a, b *Value) bool {
	if a == nil || b == nil {
		return false
	}
	for f := range differentKeys(a, b) {
		if !slices.Contains(targets, f.keyB) && (f.a == nil || f.b == nil || !equal(f.a, f.b)) {
			return false
		}
	}
	return true
}
