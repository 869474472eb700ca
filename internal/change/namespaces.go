package change

import (
	"slices"

	"github.com/backendctl/backendctl/internal/manifest"
)

// nameLabel is the label with the name of a Namespace, which the API server sets.
const nameLabel = "kubernetes.io/metadata.name"

// gatewayKinds are the kinds with listeners. A listener defines from which namespaces it allows routes.
var gatewayKinds = []string{"Gateway", "ListenerSet", "XListenerSet"}

// A listenerPair is a listener of a Gateway on both sides.
type listenerPair struct {
	gateway *objectPair
	sides   [2]*Value
}

// listeners returns the listeners that exist on both sides.
func (c *comparer) listeners() []listenerPair {
	var out []listenerPair
	for _, kind := range gatewayKinds {
		for _, gateway := range c.set.pairsOf(kind) {
			before, after := gateway.roots[Before].at("spec", "listeners").items(), gateway.roots[After].at("spec", "listeners").items()
			for _, p := range match(before, after, ruleOf(kind, "spec.listeners")) {
				out = append(out, listenerPair{gateway, [2]*Value{before[p.a], after[p.b]}})
			}
		}
	}
	return out
}

// allows reports whether the listener on the given side allows routes of a Namespace. The parameter labels is the side from which the
// labels of the Namespace are taken.
func (l listenerPair) allows(side Side, namespace *objectPair, labels Side) bool {
	namespaces := l.sides[side].at("allowedRoutes", "namespaces")
	switch l.from(side) {
	case "All":
		return true
	case "Selector":
		selector := namespaces.at("selector")
		return selector != nil && selectsNamespace(selector, namespace.documents[labels], namespace.roots[labels])
	case "None":
		return false
	}
	return namespace.documents[side].Name == l.gateway.documents[side].Namespace
}

// selectsNamespace reports whether a label selector selects a Namespace. An empty selector selects all Namespaces.
func selectsNamespace(selector *Value, d *manifest.Document, root *Value) bool {
	label := func(key string) (string, bool) {
		own := root.at("metadata", "labels").Get(key)
		if own == nil && key == nameLabel {
			return d.Name, true
		}
		return own.text(), own != nil
	}
	for _, wanted := range fieldsOf(selector.at("matchLabels")) {
		if value, ok := label(wanted.Key); !ok || value != wanted.Value.text() {
			return false
		}
	}
	return !slices.ContainsFunc(selector.at("matchExpressions").items(), func(expression *Value) bool {
		value, ok := label(expression.at("key").text())
		return !meets(expression, value, ok)
	})
}

// meets reports whether an object meets an expression of a label selector. The parameter value is the value of the object's label, and
// hasLabel states whether the object has the label.
func meets(expression *Value, value string, hasLabel bool) bool {
	isListed := hasLabel && slices.ContainsFunc(expression.at("values").items(), func(v *Value) bool { return v.text() == value })
	switch expression.at("operator").text() {
	case "In":
		return isListed
	case "NotIn":
		return !isListed
	case "Exists":
		return hasLabel
	}
	return !hasLabel
}

func fieldsOf(v *Value) []Field {
	if v == nil {
		return nil
	}
	return v.Fields
}
