package change

import "strings"

// decide sets the effect of the change. An added or removed object for which the table has no clause has the effect of its field with the
// highest impact.
func (c *Change) decide(in *comparer) {
	r := in.ruleFor(c)
	c.apply(r, in)
	if r.isAbout(c.Op) || c.Op != Added && c.Op != Removed {
		return
	}
	highest, score := Change{}, -1
	if r.knowsField() {
		highest, score = *c, r.score
	}
	in.eachBelow(c, func(below *Change, r *compiled) {
		if below.Impact > highest.Impact || below.Impact == highest.Impact && r.score > score {
			highest, score = *below, r.score
		}
	})
	if score >= 0 {
		c.rule, c.Impact, c.Effect, c.Reason = highest.rule, highest.Impact, highest.Effect, highest.Reason
	}
}

// eachBelow calls a function for the parts of an added or removed object: for each nested object with its own clause, and for each field
// with a scalar in the other nested objects. It skips unknown fields.
func (in *comparer) eachBelow(c *Change, do func(*Change, *compiled)) {
	visit := func(pattern string, v *Value) {
		below := Change{Op: c.Op, Pattern: pattern, Before: c.Before, After: c.After}
		if c.Op == Added {
			below.To = v
		} else {
			below.From = v
		}
		r := in.ruleFor(&below)
		if !r.isAbout(c.Op) && len(v.Fields)+len(v.Items) > 0 {
			in.eachBelow(&below, do)
		} else if r.knowsField() {
			below.apply(r, in)
			do(&below, r)
		}
	}
	v := c.value()
	for _, f := range v.Fields {
		visit(join(c.Pattern, f.Key), f.Value)
	}
	for _, item := range v.Items {
		visit(c.Pattern+"[]", item)
	}
}

// isAbout reports whether a rule applies to an operation on a whole object: it has a clause for the operation, or its path does not
// include the fields below the object.
func (r *compiled) isAbout(op Op) bool {
	return !strings.HasSuffix(r.Path, "**") || r.own(op) != ""
}

// apply sets the effect of the change from a rule.
func (c *Change) apply(r *compiled, in *comparer) {
	clause := r.Clause(c.Op)
	c.rule, c.Effect, c.Reason, c.Impact = &r.Rule, clause.Effect, clause.Reason, clause.Effect.Impact()
	if r.Detail != nil {
		c.Reason += ": " + r.Detail(in, c)
	}
	switch c.Effect {
	case AsContents:
		c.applyContents(in)
	case AsPolicy:
		c.applyAttachments(in)
	}
}

// value returns the newer value of an added or changed field, and the older value of a removed field.
func (c *Change) value() *Value {
	if c.To == nil || c.Op == Removed {
		return c.From
	}
	return c.To
}

// knowsField reports whether the rule is about particular fields, and is not the general rule for all fields.
func (r *compiled) knowsField() bool { return r.Path != "**" }
