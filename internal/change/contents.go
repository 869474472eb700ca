package change

import (
	"slices"

	"github.com/backendctl/backendctl/internal/manifest"
)

// targets are the fields of a policy that say what it applies to.
var targets = []string{"targetRefs", targetSelectors}

// envelope are the fields of an object that say nothing about traffic.
var envelope = []string{"apiVersion", "kind", "metadata", "status"}

// contents returns what the fields of an object do that is added or removed as a whole, the targets of a policy excepted.
func contents(kind string, op Op, root *Value) []Change {
	in := wholeOf(kind, op, root)
	if root == nil {
		return nil
	}
	for _, f := range root.Fields {
		at := place{}.field(f.Key)
		switch {
		case slices.Contains(envelope, f.Key) || f.Value.redundant:
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

// targetsOf returns the fields that say what a policy applies to that is added or removed as a whole.
func targetsOf(kind string, op Op, root *Value) []Change {
	in := wholeOf(kind, op, nil)
	for _, key := range targets {
		if v := root.Get("spec").Get(key); v != nil && !v.redundant {
			in.addWhole(place{}.field("spec").field(key), op, v)
		}
	}
	return in.changes
}

// wholeOf returns a comparer of an object with nothing.
func wholeOf(kind string, op Op, root *Value) *comparer {
	in := &comparer{kind: kind}
	if op == Added {
		in.roots[After] = root
	} else {
		in.roots[Before] = root
	}
	return in
}

// addWhole adds a field of an object that is added or removed as a whole.
func (c *comparer) addWhole(at place, op Op, v *Value) {
	if op == Added {
		c.add(at, op, nil, v)
	} else {
		c.add(at, op, v, nil)
	}
}

// heaviest returns the changes with the heaviest impact.
func heaviest(changes []Change) []Change {
	most := Impact(0)
	for _, c := range changes {
		most = max(most, c.Impact)
	}
	return slices.DeleteFunc(slices.Clone(changes), func(c Change) bool { return c.Impact < most })
}

// applyContents gives a change of what a policy applies to, or of the policy itself, the impact of the heaviest of its fields.
func (c *Change) applyContents(in *comparer) {
	side := After
	if c.Op == Removed {
		side = Before
	}
	clause := clauseOfContents(in.kind, c.Op, in.roots[side])
	c.Effect, c.Impact = clause.Effect, clause.Effect.Impact()
	if c.Pattern == "" || clause == noSettings {
		c.Reason = clause.Reason
	} else {
		c.Reason += ": " + clause.Reason
	}
}

// noSettings is what a policy does that has nothing but targets.
var noSettings = unread("it has no settings")

// clauseOfContents returns what the heaviest field of an object does that is added or removed as a whole.
func clauseOfContents(kind string, op Op, root *Value) Clause {
	fields := heaviest(contents(kind, op, root))
	if len(fields) == 0 {
		return noSettings
	}
	return Clause{fields[0].Effect, fields[0].Reason}
}

// setFields adds to the change of a whole object the fields that decide its impact, after those that say what a policy applies
// to. Where the object itself decides, those are all of its fields. Fields that do not decide have no reason.
func (c *Change) setFields(kind string, root *Value) {
	fields := contents(kind, c.Op, root)
	if c.rule.Clause(c.Op).Effect == AsContents {
		c.Fields = append(c.silent(targetsOf(kind, c.Op, root)), heaviest(fields)...)
		return
	}
	c.Fields = c.silent(slices.DeleteFunc(fields, func(f Change) bool { return f.Effect == Restates || f.Effect == NeverRead }))
}

// silent returns fields that do what the whole object does.
func (c *Change) silent(fields []Change) []Change {
	for i := range fields {
		fields[i].Impact, fields[i].Effect, fields[i].Reason = c.Impact, c.Effect, ""
	}
	return fields
}
