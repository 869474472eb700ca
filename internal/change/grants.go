package change

import (
	"slices"
	"strconv"
)

// grantKind is the kind of objects that allow references from other namespaces.
const grantKind = "ReferenceGrant"

// grantedElsewhere is the condition that the references of an added or removed entry of a ReferenceGrant are also allowed on the other
// side. For a change within an entry, both sides must allow the same references.
var grantedElsewhere = &Condition{"when the grants of the other side allow the same references", func(in *comparer, c *Change) bool {
	if in.set == nil {
		return false
	}
	isEntry := slices.Contains([]string{"", "spec.from", "spec.from[]", "spec.to", "spec.to[]"}, c.Pattern)
	return (isEntry && c.From == nil || in.isGranted(Before, c)) && (isEntry && c.To == nil || in.isGranted(After, c))
}}

// isGranted reports whether the grants of the other side allow all references that the changed entries allow on the given side.
func (c *comparer) isGranted(side Side, change *Change) bool {
	root := c.roots[side]
	if root == nil || len(root.at("spec", "from").items())*len(root.at("spec", "to").items()) == 0 {
		return false
	}
	v := change.From
	if side == After {
		v = change.To
	}
	from, to := root.at("spec", "from").items(), root.at("spec", "to").items()
	switch change.Pattern {
	case "spec.from[]":
		from = []*Value{v}
	case "spec.to[]":
		to = []*Value{v}
	}
	return !slices.ContainsFunc(from, func(from *Value) bool {
		return slices.ContainsFunc(to, func(to *Value) bool { return !c.grants(side.other(), c.object.documents[side].Namespace, from, to) })
	})
}

// grants reports whether a ReferenceGrant in a namespace allows, on the given side, references from the entry from to the entry to.
func (c *comparer) grants(side Side, namespace string, from, to *Value) bool {
	return slices.ContainsFunc(c.set.applying(side, grantKind, originOf(namespace, from)), func(grant *objectPair) bool {
		list := grant.roots[side].at("spec", "to")
		return allows(list, to) || slices.ContainsFunc(list.items(), func(other *Value) bool { return equal(to, other) })
	})
}

// originOf returns the referent that stands for an entry from of the ReferenceGrants in a namespace, in an index of targets.
func originOf(namespace string, from *Value) referent {
	return referent{identity{kind: grantKind, namespace: namespace}, strconv.FormatUint(from.hash, 36)}
}
