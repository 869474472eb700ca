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
		isReferent := c.Pattern == "" && len(in.set.referring(side.other(), referent{identityOf(in.object.documents[side]), ""})) > 0
		return isComplete && len(gone) > 0 && !isReferent && in.isCovered(side, gone)
	}}
	isRivalled = &Condition{"when a third policy with different settings has the same target", func(in *comparer, c *Change) bool {
		side := After
		if c.Op == Removed {
			side = Before
		}
		if c.Pattern != "" && !isTargetEntry(c.Pattern) || !sameElsewhere.holds(in, c) {
			return false
		}
		gone, _ := in.ownTargets(side, c)
		return in.hasConflict(side, gone)
	}}
	hasRival = &Condition{"when another policy of the kind has the same target", func(in *comparer, _ *Change) bool {
		if in.set == nil || in.roots[After] == nil {
			return false
		}
		own, _ := in.set.targetsOf(After, in.object)
		for to := range own {
			for _, others := range in.applying(After, to, "") {
				if in.hasOtherPolicy(After, others, anyPolicy) {
					return true
				}
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
	root := c.roots[side]
	settings, ok := settingsHash(root)
	for to := range targets {
		if !ok || !c.hasOtherPolicy(side.other(), c.applying(side.other(), to, "")[settings], func(other *Value) bool {
			return hasSameSettings(root.at("spec"), other.at("spec")) && hasSameSigns(root, other)
		}) {
			return false
		}
	}
	return true
}

// hasConflict reports whether, on one of the sides, a policy with other settings applies to one of the targets, so that the ages of the
// policies decide.
func (c *comparer) hasConflict(side Side, targets targetSet) bool {
	own, ok := settingsHash(c.roots[side])
	if !ok {
		return false
	}
	for to := range targets {
		for _, at := range []Side{Before, After} {
			for _, field := range rivalFields(c.object.document().Kind, c.roots[side].at("spec")) {
				for settings, others := range c.applying(at, to, field) {
					if settings != own && c.hasOtherPolicy(at, others, anyPolicy) {
						return true
					}
				}
			}
		}
	}
	return false
}

// rivalFields returns the fields for which a policy competes with another policy with the same target. TrafficPolicies are merged, so that
// they compete only if both set a field. Other policies compete always, which the field "" stands for.
func rivalFields(kind string, spec *Value) []string {
	if kind != "TrafficPolicy" {
		return []string{""}
	}
	var fields []string
	for _, f := range spec.Fields {
		if !slices.Contains(targets, f.Key) {
			fields = append(fields, f.Key)
		}
	}
	return fields
}

// settingsHash returns the hash of a policy's spec without its targets, and false if the policy has no spec.
func settingsHash(root *Value) (hash uint64, ok bool) {
	spec := root.at("spec")
	if spec == nil {
		return 0, false
	}
	return spec.hashWithout(targets...), true
}

// applying returns the policies of the object's kind that apply to a target on a side, like pairer.applying.
func (c *comparer) applying(side Side, to referent, field string) map[uint64][]*objectPair {
	return c.set.applying(side, c.object.document().Kind, to, field)
}

// hasOtherPolicy reports whether a list of policies on a side contains one that is not the compared policy and meets a condition.
func (c *comparer) hasOtherPolicy(side Side, policies []*objectPair, holds func(root *Value) bool) bool {
	own := c.object.documents[side]
	return slices.ContainsFunc(policies, func(other *objectPair) bool {
		return (own == nil || identityOf(own) != identityOf(other.documents[side])) && holds(other.roots[side])
	})
}

func anyPolicy(*Value) bool { return true }

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
