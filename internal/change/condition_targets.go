package change

import (
	"maps"
	"slices"
	"strings"
)

// targetsOfChange returns the targets of the references and selectors that a change adds or removes. For a change within a reference or
// selector, it returns all targets of the policy on the given side.
func (c *comparer) targetsOfChange(side Side, change *Change) (targets targetSet, isComplete bool) {
	v := change.From
	if side == After {
		v = change.To
	}
	switch {
	case v == nil && (change.Op == Added || change.Op == Removed) && isTargetEntry(change.Pattern):
		return targetSet{}, true
	case change.Pattern == "spec.targetRefs":
		return c.set.targetsIn(side, c.object, v.items(), nil)
	case change.Pattern == "spec.targetRefs[]":
		return c.set.targetsIn(side, c.object, []*Value{v}, nil)
	case change.Pattern == "spec.targetSelectors":
		return c.set.targetsIn(side, c.object, nil, v.items())
	case change.Pattern == "spec.targetSelectors[]":
		return c.set.targetsIn(side, c.object, nil, []*Value{v})
	}
	return c.set.targetsOf(side, c.object)
}

// isTargetEntry reports whether a field contains whole references or selectors of a policy.
func isTargetEntry(pattern string) bool {
	return slices.Contains(targets, strings.TrimPrefix(strings.TrimSuffix(pattern, "[]"), "spec."))
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
		own, _ := in.set.targetsOf(After, in.object)
		for to := range own {
			if len(in.others(After, to)) > 0 {
				return true
			}
		}
		return false
	}}
)

// keepsTargets reports whether a policy applies on both sides to the objects that a change concerns on one side.
func (c *comparer) keepsTargets(side Side, change *Change) bool {
	concerned, isComplete := c.targetsOfChange(side, change)
	others, _ := c.set.targetsOf(side.other(), c.object)
	maps.DeleteFunc(concerned, func(to referent, _ bool) bool { return others[to] })
	return isComplete && len(concerned) == 0
}

// ownTargets returns the targets of an added or removed policy, reference or selector that the policy has on the given side only.
func (c *comparer) ownTargets(side Side, change *Change) (own targetSet, isComplete bool) {
	own, isComplete = c.targetsOfChange(side, change)
	if c.roots[side.other()] != nil {
		others, _ := c.set.targetsOf(side.other(), c.object)
		maps.DeleteFunc(own, func(to referent, _ bool) bool { return others[to] })
	}
	return own, isComplete
}

// isCovered reports whether, for each target, another policy on the other side has the settings of the compared policy on the given side.
func (c *comparer) isCovered(side Side, targets targetSet) bool {
	for to := range targets {
		if !slices.ContainsFunc(c.others(side.other(), to), func(other *objectPair) bool {
			return hasSameSettings(c.roots[side].at("spec"), other.roots[side.other()].at("spec"))
		}) {
			return false
		}
	}
	return true
}

// others returns the policies of the same kind as the compared policy that apply to a target on a side, without the compared policy.
func (c *comparer) others(side Side, to referent) []*objectPair {
	own := c.object.documents[side]
	return slices.DeleteFunc(slices.Clone(c.set.applying(side, c.object.document().Kind, to)), func(other *objectPair) bool {
		return own != nil && identityOf(own) == identityOf(other.documents[side])
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
