package change

import (
	"slices"

	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/stable"
)

// nameLabel is the label with the name of a Namespace, which the API server sets.
const nameLabel = "kubernetes.io/metadata.name"

// haveListeners are the kinds with listeners in the tables of this package: Gateways, and ListenerSets, which add listeners to a Gateway.
const haveListeners = "Gateway,*ListenerSet"

// gatewayKinds are the kinds with listeners. A listener defines from which namespaces it allows routes.
var gatewayKinds = []string{"Gateway", "ListenerSet", "XListenerSet"}

// The fields that decide which namespaces a listener or a Gateway allows.
const (
	allowedRoutes    = "allowedRoutes"
	allowedListeners = "allowedListeners"
)

// A listenerPair is a listener of a Gateway on both sides, or the spec of a Gateway, which allows the listeners of other objects.
type listenerPair struct {
	gateway *objectPair
	sides   [2]*Value
	field   string // allowedRoutes or allowedListeners
	number  int    // the position among all listeners
}

// labelOf returns a label as text.
func labelOf(key, value string) string { return key + "=" + value }

// A listenerIndex contains the listeners that select Namespaces on one of the sides, by the first label that a Namespace must have. The
// key is empty for selectors that need no label.
type listenerIndex map[string][]*listenerPair

// indexListeners returns the listeners and Gateways that exist on both sides.
func (p *pairer) indexListeners() listenerIndex {
	x := listenerIndex{}
	number := 0
	add := func(gateway *objectPair, field string, before, after *Value) {
		number++
		x.add(&listenerPair{gateway, [2]*Value{before, after}, field, number})
	}
	for _, kind := range gatewayKinds {
		for _, gateway := range p.pairsOf(kind) {
			a, b := gateway.roots[Before].at("spec"), gateway.roots[After].at("spec")
			if a == nil || b == nil {
				continue
			}
			add(gateway, allowedListeners, a, b)
			before, after := a.at("listeners").items(), b.at("listeners").items()
			for _, pair := range match(before, after, ruleOf(kind, "spec.listeners")) {
				add(gateway, allowedRoutes, before[pair.a], after[pair.b])
			}
		}
	}
	return x
}

func (x listenerIndex) add(l *listenerPair) {
	var seen []string
	for side := range l.sides {
		if l.from(Side(side)) != "Selector" {
			continue
		}
		var first string
		if labels := fieldsOf(l.selector(Side(side)).at("matchLabels")); len(labels) > 0 {
			first = labelOf(labels[0].Key, labels[0].Value.text())
		}
		if !slices.Contains(seen, first) {
			seen = append(seen, first)
			x[first] = append(x[first], l)
		}
	}
}

// of returns the listeners that may select a Namespace by its labels on one of the sides, in order.
func (x listenerIndex) of(namespace *objectPair) []*listenerPair {
	out := slices.Clone(x[""])
	var seen []string
	for side, root := range namespace.roots {
		own := []string{labelOf(nameLabel, namespace.documents[side].Name)}
		for _, f := range labelsOf(root) {
			own = append(own, labelOf(f.Key, f.Value.text()))
		}
		for _, l := range own {
			if !slices.Contains(seen, l) {
				seen = append(seen, l)
				out = append(out, x[l]...)
			}
		}
	}
	stable.Sort(out, func(a, b *listenerPair) int { return a.number - b.number })
	return slices.CompactFunc(out, func(a, b *listenerPair) bool { return a.number == b.number })
}

// selector returns the label selector of a listener on a side, or nil.
func (l listenerPair) selector(side Side) *Value {
	return l.sides[side].at(l.field, "namespaces", "selector")
}

// reads reports whether a selector of the listener contains a label.
func (l listenerPair) reads(key string) bool {
	return slices.ContainsFunc([]Side{Before, After}, func(side Side) bool {
		selector := l.selector(side)
		return selector.at("matchLabels").Get(key) != nil || slices.ContainsFunc(selector.at("matchExpressions").items(), func(expression *Value) bool {
			return expression.at("key").text() == key
		})
	})
}

// allows reports whether the listener on the given side allows routes of a Namespace. The parameter labels is the side from which the
// labels of the Namespace are taken.
func (l listenerPair) allows(side Side, namespace *objectPair, labels Side) bool {
	switch l.from(side) {
	case "All":
		return true
	case "Selector":
		selector := l.selector(side)
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
