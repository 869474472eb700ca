package convert

import (
	"slices"
	"strings"

	"github.com/backendctl/backendctl/internal/fields"
	"github.com/backendctl/backendctl/internal/mapping"
	"github.com/backendctl/backendctl/internal/tree"
)

// A lostTarget is a target that a converted policy cannot have.
type lostTarget struct {
	node *tree.Node
	why  mapping.Loss
}

// countTargets returns the number of targets of the policy.
func (o *adaptation) countTargets() int {
	return len(items(o.at("targetRefs"))) + len(items(o.at("targetSelectors")))
}

// loseTargets removes the targets that the converted policy cannot have: objects that have become another kind, and kinds that the target
// release rejects.
func (o *adaptation) loseTargets() {
	for i, ref := range items(o.at("targetRefs")) {
		if why, lost := o.lostTargets[i]; lost {
			o.loseTarget(ref, why)
		} else if section := ref.Get("sectionName"); isSet(section) && !o.hasSections() {
			o.loseTarget(ref, mapping.NoSection.With(fields.WithArticle(o.document.Kind), o.release(), named(ref)))
		} else if !o.mayTarget(ref) {
			o.loseTarget(ref, mapping.NoTarget.With(fields.WithArticle(o.document.Kind), o.release(), named(ref)))
		}
	}
	for _, selector := range items(o.at("targetSelectors")) {
		switch {
		case o.isFor20():
			o.loseTarget(selector, mapping.NoSelectors.With(fields.WithArticle(o.document.Kind), o.release()))
		case !o.mayTarget(selector):
			o.loseTarget(selector, mapping.NoTarget.With(fields.WithArticle(o.document.Kind), o.release(), "kind "+selector.Get("kind").String()))
		}
	}
	for _, key := range []string{"targetRefs", "targetSelectors"} {
		if list := o.at(key); isSet(list) && len(list.Entries) == 0 && !o.wasEmpty(list) {
			o.remove(list)
		}
	}
}

// fitTargets removes the fields that the target release rejects for the policy's kinds of targets.
func (o *adaptation) fitTargets() {
	for _, f := range mapping.RouteFields(o.document.Kind, o.target) {
		n := o.at(f.Path)
		if !isSet(n) {
			continue
		}
		refs, selectors := o.suits("targetRefs", f), o.suits("targetSelectors", f)
		hasRefs, hasSelectors := isSet(o.at("targetRefs")), isSet(o.at("targetSelectors"))
		isRight := hasRefs && refs || hasSelectors && selectors
		if f.Both {
			isRight = (refs || !hasRefs) && (selectors || !hasSelectors)
		}
		if !isRight {
			asked := strings.Join(f.Kinds, " or ")
			if f.NeedsSection {
				asked = "routes, or Gateways with a sectionName,"
			}
			o.lose(n, mapping.OtherTargets.With(fields.WithArticle(o.document.Kind), o.release(), asked))
		}
	}
}

// suits reports whether all targets of a list have a kind that a field requires.
func (o *adaptation) suits(list string, f mapping.RouteField) bool {
	return !slices.ContainsFunc(items(o.at(list)), func(ref *tree.Node) bool {
		kind := ref.Get("kind").String()
		return len(f.Kinds) > 0 && !slices.Contains(f.Kinds, kind) || f.NeedsSection && kind == "Gateway" && !isSet(ref.Get("sectionName"))
	})
}

// loseLater records a target that has to be removed from the policy.
func (c *change) loseLater(i int, why mapping.Loss) {
	if c.lostTargets == nil {
		c.lostTargets = map[int]mapping.Loss{}
	}
	c.lostTargets[i] = why
}

func (o *adaptation) loseTarget(n *tree.Node, why mapping.Loss) {
	o.lastTarget = lostTarget{n, why}
	o.lose(n, why)
}

// named returns the display name of a target: Backend/web.
func named(ref *tree.Node) string { return ref.Get("kind").String() + "/" + ref.Get("name").String() }

// hasSections reports whether the policy in the target release can have a section of an object as its target.
func (o *adaptation) hasSections() bool {
	kind := fields.Of(o.document.APIVersion, o.document.Kind)
	if kind == nil {
		return true
	}
	refs := kind.Child("spec").Child("targetRefs")
	return refs == nil || refs.Has("sectionName", o.target)
}

// mayTarget reports whether the target release accepts a target of a policy.
func (o *adaptation) mayTarget(ref *tree.Node) bool {
	in := groupOf(o.document.APIVersion)
	return !slices.ContainsFunc(fields.Targets(o.target), func(t *fields.PolicyTargets) bool {
		return t.Refused && t.Group == in && t.Policy == o.document.Kind && !t.Allows(ref.Get("group").String(), ref.Get("kind").String())
	})
}
