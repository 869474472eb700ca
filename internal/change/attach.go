package change

import (
	"slices"
	"strings"

	"github.com/backendctl/backendctl/internal/diag"
)

// attaches is the condition that a policy starts or stops applying to an object because a label of the object changes.
var attaches = &Condition{"when a policy selects by this label", func(in *comparer, c *Change) bool {
	return len(in.attachments(c)) > 0
}}

// keepsPolicies is the condition that a policy applies to an object on both sides, although a selector of the policy selects the object
// by the changed label on one side only.
var keepsPolicies = &Condition{"when policies that select by this label apply as before", func(in *comparer, c *Change) bool {
	if in.object == nil || in.object.documents[Before] == nil || in.object.documents[After] == nil {
		return false
	}
	return slices.ContainsFunc(in.set.selecting(in.object), func(policy *objectPair) bool {
		return policy.applies(Before, in.object) && policy.applies(After, in.object) &&
			(policy.dependsOn(c.label(), Before, in.object) || policy.dependsOn(c.label(), After, in.object))
	})
}}

// mostReasons is the maximum number of policies, listeners or routes that a reason lists.
const mostReasons = 3

// An attachment is a policy that starts to apply to an object (Added) or stops (Removed), and the side where it applies.
type attachment struct {
	op     Op
	side   Side
	policy *objectPair
}

// attachments returns the policies that start or stop applying to an object because of a change of the object's labels or name, or of the
// name of one of its sections, such as a route rule. It returns nil if the object is missing on a side.
func (c *comparer) attachments(change *Change) []attachment {
	if c.set == nil || c.object.documents[Before] == nil || c.object.documents[After] == nil {
		return nil
	}
	if !strings.HasPrefix(change.Pattern, "metadata.labels") {
		return c.sectionAttachments(change)
	}
	var out []attachment
	for _, policy := range c.set.selecting(c.object) {
		a := attachment{Removed, Before, policy}
		was, is := policy.applies(Before, c.object), policy.applies(After, c.object)
		if is {
			a.op, a.side = Added, After
		}
		if was != is && policy.dependsOn(change.label(), a.side, c.object) {
			out = append(out, a)
		}
	}
	return out
}

// sectionAttachments returns the policies that refer by targetRefs to only one of two names: to the old name before the change, or to the
// new name after the change. The name is that of an object or of a section.
func (c *comparer) sectionAttachments(change *Change) []attachment {
	old, now := c.referents(change)
	var out []attachment
	var was, is []*objectPair
	if change.From != nil {
		was = c.set.referring(Before, old)
	}
	if change.To != nil {
		is = c.set.referring(After, now)
	}
	for _, a := range []struct {
		attachment
		policies, others []*objectPair
	}{{attachment{op: Removed, side: Before}, was, is}, {attachment{op: Added, side: After}, is, was}} {
		for _, policy := range a.policies {
			if policy.roots[a.side].at("spec", "targetRefs") != nil && !slices.Contains(a.others, policy) {
				a.policy = policy
				out = append(out, a.attachment)
			}
		}
	}
	return out
}

// label returns the key of the label that changes, or "" if all labels of the object are added or removed.
func (c *Change) label() string {
	if tokens := diag.Tokens(c.Before); len(tokens) > 2 {
		return tokens[2]
	}
	return ""
}

// applies reports whether a policy applies to an object on a side.
func (p *objectPair) applies(side Side, object *objectPair) bool {
	d, policy := object.documents[side], p.documents[side]
	if policy == nil || policy.Namespace != d.Namespace {
		return false
	}
	id, spec := identityOf(d), p.roots[side].at("spec")
	isOf := func(target *Value) bool {
		return target.at("group").text() == id.group && target.at("kind").text() == id.kind
	}
	return slices.ContainsFunc(spec.at("targetRefs").items(), func(target *Value) bool {
		return isOf(target) && target.at("name").text() == id.name
	}) || slices.ContainsFunc(spec.at(targetSelectors).items(), func(selector *Value) bool {
		return isOf(selector) && selects(selector, object.roots[side])
	})
}

// selects reports whether an object has all labels of a selector. A selector without labels selects no object.
func selects(selector, root *Value) bool {
	wanted := selector.at("matchLabels")
	return wanted != nil && len(wanted.Fields) > 0 && !slices.ContainsFunc(wanted.Fields, func(f Field) bool {
		return !hasLabel(root, f)
	})
}

// hasLabel reports whether an object has the given label with the same value.
func hasLabel(root *Value, label Field) bool {
	own := root.at("metadata", "labels").Get(label.Key)
	return own != nil && own.text() == label.Value.text()
}

// dependsOn reports whether a selector of a policy selects an object on the given side, and does not select it on the other side because
// the given label differs. If the label is "", all labels count.
func (p *objectPair) dependsOn(label string, side Side, object *objectPair) bool {
	return slices.ContainsFunc(p.roots[side].at("spec", targetSelectors).items(), func(selector *Value) bool {
		return selects(selector, object.roots[side]) && slices.ContainsFunc(selector.at("matchLabels").Fields, func(wanted Field) bool {
			return (label == "" || label == wanted.Key) && !hasLabel(object.roots[side.other()], wanted)
		})
	})
}

// applyAttachments sets the effect, impact and reason of a change of a label or name. They are those of the policies that start or stop
// applying because of the change. Only the policies with the highest impact count.
func (c *Change) applyAttachments(in *comparer) {
	c.Effect, c.Impact = "", 0
	var reasons []string
	for _, a := range in.attachments(c) {
		clause := a.clause()
		if clause.Effect.Impact() > c.Impact {
			c.Effect, c.Impact, reasons = clause.Effect, clause.Effect.Impact(), nil
		}
		if clause.Effect.Impact() == c.Impact && len(reasons) < mostReasons {
			reasons = append(reasons, clause.Reason)
		}
	}
	c.Reason = strings.Join(reasons, "; ")
}

// clause returns the effect and the reason of the policy's field that has the highest impact. The reason also names the policy, and states
// whether the policy starts to apply or no longer applies.
func (a attachment) clause() Clause {
	d := a.policy.documents[a.side]
	clause := clauseOfContents(d.Kind, a.op, a.policy.roots[a.side])
	does := " no longer applies: "
	if a.op == Added {
		does = " starts to apply: "
	}
	clause.Reason = "the " + d.Kind + " " + d.Name + does + clause.Reason
	return clause
}
