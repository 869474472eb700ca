package change

import (
	"slices"
	"strings"

	"github.com/backendctl/backendctl/internal/diag"
)

// A selection has the names of the compared Namespaces whose routes a listener allows only before (lost), only after (gained), or on both
// sides (kept).
type selection struct{ lost, gained, kept []string }

// selectionOf returns the selection of the listener that contains a change.
func (c *comparer) selectionOf(change *Change) (found selection) {
	l, ok := c.listenerOf(change)
	if !ok {
		return found
	}
	for _, namespace := range c.set.pairsOf("Namespace") {
		if namespace.documents[Before] == nil || namespace.documents[After] == nil {
			continue
		}
		name := namespace.documents[After].Name
		switch was, is := l.allows(Before, namespace, Before), l.allows(After, namespace, After); {
		case was && is:
			found.kept = append(found.kept, name)
		case was:
			found.lost = append(found.lost, name)
		case is:
			found.gained = append(found.gained, name)
		}
	}
	return found
}

// listenerOf returns the listener that contains a change, and false if it is not on both sides.
func (c *comparer) listenerOf(change *Change) (listenerPair, bool) {
	if c.set == nil || c.object.documents[Before] == nil || c.object.documents[After] == nil {
		return listenerPair{}, false
	}
	l := listenerPair{gateway: c.object, field: allowedRoutes}
	for side, pointer := range [2]string{change.Before, change.After} {
		tokens, list := diag.Tokens(pointer), c.roots[side].at("spec", "listeners")
		if len(tokens) < 3 || list == nil {
			return l, false
		}
		l.sides[side] = list.item(tokens[2])
	}
	return l, l.sides[Before] != nil && l.sides[After] != nil
}

// onlyNames returns the names of the Namespaces whose routes a listener allows on a side. It returns false if the listener does not select
// Namespaces by their names alone.
func (l listenerPair) onlyNames(side Side) (names []string, ok bool) {
	namespaces := l.sides[side].at(l.field, "namespaces")
	switch l.from(side) {
	case "Same", "":
		return []string{l.gateway.documents[side].Namespace}, true
	case "Selector":
		labels, expressions := fieldsOf(namespaces.at("selector", "matchLabels")), namespaces.at("selector", "matchExpressions").items()
		if len(labels) == 1 && labels[0].Key == nameLabel && len(expressions) == 0 {
			return []string{labels[0].Value.text()}, true
		}
		if len(labels) == 0 && len(expressions) == 1 && expressions[0].at("key").text() == nameLabel && expressions[0].at("operator").text() == "In" {
			for _, v := range expressions[0].at("values").items() {
				names = append(names, v.text())
			}
			slices.Sort(names)
			return slices.Compact(names), true
		}
	}
	return nil, false
}

var (
	losesNamespaces = &Condition{"when it no longer selects a Namespace", func(in *comparer, c *Change) bool { return len(in.selectionOf(c).lost) > 0 }}
	gainsNamespaces = &Condition{"when it only selects more Namespaces", func(in *comparer, c *Change) bool {
		l, ok := in.listenerOf(c)
		s := in.selectionOf(c)
		return ok && l.hasSelectors() && len(s.lost) == 0 && len(s.gained) > 0 && len(s.kept) > 0
	}}
	fromChanges = &Condition{"when the field from changes", func(in *comparer, c *Change) bool {
		l, ok := in.listenerOf(c)
		return ok && l.from(Before) != l.from(After)
	}}
	sameNamespaces = &Condition{"when it selects the same Namespaces", func(in *comparer, c *Change) bool {
		l, ok := in.listenerOf(c)
		if !ok {
			return false
		}
		before, isExact := l.onlyNames(Before)
		after, isAlsoExact := l.onlyNames(After)
		if isExact && isAlsoExact {
			return slices.Equal(before, after)
		}
		s := in.selectionOf(c)
		return l.hasSelectors() && len(s.lost)+len(s.gained) == 0 && len(s.kept) > 0
	}}
)

// hasSelectors reports whether the listener selects Namespaces by labels on both sides.
func (l listenerPair) hasSelectors() bool {
	return l.from(Before) == "Selector" && l.from(After) == "Selector"
}

// from returns the value of the listener's field allowedRoutes.namespaces.from: All, Selector, Same or None. An empty text means Same.
func (l listenerPair) from(side Side) string {
	return l.sides[side].at(l.field, "namespaces", "from").text()
}

// allKinds is the condition that the list of an added or removed field allowedRoutes.kinds contains the kinds of routes that the listener
// allows by default in all releases of kgateway. With HTTPS and TLS, the kinds depend on the release.
var allKinds = &Condition{"when it has all kinds of routes of the protocol", func(in *comparer, c *Change) bool {
	side, pointer := After, c.After
	if c.To == nil {
		side, pointer = Before, c.Before
	}
	var left string
	switch in.around(side, pointer, 2).at("protocol").text() {
	case "HTTP":
		left = "/HTTPRoute/GRPCRoute"
	case "TCP":
		left = "/TCPRoute"
	}
	isAny := left == ""
	for _, kind := range c.value().items() {
		isAny = isAny || kind.at("group").text() != gatewayAPI
		left = strings.Replace(left, "/"+kind.at("kind").text(), "", 1)
	}
	return left == "" && !isAny && (c.From == nil || c.To == nil)
}}

// allowedNamespaceRules are the rules for the namespaces whose routes a listener allows.
func allowedNamespaceRules() []Rule {
	const namespaces = "spec.listeners[].allowedRoutes.namespaces"
	rules := []Rule{{
		Kind: haveListeners, Path: namespaces + ".**", When: gainsNamespaces, Any: widens + "routes of more namespaces are allowed",
		Detail: func(in *comparer, c *Change) string { return strings.Join(in.selectionOf(c).gained, ", ") },
	}}
	for _, path := range []string{namespaces + ".**", namespaces + ".from"} {
		rules = append(rules,
			Rule{Kind: haveListeners, Path: path, When: sameNamespaces, Any: restates + "routes of the same namespaces are allowed"},
			Rule{
				Kind: haveListeners, Path: path, When: losesNamespaces, Any: narrows + "routes of a namespace are no longer allowed",
				Detail: func(in *comparer, c *Change) string { return strings.Join(in.selectionOf(c).lost, ", ") },
			})
	}
	return rules
}
