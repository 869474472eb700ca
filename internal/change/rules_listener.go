package change

import "slices"

// listenerKinds are the policies of Gateways: HTTPListenerPolicy has its settings in spec, ListenerPolicy in default and perPort.
const listenerKinds = "*ListenerPolicy"

// listenerRules are the rules for the policies of Gateways and for DirectResponses.
var listenerRules = slices.Concat(
	policyTargets(listenerKinds), features(listenerKinds, listenerFeatures),
	listenerBlock("upgradeConfig", widens+"upgrades such as WebSocket are allowed", narrows+"upgrades such as WebSocket are no longer allowed", adjusts+"different upgrades are allowed"),
	listenerBlock("healthCheck", turnsOn+"the listener answers health checks itself", narrows+"the listener no longer answers health checks", narrows+"the listener answers health checks at a different path"),
	listenerBlock("proxyProtocol", redirects+"clients must send the PROXY protocol", redirects+"clients must no longer send the PROXY protocol", adjusts+"the PROXY protocol is read differently"),
	guard(listenerKinds, "spec.**.clientCertificateValidation", "clients need a certificate", "clients no longer need a certificate", "different client certificates are accepted"),
	listenerSettings, directResponseRules,
)

// listenerBlock returns the rules for a mapping of listener settings: for adding it, removing it, and changing a field in it.
func listenerBlock(name string, added, removed, changed statement) []Rule {
	return block(listenerKinds, "spec.**."+name, added, removed, changed)
}

// listenerFeatures are the optional objects of listener settings, with the words for messages.
var listenerFeatures = map[string]string{
	"spec.**.accessLog":                     "access logs are",
	"spec.**.tracing":                       "tracing settings are",
	"spec.**.earlyRequestHeaderModifier":    "header changes before routing are",
	"spec.**.localReplies":                  "rewrites of the proxy's own responses are",
	"spec.**.http2ProtocolOptions":          "HTTP/2 settings are",
	"spec.**.tcpKeepalive":                  "TCP keepalive settings are",
	"spec.**.idleTimeout":                   "the timeout for idle connections is",
	"spec.**.streamIdleTimeout":             "the timeout for idle requests is",
	"spec.**.transportSocketConnectTimeout": "the timeout for TLS handshakes is",
	"spec.**.maxHeadersCount":               "the maximum number of headers is",
	"spec.**.maxRequestHeadersKb":           "the maximum size of headers is",
	"spec.**.maxRequestsPerConnection":      "the maximum number of requests of a connection is",
	"spec.**.perConnectionBufferLimitBytes": "the buffer limit of a connection is",
}

// listenerSettings are the rules for single listener settings.
var listenerSettings = []Rule{
	{Kind: listenerKinds, Path: "spec.**.acceptHttp10", When: becomes("true"), Any: widens + "HTTP/1.0 requests are accepted"},
	{Kind: listenerKinds, Path: "spec.**.acceptHttp10", Any: narrows + "HTTP/1.0 requests are refused"},
	{Kind: listenerKinds, Path: "spec.**.defaultHostForHttp10", Any: adjusts + "HTTP/1.0 requests without a host get a different default host"},
	{Kind: listenerKinds, Path: "spec.**.proxyProtocol.allowRequestsWithoutProxyProtocol", When: becomes("true"), Any: widens + "clients without the PROXY protocol are accepted as well"},
	{Kind: listenerKinds, Path: "spec.**.proxyProtocol.allowRequestsWithoutProxyProtocol", Any: narrows + "clients must send the PROXY protocol"},
	{Kind: listenerKinds, Path: "spec.**.upgradeConfig.enabledUpgrades[]", Added: widens + "this upgrade is also allowed", Removed: narrows + "this upgrade is no longer allowed"},
	{Kind: listenerKinds, Path: "spec.**.forwardClientCertDetails.**", Any: reprotects + "backends get different details of the client certificate"},
	{Kind: listenerKinds, Path: "spec.**.useRemoteAddress", Any: clientAddress},
	{Kind: listenerKinds, Path: "spec.**.xffNumTrustedHops", Any: clientAddress},
	{Kind: listenerKinds, Path: "spec.**.xffTrustedCIDRs.**", Any: clientAddress},
	{Kind: listenerKinds, Path: "spec.**.skipXFFAppend", Any: adjusts + "backends get a different X-Forwarded-For header"},
	{Kind: listenerKinds, Path: "spec.**.generateRequestId", Any: requestIDs},
	{Kind: listenerKinds, Path: "spec.**.preserveExternalRequestId", Any: requestIDs},
	{Kind: listenerKinds, Path: "spec.**.uuidRequestIdConfig.**", Any: requestIDs},
	{Kind: listenerKinds, Path: "spec.**.serverHeaderTransformation", Any: serverHeader},
	{Kind: listenerKinds, Path: "spec.**.serverName", Any: serverHeader},
	{Kind: listenerKinds, Path: "spec.**.preserveHttp1HeaderCase", Any: adjusts + "whether the case of header names is kept changes"},
	{Kind: listenerKinds, Path: "spec.**.stripHostPortMode", Any: adjusts + "whether the port is removed from the Host header changes"},
	{Kind: listenerKinds, Path: "spec.perPort[].port", Changed: redirects + "the settings apply to a different port"},
}

const (
	clientAddress = reprotects + "a different address is used as the client address"
	requestIDs    = adjusts + "request IDs are made differently"
	serverHeader  = adjusts + "the Server header of answers changes"
)

// directResponseRules are the rules for DirectResponses, which answer requests without a backend.
var directResponseRules = []Rule{
	{Kind: "DirectResponse", Path: "", Added: starts + "new: has no effect until a route refers to it", Removed: stops + "routes that refer to it return 500"},
	{Kind: "DirectResponse", Path: "spec.status", Any: adjusts + "clients get a different status"},
	{Kind: "DirectResponse", Path: "spec.body", Any: adjusts + "clients get a different body"},
	{Kind: "DirectResponse", Path: "spec.bodyFormat.**", Any: adjusts + "clients get a different body"},
}
