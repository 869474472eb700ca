package change

import (
	"slices"
	"strings"
)

// An admission is a listener for which a change of a Namespace's labels matters. The fields was and is state whether the listener allows
// the Namespace's routes before and after the change.
type admission struct {
	listenerPair
	was, is bool
}

// admissions returns the listeners that allow the Namespace's routes with its labels of one side only. It returns nil if the Namespace is
// missing on a side.
func (c *comparer) admissions() []admission {
	if c.set == nil || c.object.documents[Before] == nil || c.object.documents[After] == nil {
		return nil
	}
	var out []admission
	for _, l := range c.listeners() {
		decides := func(side Side) bool { return l.allows(side, c.object, Before) != l.allows(side, c.object, After) }
		if decides(Before) || decides(After) {
			out = append(out, admission{l, l.allows(Before, c.object, Before), l.allows(After, c.object, After)})
		}
	}
	return out
}

// admissionsThat returns the condition that holds returns true for at least one admission of the Namespace.
func admissionsThat(text string, holds func(admission) bool) *Condition {
	return &Condition{text, func(in *comparer, _ *Change) bool { return slices.ContainsFunc(in.admissions(), holds) }}
}

func (a admission) ends() bool   { return a.was && !a.is }
func (a admission) begins() bool { return !a.was && a.is }
func (a admission) stays() bool  { return a.was && a.is }

// describeAdmissions returns a text with the listeners of the admissions for which holds returns true, and with the Namespace's routes
// that refer to each of these listeners. The text has at most mostReasons listeners.
func (c *comparer) describeAdmissions(holds func(admission) bool) string {
	var words []string
	for _, a := range c.admissions() {
		if !holds(a) || len(words) == mostReasons {
			continue
		}
		side := Before
		if a.is {
			side = After
		}
		gateway := a.gateway.documents[side]
		text := "listener " + a.sides[side].at("name").text() + " of the " + gateway.Kind + " " + strings.TrimPrefix(gateway.Namespace+"/"+gateway.Name, "/")
		if routes := c.routesOf(side, a); len(routes) > 0 {
			text = strings.Join(routes, ", ") + " at " + text
		}
		words = append(words, text)
	}
	return strings.Join(words, "; ")
}

// routesOf returns the kind and name of the Namespace's routes that refer to a listener on a side, at most mostReasons of them.
func (c *comparer) routesOf(side Side, a admission) []string {
	gateway, listener := referent{identityOf(a.gateway.documents[side]), ""}, a.sides[side].at("name").text()
	var out []string
	for _, route := range c.set.referring(side, gateway) {
		d := route.documents[side]
		if d.Namespace != c.object.documents[side].Name || !strings.HasSuffix(d.Kind, "Route") || len(out) == mostReasons {
			continue
		}
		isOwn := false
		eachReference(d, "", route.roots[side], func(_ *Value, to referent) {
			isOwn = isOwn || to.identity == gateway.identity && (to.section == "" || to.section == listener)
		})
		if isOwn {
			out = append(out, d.Kind+" "+d.Name)
		}
	}
	return out
}

// detailAdmissions returns a function for the field Detail of a [Rule]. The function describes the admissions for which holds returns true.
func detailAdmissions(holds func(admission) bool) func(*comparer, *Change) string {
	return func(in *comparer, _ *Change) string { return in.describeAdmissions(holds) }
}

// namespaceRules are the rules for Namespaces. The labels of a Namespace decide which listeners allow its routes.
var namespaceRules = []Rule{
	{Kind: "Namespace", Path: "", Added: starts + "new: has no effect until an object is in it", Removed: stops + "all objects in it are deleted"},
	{Kind: "Namespace", Path: "metadata.labels.**", Any: adjusts + "selectors of Gateways and controllers may match or no longer match"},
	{Kind: "Namespace", Path: "metadata.labels.**", When: admissionsThat("when it decides about a listener of a Gateway, as before", admission.stays), Any: restates + "its routes are allowed as before"},
	{
		Kind: "Namespace", Path: "metadata.labels.**", When: admissionsThat("when a listener of a Gateway selects it only after the change", admission.begins),
		Any: widens + "its routes are allowed", Detail: detailAdmissions(admission.begins),
	},
	{
		Kind: "Namespace", Path: "metadata.labels.**", When: admissionsThat("when a listener of a Gateway selects it only before the change", admission.ends),
		Any: narrows + "its routes are no longer allowed", Detail: detailAdmissions(admission.ends),
	},
}
