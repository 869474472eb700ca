package change

import (
	"slices"

	"github.com/backendctl/backendctl/internal/manifest"
)

// settlePolicies lowers the impact of policies that are added or removed together with all of their targets. Such a policy does not affect
// an object that exists on both sides, unless a filter of such an object refers to the policy.
func (p *pairer) settlePolicies(documents []*Document) {
	lone := map[Status]map[identity]bool{OnlyBefore: {}, OnlyAfter: {}}
	for _, d := range documents {
		if all := lone[d.Status]; all != nil {
			all[targetOf(d.Document(), d.Document().Kind, d.Document().Name)] = true
		}
	}
	for _, d := range documents {
		if all := lone[d.Status]; all != nil && d.hasOnly(all) && !p.isMissed(d) {
			d.Changes[0].settle()
		}
	}
}

// isMissed reports whether an object refers to an added or removed object on the side without the object.
func (p *pairer) isMissed(d *Document) bool {
	side := Before
	if d.Status == OnlyBefore {
		side = After
	}
	return len(p.referring(side, referent{identityOf(d.Document()), ""})) > 0
}

// targetOf returns the identity of an object in the namespace of the document d. It leaves out the group, because no two kinds of targets
// have the same name.
func targetOf(d *manifest.Document, kind, name string) identity {
	return identity{kind: kind, namespace: d.Namespace, name: name}
}

// hasOnly reports whether a policy lists its targets by name, and all of them are in the given set.
func (d *Document) hasOnly(all map[identity]bool) bool {
	v := d.Changes[0].value()
	list := v.at("spec", "targetRefs")
	if d.Changes[0].rule.Clause(d.Changes[0].Op).Effect != AsContents || list == nil || len(list.Items) == 0 || v.at("spec", targetSelectors) != nil {
		return false
	}
	return !slices.ContainsFunc(list.Items, func(item *Value) bool {
		return !all[targetOf(d.Document(), item.at("kind").text(), item.at("name").text())]
	})
}

// settle lowers the impact of the change of a policy, and of its fields, if the impact is Breaking.
func (c *Change) settle() {
	if c.Impact < Breaking {
		return
	}
	reason := "its targets are also new: "
	if c.Op == Removed {
		reason = "its targets are also removed: "
	}
	for _, change := range append([]*Change{c}, pointers(c.Fields)...) {
		change.Effect, change.Impact = Adjusts, Adjusts.Impact()
		if change.Reason != "" {
			change.Reason = reason + change.Reason
		}
	}
}

func pointers(changes []Change) []*Change {
	out := make([]*Change, len(changes))
	for i := range changes {
		out[i] = &changes[i]
	}
	return out
}
