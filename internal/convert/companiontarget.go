package convert

import (
	"slices"
	"strings"

	"github.com/backendctl/backendctl/internal/convert/references"
	"github.com/backendctl/backendctl/internal/convert/rewrite"
	"github.com/backendctl/backendctl/internal/fields"
	"github.com/backendctl/backendctl/internal/mapping"
	"github.com/backendctl/backendctl/internal/yamltree"
)

// A lostTarget is a target of a policy that the converted policy cannot have, with the reason.
type lostTarget struct {
	node *yamltree.Node
	why  mapping.Loss
}

// countTargets returns the number of targets and target selectors of the policy.
func (o *adaptation) countTargets() int {
	return len(rewrite.Items(o.At("targetRefs"))) + len(rewrite.Items(o.At("targetSelectors")))
}

// loseTargets removes the targets that the converted policy cannot have, as losses. They are objects whose kind the conversion has changed,
// and targets and selectors that the target release does not support.
func (o *adaptation) loseTargets() {
	for i, ref := range rewrite.Items(o.At("targetRefs")) {
		if why, lost := o.lostTargets[i]; lost {
			o.loseTarget(ref, why)
		} else if section := ref.Get("sectionName"); rewrite.IsSet(section) && !o.hasSections() {
			o.loseTarget(ref, mapping.NoSection.With(fields.WithArticle(o.Document.Kind), o.release(), rewrite.TargetName(ref)))
		} else if !o.mayTarget(ref) {
			o.loseTarget(ref, mapping.NoTarget.With(fields.WithArticle(o.Document.Kind), o.release(), rewrite.TargetName(ref)))
		}
	}
	for _, selector := range rewrite.Items(o.At("targetSelectors")) {
		switch {
		case o.IsFor20():
			o.loseTarget(selector, mapping.NoSelectors.With(fields.WithArticle(o.Document.Kind), o.release()))
		case !o.mayTarget(selector):
			o.loseTarget(selector, mapping.NoTarget.With(fields.WithArticle(o.Document.Kind), o.release(), "kind "+selector.Get("kind").String()))
		}
	}
	for _, key := range []string{"targetRefs", "targetSelectors"} {
		if list := o.At(key); rewrite.IsSet(list) && len(list.Entries) == 0 && !slices.Contains(o.Leaves, list) {
			o.Remove(list)
		}
	}
}

// fitTargets removes the fields that the target release allows only for other kinds of targets than the policy has.
func (o *adaptation) fitTargets() {
	for _, f := range mapping.RouteFields(o.Document.Kind, o.Target) {
		n := o.At(f.Path)
		if !rewrite.IsSet(n) {
			continue
		}
		refs, selectors := o.suits("targetRefs", f), o.suits("targetSelectors", f)
		hasRefs, hasSelectors := rewrite.IsSet(o.At("targetRefs")), rewrite.IsSet(o.At("targetSelectors"))
		isRight := hasRefs && refs || hasSelectors && selectors
		if f.Both {
			isRight = (refs || !hasRefs) && (selectors || !hasSelectors)
		}
		if !isRight {
			asked := strings.Join(f.Kinds, " or ")
			if f.NeedsSection {
				asked = "routes, or Gateways with a sectionName,"
			}
			o.Lose(n, mapping.OtherTargets.With(fields.WithArticle(o.Document.Kind), o.release(), asked))
		}
	}
}

// suits reports whether all items of a list of targets have a kind that a field requires, and a sectionName if the field requires one.
func (o *adaptation) suits(list string, f mapping.RouteField) bool {
	return !slices.ContainsFunc(rewrite.Items(o.At(list)), func(ref *yamltree.Node) bool {
		kind := ref.Get("kind").String()
		return len(f.Kinds) > 0 && !slices.Contains(f.Kinds, kind) || f.NeedsSection && kind == "Gateway" && !rewrite.IsSet(ref.Get("sectionName"))
	})
}

// loseLater records that target i must be removed when the policy is converted.
func (c *followedCompanion) loseLater(i int, why mapping.Loss) {
	if c.lostTargets == nil {
		c.lostTargets = map[int]mapping.Loss{}
	}
	c.lostTargets[i] = why
}

func (o *adaptation) loseTarget(n *yamltree.Node, why mapping.Loss) {
	o.lastTarget = lostTarget{n, why}
	o.Lose(n, why)
}

// hasSections reports whether the target release allows a sectionName in the policy's targets.
func (o *adaptation) hasSections() bool {
	kind := fields.Of(o.Document.APIVersion, o.Document.Kind)
	if kind == nil {
		return true
	}
	refs := kind.Child("spec").Child("targetRefs")
	return refs == nil || refs.Has("sectionName", o.Target)
}

// mayTarget reports whether the target release accepts a target of a policy.
func (o *adaptation) mayTarget(ref *yamltree.Node) bool {
	in := references.GroupOf(o.Document.APIVersion)
	return !slices.ContainsFunc(fields.Targets(o.Target), func(t *fields.PolicyTargets) bool {
		return t.Refused && t.Group == in && t.Policy == o.Document.Kind && !t.Allows(ref.Get("group").String(), ref.Get("kind").String())
	})
}
