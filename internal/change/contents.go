package change

import (
	"slices"

	"github.com/backendctl/backendctl/internal/manifest"
)

// targets are the fields of a policy that select the objects to which it applies.
var targets = []string{"targetRefs", targetSelectors}

// notSettings are the top-level fields of an object that are not settings.
var notSettings = []string{"apiVersion", "kind", "metadata", "status"}

// contents returns a change for each setting of an added or removed object: for each field of spec, and of other top-level mappings. It
// leaves out the targets of a policy, and fields that are set to their defaults.
func contents(kind string, op Op, root *Value) []Change {
	in := wholeOf(kind, op, root)
	if root == nil {
		return nil
	}
	for _, f := range root.Fields {
		at := place{}.field(f.Key)
		switch {
		case slices.Contains(notSettings, f.Key) || f.Value.redundant:
		case f.Value.Kind != manifest.Mapping:
			in.addWhole(at, op, f.Value)
		default:
			for _, below := range f.Value.Fields {
				if !below.Value.redundant && !slices.Contains(targets, below.Key) {
					in.addWhole(at.field(below.Key), op, below.Value)
				}
			}
		}
	}
	return in.changes
}

// targetsOf returns a change for each target field of an added or removed policy.
func targetsOf(kind string, op Op, root *Value) []Change {
	in := wholeOf(kind, op, nil)
	for _, key := range targets {
		if v := root.Get("spec").Get(key); v != nil && !v.redundant {
			in.addWhole(place{}.field("spec").field(key), op, v)
		}
	}
	return in.changes
}

// wholeOf returns a comparer for an object that exists on one side only.
func wholeOf(kind string, op Op, root *Value) *comparer {
	in := &comparer{kind: kind}
	if op == Added {
		in.roots[After] = root
	} else {
		in.roots[Before] = root
	}
	return in
}

// addWhole adds a change for one field of an added or removed object.
func (c *comparer) addWhole(at place, op Op, v *Value) {
	if op == Added {
		c.add(at, op, nil, v)
	} else {
		c.add(at, op, v, nil)
	}
}

// withHighestImpact returns the changes that have the highest impact.
func withHighestImpact(changes []Change) []Change {
	most := Impact(0)
	for _, c := range changes {
		most = max(most, c.Impact)
	}
	return slices.DeleteFunc(slices.Clone(changes), func(c Change) bool { return c.Impact < most })
}

// applyContents sets the effect and impact of a policy's change, or of a change of its targets, to those of the policy's field with the
// highest impact. The effect of a single field of the policy is the one that the field has in a policy that is added or removed.
func (c *Change) applyContents(in *comparer) {
	clause, of := in.contentsClause(c.Op)
	if c.isSetting() {
		clause = clauseOfSetting(in.kind, c)
	}
	c.Effect, c.Impact = clause.Effect, clause.Effect.Impact()
	switch {
	case c.Reason == "" || clause == noSettings:
		c.Reason = clause.Reason
	case c.Pattern != "metadata.name": // the settings of the other policy decide what a new name changes
		c.Reason += of + ": " + clause.Reason
	}
}

// isSetting reports whether a change adds or removes a setting of a policy: a field of its spec that is not about targets.
func (c *Change) isSetting() bool {
	return c.Pattern == "spec."+lastField(c.Pattern) && !isTargetEntry(c.Pattern)
}

// clauseOfSetting returns the clause that an added or removed setting has in a policy that is added or removed.
func clauseOfSetting(kind string, c *Change) Clause {
	in := wholeOf(kind, c.Op, nil)
	in.addWhole(place{}.field("spec").field(lastField(c.Pattern)), c.Op, c.value())
	return Clause{in.changes[0].Effect, in.changes[0].Reason}
}

// contentsClause returns the clause of the policy's field with the highest impact. If the target changes, the policy is removed from the
// older target and added to the newer one. The result of is a suffix for the reason, and states which of the two targets is meant.
func (c *comparer) contentsClause(op Op) (clause Clause, of string) {
	removed, added := clauseOfContents(c.kind, Removed, c.roots[Before]), clauseOfContents(c.kind, Added, c.roots[After])
	switch {
	case op == Removed:
		return removed, ""
	case op == Added || removed == noSettings && added == noSettings:
		return added, ""
	case removed.Effect.Impact() >= added.Effect.Impact():
		return removed, "; for the old target"
	}
	return added, "; for the new target"
}

// noSettings is the clause of a policy that has only targets.
var noSettings = Clause{NeverRead, "it has no settings"}

// clauseOfContents returns the clause of the field with the highest impact in an added or removed object.
func clauseOfContents(kind string, op Op, root *Value) Clause {
	fields := withHighestImpact(contents(kind, op, root))
	if len(fields) == 0 {
		return noSettings
	}
	return Clause{fields[0].Effect, fields[0].Reason}
}

// setFields sets the Fields of the change of a whole object: a policy's targets, then the fields that decide its impact. If the impact
// does not depend on the fields, Fields contains all fields that have an effect. Fields that do not decide the impact have no reason.
func (c *Change) setFields(kind string, root *Value) {
	fields := contents(kind, c.Op, root)
	if c.rule.Clause(c.Op).Effect == AsContents {
		c.Fields = append(c.silent(targetsOf(kind, c.Op, root)), withHighestImpact(fields)...)
		return
	}
	c.Fields = c.silent(slices.DeleteFunc(fields, func(f Change) bool { return f.Effect == Restates || f.Effect == NeverRead }))
}

// silent gives the fields the effect and the impact of the whole object, removes their reasons, and returns them.
func (c *Change) silent(fields []Change) []Change {
	for i := range fields {
		fields[i].Impact, fields[i].Effect, fields[i].Reason = c.Impact, c.Effect, ""
	}
	return fields
}
