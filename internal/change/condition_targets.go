package change

import (
	"maps"
	"slices"
	"strings"

	"github.com/backendctl/backendctl/internal/manifest"
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
		settings, gone := in.moved(c)
		return len(gone) > 0 && in.isCovered(c.sideOfValue(), gone, settings) && !in.hasConflict(gone, settings)
	}}
	isRivalled = &Condition{"when another policy with different settings has the same target", func(in *comparer, c *Change) bool {
		settings, gone := in.moved(c)
		return len(gone) > 0 && in.isCovered(c.sideOfValue(), gone, settings) && in.hasConflict(gone, settings)
	}}
	hasRival = &Condition{"when another policy with different settings has the same target", func(in *comparer, _ *Change) bool {
		if in.set == nil || in.roots[Before] == nil || in.roots[After] == nil {
			return false
		}
		own, _ := in.set.targetsOf(After, in.object)
		return in.hasConflict(own, settingsOf(in.kind, in.roots[After]))
	}}
)

// keepsTargets reports whether a policy applies on both sides to the objects that a change concerns on one side.
func (c *comparer) keepsTargets(side Side, change *Change) bool {
	concerned, isComplete := c.targetsOfChange(side, change)
	others, _ := c.set.targetsOf(side.other(), c.object)
	maps.DeleteFunc(concerned, func(to referent, _ bool) bool { return others[to] })
	return isComplete && len(concerned) == 0
}

// moved returns the settings that a policy no longer has, or newly has, because of an added or removed policy, target or field of a
// TrafficPolicy, and the targets to which they apply. The targets are empty if not all of them are known, or if a route refers to the policy.
func (c *comparer) moved(change *Change) (settings []Field, of targetSet) {
	isComplete, side := false, change.sideOfValue()
	switch {
	case c.set == nil:
		return nil, nil
	case change.Pattern == "" || isTargetEntry(change.Pattern):
		settings = settingsOf(c.kind, c.roots[side])
		of, isComplete = c.ownTargets(side, change)
	case c.kind == "TrafficPolicy" && change.isSetting() && c.roots[side.other()] != nil:
		settings = []Field{{lastField(change.Pattern), change.value()}}
		of, isComplete = c.set.targetsOf(side, c.object)
	}
	if !isComplete || !isTargetEntry(change.Pattern) && c.isReferredTo(side) {
		return nil, nil
	}
	return settings, of
}

// isReferredTo reports whether an object on the other side refers to the compared object, such as a filter of a route to a policy. An
// object that is missing there has the name that it has on the given side.
func (c *comparer) isReferredTo(side Side) bool {
	d := c.object.documents[side.other()]
	if d == nil {
		d = c.object.documents[side]
	}
	return len(c.set.referring(side.other(), referent{identityOf(d), ""})) > 0
}

// sideOfValue returns the side that has the value of an added or removed field.
func (c *Change) sideOfValue() Side {
	if c.Op == Removed {
		return Before
	}
	return After
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

// isCovered reports whether, for each target, other policies on the other side have the settings of the compared policy on the given side.
func (c *comparer) isCovered(side Side, targets targetSet, settings []Field) bool {
	for to := range targets {
		for _, f := range settings {
			if !f.Value.redundant && !c.hasOtherPolicy(side.other(), f.at(to), func(other *Value) bool {
				return hasSameSettings(f.Value, find(settingsOf(c.kind, other), f.Key)) && hasSameSigns(c.roots[side], other)
			}) {
				return false
			}
		}
	}
	return len(settings) > 0
}

// hasConflict reports whether, on one of the sides, a policy with other settings applies to one of the targets, so that the ages of the
// policies decide.
func (c *comparer) hasConflict(targets targetSet, settings []Field) bool {
	for to := range targets {
		for _, f := range settings {
			differs := func(other *Value) bool { return !hasSameSettings(f.Value, find(settingsOf(c.kind, other), f.Key)) }
			if c.hasOtherPolicy(Before, f.of(to), differs) || c.hasOtherPolicy(After, f.of(to), differs) {
				return true
			}
		}
	}
	return false
}

// settingsOf returns the settings of a policy for which it competes with another policy with the same target. TrafficPolicies are merged, so
// that each field is a setting. The spec of another policy is one setting without a name.
func settingsOf(kind string, root *Value) []Field {
	spec := root.at("spec")
	switch {
	case spec == nil:
		return nil
	case kind != "TrafficPolicy":
		return []Field{{"", spec}}
	}
	return slices.DeleteFunc(slices.Clone(spec.Fields), func(f Field) bool { return slices.Contains(targets, f.Key) })
}

// hasOtherPolicy reports whether, on a side, another policy of the kind that meets a condition applies to a target, or to that of a setting.
func (c *comparer) hasOtherPolicy(side Side, to referent, holds func(root *Value) bool) bool {
	own := c.object.documents[side]
	return slices.ContainsFunc(c.set.applying(side, c.object.document().Kind, to), func(other *objectPair) bool {
		return (own == nil || identityOf(own) != identityOf(other.documents[side])) && holds(other.roots[side])
	})
}

// hasSameSettings reports whether two settings, such as the specs of two policies, differ at most in the targets of the policies.
func hasSameSettings(a, b *Value) bool {
	switch {
	case a == nil || b == nil:
		return false
	case a.Kind != manifest.Mapping:
		return equal(a, b)
	}
	for f := range differentKeys(a, b) {
		if !slices.Contains(targets, f.keyB) && (f.a == nil || f.b == nil || !equal(f.a, f.b)) {
			return false
		}
	}
	return true
}
