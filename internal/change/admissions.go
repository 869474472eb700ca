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

// admissions returns the listeners for which a change of the labels of the Namespace decides.
func (c *comparer) admissions(change *Change) []admission {
	if c.set == nil || c.object.documents[Before] == nil || c.object.documents[After] == nil {
		return nil
	}
	var out []admission
	for _, l := range c.set.listeners().of(c.object) {
		decides := func(side Side) bool { return l.allows(side, c.object, Before) != l.allows(side, c.object, After) }
		if slices.ContainsFunc(change.labels(), l.reads) && (decides(Before) || decides(After)) {
			out = append(out, admission{*l, l.allows(Before, c.object, Before), l.allows(After, c.object, After)})
		}
	}
	return out
}

// labels returns the keys of the labels that a change is about.
func (c *Change) labels() []string {
	if key := c.label(); key != "" {
		return []string{key}
	}
	var keys []string
	for _, f := range fieldsOf(c.value()) {
		keys = append(keys, f.Key)
	}
	return keys
}

// staysAdmitted is the condition that listeners allow the routes of a Namespace on both sides, and all changed labels are in their
// selectors.
var staysAdmitted = &Condition{"when listeners of a Gateway select the Namespace by this label, before and after the change", func(in *comparer, c *Change) bool {
	all := in.admissions(c)
	return len(all) > 0 && !slices.ContainsFunc(c.labels(), func(key string) bool {
		return !slices.ContainsFunc(all, func(a admission) bool { return a.was && a.is && a.reads(key) })
	})
}}

// admits returns a condition that the labels of a Namespace decide about a listener in a way.
func admits(text, field string, holds func(admission) bool) *Condition {
	return &Condition{text, func(in *comparer, c *Change) bool {
		return slices.ContainsFunc(in.admissions(c), func(a admission) bool { return a.field == field && holds(a) })
	}}
}

func (a admission) ends() bool   { return a.was && !a.is }
func (a admission) begins() bool { return !a.was && a.is }

// describeAdmissions returns the listeners and routes of some admissions, for a reason.
func (c *comparer) describeAdmissions(change *Change, field string, holds func(admission) bool) string {
	var words []string
	for _, a := range c.admissions(change) {
		if a.field != field || !holds(a) || len(words) == mostReasons {
			continue
		}
		side := Before
		if a.is {
			side = After
		}
		gateway := a.gateway.documents[side]
		text := gateway.Kind + " " + strings.TrimPrefix(gateway.Namespace+"/"+gateway.Name, "/")
		if field == allowedListeners {
			words = append(words, text)
			continue
		}
		text = "listener " + a.sides[side].at("name").text() + " of the " + text
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

// detailAdmissions returns a function for [Rule.Detail], which lists the Gateways or listeners whose admission of the Namespace is one that
// holds reports.
func detailAdmissions(field string, holds func(admission) bool) func(*comparer, *Change) string {
	return func(in *comparer, c *Change) string { return in.describeAdmissions(c, field, holds) }
}

// namespaceRules are the rules for Namespaces. The labels of a Namespace decide which listeners allow its routes.
var namespaceRules = []Rule{
	{Kind: "Namespace", Path: "", Added: starts + "new: has no effect until an object is in it", Removed: stops + "all objects in it are deleted"},
	{Kind: "Namespace", Path: "metadata.labels.**", Any: adjusts + "selectors of Gateways and controllers may match or no longer match"},
	{Kind: "Namespace", Path: "metadata.labels.**", When: staysAdmitted, Any: restates + "its routes are allowed as before"},
	{
		Kind: "Namespace", Path: "metadata.labels.**", When: admits("when a Gateway allows its listeners only after the change", allowedListeners, admission.begins),
		Any: widens + "ListenerSets in it are allowed", Detail: detailAdmissions(allowedListeners, admission.begins),
	},
	{
		Kind: "Namespace", Path: "metadata.labels.**", When: admits("when a listener of a Gateway selects it only after the change", allowedRoutes, admission.begins),
		Any: widens + "its routes are allowed", Detail: detailAdmissions(allowedRoutes, admission.begins),
	},
	{
		Kind: "Namespace", Path: "metadata.labels.**", When: admits("when a Gateway allows its listeners only before the change", allowedListeners, admission.ends),
		Any: narrows + "ListenerSets in it are no longer allowed", Detail: detailAdmissions(allowedListeners, admission.ends),
	},
	{
		Kind: "Namespace", Path: "metadata.labels.**", When: admits("when a listener of a Gateway selects it only before the change", allowedRoutes, admission.ends),
		Any: narrows + "its routes are no longer allowed", Detail: detailAdmissions(allowedRoutes, admission.ends),
	},
}
