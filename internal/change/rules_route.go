package change

import "slices"

const filtersPath = "spec.rules[].filters"

const otherRouteSame = restates + "another route does the same with its requests"

// routeRules are the rules for routes of all kinds.
var routeRules = slices.Concat(
	feature("*Route", "spec.rules[].timeouts", "timeouts are"),
	feature("*Route", "spec.rules[].retry", "retries are"),
	block("*Route", "spec.rules[].sessionPersistence", turnsOn+"sessions stay with one backend", turnsOff+"sessions no longer stay with one backend", adjusts+"session affinity changes"),
	[]Rule{
		{Kind: "HTTPRoute", Path: "spec.rules[].timeouts.request", When: timeoutStays, Any: unread + "without retries, backendRequest is the timeout"},
		{Kind: "*Route", Path: "", Added: widens + "new: gets requests that matched another route, or no route, before", Removed: stops + "its requests match another route, or no route"},
		{Kind: "*Route", Path: "", When: otherRoute, Added: otherRouteSame, Removed: otherRouteSame},
		{Kind: "*Route", Path: "spec.rules[]", When: otherRoute, Added: otherRouteSame, Removed: otherRouteSame},
		{Kind: "*Route", Path: "spec.hostnames", Added: narrows + "requests for other hosts no longer match the route", Removed: widens + "requests for all hosts match the route"},
		{Kind: "*Route", Path: "spec.hostnames[]", Added: widens + "requests for this host match the route", Removed: narrows + "requests for this host no longer match the route"},
		{Kind: "*Route", Path: "spec.hostnames[]", When: includedName, Any: adjusts + "another host name of the route includes it; of several routes, the one with the more specific name takes precedence"},
		{Kind: "*Route", Path: "spec.parentRefs", Added: widens + "these listeners serve the route", Removed: stops + "no listener serves the route"},
		{Kind: "*Route", Path: "spec.parentRefs[]", Added: widens + "this parent serves the route as well", Removed: narrows + "this parent no longer serves the route"},
		{Kind: "*Route", Path: "spec.parentRefs[]", When: coveredParent, Any: restates + "an entry for the whole parent includes it"},
		{Kind: "*Route", Path: "spec.parentRefs[].**", Any: redirects + "different listeners serve the route"},
		{Kind: "*Route", Path: "spec.parentRefs[].sectionName", Added: narrows + "only this listener serves the route", Removed: widens + "all listeners of the parent serve the route"},
		{Kind: "*Route", Path: "spec.parentRefs[].port", Added: narrows + "only listeners on this port serve the route", Removed: widens + "listeners on all ports serve the route"},
		{Kind: "*Route", Path: "spec.rules", Added: widens + "requests match these rules", Removed: stops + "requests match no rule", Moved: adjusts + "a different rule wins if several match a request equally"},
		{Kind: "*Route", Path: "spec.rules", When: noTies, Moved: restates + "the order does not decide which of these rules a request matches"},
		{Kind: "*Route", Path: "spec.rules", When: equalRulesSwap, Moved: redirects + "requests go to a different rule: of rules with equal matches, the first one wins"},
		{Kind: "*Route", Path: "spec.rules[]", Added: widens + "requests that it matches are routed differently", Removed: narrows + "requests that it matched go to other rules, or to none"},
		{Kind: "*Route", Path: "spec.rules[]", When: sameRule, Any: restates + "another rule does the same with its requests"},
		{Kind: "*Route", Path: "spec.rules[]", When: shadowingRule, Added: redirects + "a later rule with an equal match no longer gets these requests", Removed: redirects + "a later rule with an equal match gets these requests"},
		{Kind: "*Route", Path: "spec.rules[]", When: shadowedRule, Any: unread + "earlier rules with equal matches get these requests"},
		{Kind: "*Route", Path: "spec.rules[].name", Any: adjusts + "policies may refer to the rule by its name"},
		{Kind: "*Route", Path: "spec.rules[].name", When: detaches, Any: asPolicy},
		{Kind: "*Route", Path: "spec.rules[].name", When: referencesFollow, Changed: restates + "all references have the new name"},
		{Kind: "*Route", Path: "spec.rules[].matches.**", Any: narrows + "requests that matched may no longer match"},
		{Kind: "*Route", Path: "spec.rules[].matches[]", Added: widens + "these requests match as well", Removed: narrows + "these requests no longer match"},
		{Kind: "*Route", Path: "spec.rules[].matches[]", When: includedMatch, Any: restates + "another match includes these requests"},
		{Kind: "*Route", Path: "spec.rules[].matches[]", When: shadowingMatch, Added: redirects + "a later rule with an equal match no longer gets these requests", Removed: redirects + "a later rule with an equal match gets these requests"},
		{Kind: "*Route", Path: "spec.rules[].matches[]", When: shadowedMatch, Any: unread + "an earlier rule with an equal match gets these requests"},
		{Kind: "*Route", Path: "spec.rules[].matches[]", When: sameRuleOfMatch, Any: restates + "another rule does the same with these requests"},
		{Kind: "*Route", Path: "spec.rules[].matches[].path.type", When: toPrefix, Any: widens + "paths below it match as well"},
		{Kind: "*Route", Path: "spec.rules[].matches[].path.value", When: shorterPrefix, Any: widens + "more paths match"},
		{Kind: "*Route", Path: "spec.rules[].matches[].method.**", Added: narrows + "requests with other methods no longer match", Removed: widens + "requests with any method match"},
		{Kind: "*Route", Path: "spec.rules[].matches[].headers.**", Added: narrows + "requests without this header no longer match", Removed: widens + "requests without this header match as well"},
		{Kind: "*Route", Path: "spec.rules[].matches[].queryParams.**", Added: narrows + "requests without this parameter no longer match", Removed: widens + "requests without this parameter match as well"},
	}, backendRefRules, filterRules(filtersPath), filterRules("spec.rules[].backendRefs[].filters"))

// backendRefRules are the rules for the backendRefs of a route rule.
var backendRefRules = []Rule{
	{Kind: "*Route", Path: "spec.rules[].backendRefs", Added: redirects + "requests go to these backends", Removed: stops + "requests no longer go to a backend"},
	{Kind: "*Route", Path: "spec.rules[].backendRefs[]", Added: adjusts + "traffic is shared with it", Removed: adjusts + "the other backends take its share of the traffic"},
	{Kind: "*Route", Path: "spec.rules[].backendRefs[].**", Any: redirects + "traffic goes to a different backend"},
	{Kind: "*Route", Path: "spec.rules[].backendRefs[].weight", Any: adjusts + "traffic is shared in different proportions"},
	{Kind: "*Route", Path: "spec.rules[].backendRefs[]", When: allMoves, Any: redirects + "all traffic goes to different backends"},
	{Kind: "*Route", Path: "spec.rules[].backendRefs[]", When: sameShares, Any: restates + "each backend gets the same share of the traffic"},
	{Kind: "*Route", Path: "spec.rules[].backendRefs[]", When: noWeight, Any: unread + "gets no traffic: its weight is 0"},
	{Kind: "*Route", Path: "spec.rules[].backendRefs[]", When: noTrafficAfter, Any: stops + "all weights are 0: no backend gets traffic"},
	{Kind: "*Route", Path: "spec.rules[].backendRefs[]", When: noTrafficBefore, Any: starts + "traffic starts: all weights were 0"},
	{Kind: "*Route", Path: "spec.rules[].backendRefs[].weight", When: becomes("0"), Any: adjusts + "it no longer gets traffic"},
	{Kind: "*Route", Path: "spec.rules[].backendRefs[].weight", When: ceases("0"), Any: adjusts + "it gets traffic as well"},
	{Kind: "*Route", Path: "spec.rules[].backendRefs[].weight", When: allMoves, Any: redirects + "all traffic goes to different backends"},
	{Kind: "*Route", Path: "spec.rules[].backendRefs[].weight", When: noTrafficAfter, Any: stops + "all weights are 0: no backend gets traffic"},
	{Kind: "*Route", Path: "spec.rules[].backendRefs[].weight", When: noTrafficBefore, Any: starts + "traffic starts: all weights were 0"},
	{Kind: "*Route", Path: "spec.rules[].backendRefs[].weight", When: sameShares, Any: restates + "each backend gets the same share of the traffic"},
}

// filterRules returns the rules for the list of filters at a path.
func filterRules(path string) []Rule {
	of := func(types ...string) *Condition { return filterOfType(types...) }
	return append(corsRules("*Route", path+"[].cors"), []Rule{
		{Kind: "*Route", Path: path, Moved: adjusts + "filters apply in a different order"},
		{Kind: "*Route", Path: path, When: independentFilters, Moved: restates + "the order of these filters does not matter"},
		{Kind: "*Route", Path: path + ".**", Any: adjusts + "requests or responses are changed differently"},
		{Kind: "*Route", Path: path + "[]", Added: turnsOn + "requests or responses are changed", Removed: turnsOff + "requests or responses are no longer changed"},
		{Kind: "*Route", Path: path + "[]", When: of("RequestHeaderModifier", "ResponseHeaderModifier"), Added: turnsOn + "headers are changed", Removed: turnsOff + "headers are no longer changed"},
		{Kind: "*Route", Path: path + "[]", When: of("RequestMirror"), Added: turnsOn + "requests are mirrored", Removed: turnsOff + "requests are no longer mirrored"},
		{Kind: "*Route", Path: path + "[]", When: of("RequestRedirect"), Added: redirects + "clients are redirected", Removed: redirects + "clients are no longer redirected"},
		{Kind: "*Route", Path: path + "[]", When: of("URLRewrite"), Added: redirects + "the backend gets a different host or path", Removed: redirects + "the backend gets the client's host and path"},
		{Kind: "*Route", Path: path + "[]", When: of("CORS"), Added: turnsOn + "cross-origin requests are allowed", Removed: narrows + "cross-origin requests are no longer allowed"},
		{Kind: "*Route", Path: path + "[]", When: of("ExternalAuth"), Added: protects + "requests are authorized by an external service", Removed: unprotects + "requests are no longer authorized by the external service"},
		{Kind: "*Route", Path: path + "[]", When: of("ExtensionRef"), Added: protects + "the policy that it refers to applies, including its authentication", Removed: unprotects + "the policy that it refers to no longer applies, including its authentication"},
		{Kind: "*Route", Path: path + "[]", When: directResponse, Added: stops + "requests are answered directly", Removed: starts + "requests are no longer answered directly"},
		{Kind: "*Route", Path: path + "[].extensionRef.**", Any: reprotects + "a different policy applies, with different authentication"},
		{Kind: "*Route", Path: path + "[].externalAuth.**", Any: reprotects + "requests are authorized differently"},
		{Kind: "*Route", Path: path + "[].requestRedirect.**", Any: redirects + "clients are redirected to a different URL"},
		{Kind: "*Route", Path: path + "[].requestRedirect.statusCode", Any: adjusts + "clients are redirected with a different status"},
		{Kind: "*Route", Path: path + "[].urlRewrite.**", Any: redirects + "the backend gets a different host or path"},
		{Kind: "*Route", Path: path + "[].requestMirror.percent", Any: adjusts + "a different share of the requests is mirrored"},
		{Kind: "*Route", Path: path + "[].requestMirror.fraction.**", Any: adjusts + "a different share of the requests is mirrored"},
		{Kind: "*Route", Path: path + "[].requestMirror.**", Any: adjusts + "requests are mirrored to a different backend"},
		{Kind: "*Route", Path: path + "[].cors.**", Any: adjusts + "cross-origin requests are allowed differently"},
	}...)
}
