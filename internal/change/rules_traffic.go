package change

import "slices"

// guard returns the rules for a mapping of a policy that decides which requests are allowed. The parameters on, off and edited are the
// reasons of the changes that add the mapping, remove it, and change a field in it.
func guard(kind, path, on, off, edited string) []Rule {
	return block(kind, path, protects+statement(on), unprotects+statement(off), reprotects+statement(edited))
}

// disabling returns the rules for the field that turns off an inherited guard.
func disabling(path, what string) []Rule {
	off, on := unprotects+statement(what+" is turned off here"), protects+statement(what+" is no longer turned off here")
	return []Rule{
		{Kind: "TrafficPolicy", Path: path + ".disable.**", Added: off, Removed: on},
		{Kind: "TrafficPolicy", Path: path, When: disables, Added: off, Removed: on},
	}
}

// trafficPolicyRules are the rules for TrafficPolicies.
var trafficPolicyRules = slices.Concat(
	policyTargets("TrafficPolicy"), features("TrafficPolicy", trafficFeatures), guardRules, featureRules,
	disabling("spec.extAuth", "authorization"),
	disabling("spec.jwtAuth", "JWT authentication"),
	disabling("spec.apiKeyAuth", "API key authentication"),
	disabling("spec.basicAuth", "basic authentication"),
)

// guardRules are the rules for the objects in a TrafficPolicy that decide which requests are allowed.
var guardRules = slices.Concat(
	guard("TrafficPolicy", "spec.extAuth", "requests are authorized by an external service", "requests are no longer authorized by the external service", "requests are authorized differently"),
	guard("TrafficPolicy", "spec.jwtAuth", "requests need a JWT", "requests no longer need a JWT", "different JWTs are accepted"),
	guard("TrafficPolicy", "spec.apiKeyAuth", "requests need an API key", "requests no longer need an API key", "different API keys are accepted"),
	guard("TrafficPolicy", "spec.basicAuth", "requests need a user name and a password", "requests no longer need a user name and a password", "different users or passwords are accepted"),
	guard("TrafficPolicy", "spec.oauth2", "requests need a login", "requests no longer need a login", "the login changes"),
	guard("TrafficPolicy", "spec.rbac", "requests are checked by RBAC rules", "requests are no longer checked by RBAC rules", "the RBAC rules allow different requests"),
	guard("TrafficPolicy", "spec.acl", "requests are checked by client address", "requests are no longer checked by client address", "requests of different clients are allowed"),
	guard("TrafficPolicy", "spec.csrf", "cross-origin requests are refused", "cross-origin requests are no longer refused", "cross-origin requests are refused differently"),
	guard("TrafficPolicy", "spec.ai.promptGuard", "prompts and responses are checked", "prompts and responses are no longer checked", "prompts and responses are checked differently"),
	[]Rule{
		{Kind: "TrafficPolicy", Path: "spec.basicAuth.users[]", Added: widens + "this user is also accepted", Removed: narrows + "this user is no longer accepted"},
		{Kind: "TrafficPolicy", Path: "spec.rbac.policy.matchExpressions[]", Added: widens + "requests that match it are also allowed", Removed: narrows + "requests that match no other expression are denied"},
		{Kind: "TrafficPolicy", Path: "spec.rbac.policy.matchExpressions[]", When: denies, Added: narrows + "requests that match it are denied", Removed: unprotects + "requests that match no other expression are allowed"},
		{Kind: "TrafficPolicy", Path: "spec.csrf.additionalOrigins", Added: widens + "requests from these origins are also allowed", Removed: narrows + "requests from these origins are refused"},
		{Kind: "TrafficPolicy", Path: "spec.csrf.additionalOrigins[]", Added: widens + "requests from this origin are also allowed", Removed: narrows + "requests from this origin are refused"},
		{Kind: "TrafficPolicy", Path: "spec.extAuth.contextExtensions.**", Any: adjusts + "the authorization service gets a different context"},
		{Kind: "TrafficPolicy", Path: "spec.extAuth.withRequestBody.**", Any: adjusts + "the authorization service gets a different part of the body"},
	},
)

// trafficFeatures are the optional objects of a TrafficPolicy, with the words for messages.
var trafficFeatures = map[string]string{
	"spec.extProc":         "external processing is",
	"spec.rateLimit":       "rate limits are",
	"spec.transformation":  "transformations are",
	"spec.headerModifiers": "header changes are",
	"spec.buffer":          "buffering of requests is",
	"spec.retry":           "retries are",
	"spec.timeouts":        "timeouts are",
	"spec.compression":     "compression is",
	"spec.tracing":         "tracing settings are",
	"spec.ai":              "AI settings are",
}

// featureRules are the rules for the other settings of a TrafficPolicy.
var featureRules = slices.Concat(
	corsRules("TrafficPolicy", "spec.cors"),
	block("TrafficPolicy", "spec.cors", turnsOn+"cross-origin requests are allowed", narrows+"cross-origin requests are no longer allowed", adjusts+"cross-origin requests are allowed differently"),
	block("TrafficPolicy", "spec.faultInjection", stops+"faults are injected: requests fail or are delayed", turnsOff+"faults are no longer injected", adjusts+"different faults are injected"),
	block("TrafficPolicy", "spec.internalRedirect", turnsOn+"kgateway follows redirects of the backend", turnsOff+"clients get the backend's redirects", adjusts+"different redirects of the backend are followed"),
	[]Rule{
		{Kind: "TrafficPolicy", Path: "spec.urlRewrite.**", Any: redirects + "the backend gets a different path"},
		{Kind: "TrafficPolicy", Path: "spec.autoHostRewrite", When: becomes("true"), Any: redirects + "the backend gets its own host name in the Host header"},
		{Kind: "TrafficPolicy", Path: "spec.autoHostRewrite", Any: redirects + "the backend gets the client's Host header"},
		{Kind: "TrafficPolicy", Path: "spec.autoHostRewrite", When: isFalse, Any: adjusts + "false overrides a policy for the whole route that rewrites the Host header"},
		{Kind: "TrafficPolicy", Path: "spec.statPrefix", Any: adjusts + "metrics have a different name"},
	},
)

// corsRules returns the rules for the CORS settings at a path.
func corsRules(kind, path string) []Rule {
	return []Rule{
		{Kind: kind, Path: path + ".allowOrigins[]", Added: widens + "requests from this origin are allowed", Removed: narrows + "requests from this origin are no longer allowed"},
		{Kind: kind, Path: path + ".allowOrigins[]", When: includedName, Any: restates + "another entry includes it"},
		{Kind: kind, Path: path + ".allowMethods[]", When: includedToken, Any: restates + "another entry includes it"},
		{Kind: kind, Path: path + ".allowHeaders[]", When: includedToken, Any: restates + "another entry includes it"},
		{Kind: kind, Path: path + ".allowMethods[]", Added: widens + "cross-origin requests may use this method", Removed: narrows + "cross-origin requests may no longer use this method"},
		{Kind: kind, Path: path + ".allowHeaders[]", Added: widens + "cross-origin requests may have this header", Removed: narrows + "cross-origin requests may no longer have this header"},
	}
}

// failOpen returns the rules for the field that decides whether requests are allowed if an external service does not respond.
func failOpen(path string) []Rule {
	return []Rule{
		{Kind: "GatewayExtension", Path: path, When: becomes("true"), Any: unprotects + "requests are allowed if the service does not respond"},
		{Kind: "GatewayExtension", Path: path, Any: protects + "requests are denied if the service does not respond"},
	}
}

// extensionRules are the rules for GatewayExtensions, which TrafficPolicies refer to.
var extensionRules = slices.Concat(
	guard("GatewayExtension", "spec.extAuth", "requests are authorized by an external service", "requests are no longer authorized by the external service", "requests are authorized differently"),
	guard("GatewayExtension", "spec.jwt", "requests need a JWT", "requests no longer need a JWT", "different JWTs are accepted"),
	guard("GatewayExtension", "spec.oauth2", "requests need a login", "requests no longer need a login", "the login changes"),
	feature("GatewayExtension", "spec.extProc", "external processing is"),
	feature("GatewayExtension", "spec.rateLimit", "rate limits are"),
	[]Rule{
		{Kind: "GatewayExtension", Path: "", Added: starts + "new: has no effect until a policy refers to it", Removed: unprotects + "policies that refer to it fail: routes return 500, and in kgateway 2.0 run without authorization"},
		{Kind: "GatewayExtension", Path: "spec.type", Any: restates + "the fields of spec decide the type", Changed: redirects + "a different type of extension"},
		{Kind: "GatewayExtension", Path: "spec.extAuth.grpcService.**", Any: redirects + "a different service authorizes requests, or the settings of the calls to it change"},
		{Kind: "GatewayExtension", Path: "spec.extAuth.httpService.**", Any: redirects + "a different service authorizes requests, or the settings of the calls to it change"},
		{Kind: "GatewayExtension", Path: "spec.extAuth.statPrefix", Any: adjusts + "metrics have a different name"},
		{Kind: "GatewayExtension", Path: "spec.extAuth.statusOnError", Any: adjusts + "clients get a different status when authorization fails"},
		{Kind: "GatewayExtension", Path: "spec.extAuth.clearRouteCache", Any: adjusts + "the setting to select the route again after authorization is different"},
		{Kind: "GatewayExtension", Path: "spec.extAuth.withRequestBody.**", Any: adjusts + "the authorization service gets a different part of the body"},
		{Kind: "GatewayExtension", Path: "spec.extAuth.headersToForward.**", Any: adjusts + "the authorization service gets different headers"},
		{Kind: "GatewayExtension", Path: "spec.jwt.providers[]", Added: widens + "JWTs of this provider are accepted", Removed: narrows + "JWTs of this provider are no longer accepted"},
		{Kind: "GatewayExtension", Path: "spec.jwt.providers[].audiences", Added: narrows + "only JWTs for these audiences are accepted", Removed: unprotects + "JWTs for any audience are accepted"},
		{Kind: "GatewayExtension", Path: "spec.jwt.providers[].audiences[]", Added: widens + "JWTs for this audience are accepted", Removed: narrows + "JWTs for this audience are no longer accepted"},
		{Kind: "GatewayExtension", Path: "spec.jwt.providers[].claimsToHeaders.**", Any: adjusts + "the backend gets different claims as headers"},
		{Kind: "GatewayExtension", Path: "spec.jwt.providers[].forwardToken", Any: adjusts + "whether the backend gets the JWT changes"},
		{Kind: "GatewayExtension", Path: "spec.extProc.grpcService.**", Any: redirects + "a different service processes requests, or the settings of the calls to it change"},
		{Kind: "GatewayExtension", Path: "spec.rateLimit.grpcService.**", Any: redirects + "a different service counts requests, or the settings of the calls to it change"},
	}, failOpen("spec.extAuth.failOpen"), failOpen("spec.extProc.failOpen"), failOpen("spec.rateLimit.failOpen"))
