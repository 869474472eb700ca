package change

import "slices"

// listenerKinds are the policies of Gateways: HTTPListenerPolicy has its settings in spec, ListenerPolicy in default and perPort.
const listenerKinds = "*ListenerPolicy"

// listenerRules are the rules for the policies of Gateways and for DirectResponses.
var listenerRules = slices.Concat(
	policyTargets(listenerKinds), features(listenerKinds, listenerFeatures),
	listenerBlock("upgradeConfig", widens("upgrades such as WebSocket are allowed"), narrows("upgrades such as WebSocket are no longer allowed"), adjusts("other upgrades are allowed")),
	listenerBlock("healthCheck", turnsOn("the listener answers health checks itself"), narrows("the listener no longer answers health checks"), narrows("the listener answers health checks at another path")),
	listenerBlock("proxyProtocol", redirects("clients must send the PROXY protocol"), redirects("clients must no longer send the PROXY protocol"), adjusts("the PROXY protocol is read in another way")),
	guard(listenerKinds, "spec.**.clientCertificateValidation", "clients need a certificate", "clients no longer need a certificate", "other client certificates are accepted"),
	listenerSettings, directResponseRules,
)

// listenerBlock returns the rules for a group of listener settings.
func listenerBlock(name string, added, removed, changed Clause) []Rule {
	return block(listenerKinds, "spec.**."+name, added, removed, changed)
}

// listenerFeatures are optional groups of listener settings.
var listenerFeatures = map[string]string{
	"spec.**.accessLog":                     "access logs are",
	"spec.**.tracing":                       "tracing settings are",
	"spec.**.earlyRequestHeaderModifier":    "header changes before routing are",
	"spec.**.localReplies":                  "rewrites of the proxy's own answers are",
	"spec.**.http2ProtocolOptions":          "HTTP/2 settings are",
	"spec.**.tcpKeepalive":                  "TCP keepalive settings are",
	"spec.**.idleTimeout":                   "the timeout for idle connections is",
	"spec.**.streamIdleTimeout":             "the timeout for idle requests is",
	"spec.**.transportSocketConnectTimeout": "the timeout for TLS handshakes is",
	"spec.**.maxHeadersCount":               "the limit of headers is",
	"spec.**.maxRequestHeadersKb":           "the limit of the size of headers is",
	"spec.**.maxRequestsPerConnection":      "the limit of requests of a connection is",
	"spec.**.perConnectionBufferLimitBytes": "the buffer limit of a connection is",
}

// listenerSettings are the rules for single fields.
var listenerSettings = []Rule{
	{Kind: listenerKinds, Path: "spec.**.acceptHttp10", When: becomes("true"), Any: widens("HTTP/1.0 requests are accepted")},
	{Kind: listenerKinds, Path: "spec.**.acceptHttp10", Any: narrows("HTTP/1.0 requests are refused")},
	{Kind: listenerKinds, Path: "spec.**.defaultHostForHttp10", Any: adjusts("HTTP/1.0 requests without a host get another one")},
	{Kind: listenerKinds, Path: "spec.**.proxyProtocol.allowRequestsWithoutProxyProtocol", When: becomes("true"), Any: widens("clients without the PROXY protocol are accepted as well")},
	{Kind: listenerKinds, Path: "spec.**.proxyProtocol.allowRequestsWithoutProxyProtocol", Any: narrows("clients must send the PROXY protocol")},
	{Kind: listenerKinds, Path: "spec.**.upgradeConfig.enabledUpgrades[]", Added: widens("this upgrade is allowed"), Removed: narrows("this upgrade is no longer allowed")},
	{Kind: listenerKinds, Path: "spec.**.forwardClientCertDetails.**", Any: reprotects("backends get other details of the client's certificate")},
	{Kind: listenerKinds, Path: "spec.**.useRemoteAddress", Any: clientAddress},
	{Kind: listenerKinds, Path: "spec.**.xffNumTrustedHops", Any: clientAddress},
	{Kind: listenerKinds, Path: "spec.**.xffTrustedCIDRs.**", Any: clientAddress},
	{Kind: listenerKinds, Path: "spec.**.skipXFFAppend", Any: adjusts("backends get another X-Forwarded-For header")},
	{Kind: listenerKinds, Path: "spec.**.generateRequestId", Any: requestIDs},
	{Kind: listenerKinds, Path: "spec.**.preserveExternalRequestId", Any: requestIDs},
	{Kind: listenerKinds, Path: "spec.**.uuidRequestIdConfig.**", Any: requestIDs},
	{Kind: listenerKinds, Path: "spec.**.serverHeaderTransformation", Any: serverHeader},
	{Kind: listenerKinds, Path: "spec.**.serverName", Any: serverHeader},
	{Kind: listenerKinds, Path: "spec.**.preserveHttp1HeaderCase", Any: adjusts("the case of header names is kept, or no longer")},
	{Kind: listenerKinds, Path: "spec.**.stripHostPortMode", Any: adjusts("the port in the Host header is removed, or no longer")},
	{Kind: listenerKinds, Path: "spec.perPort[].port", Changed: redirects("the settings apply to another port")},
}

var (
	clientAddress = reprotects("another address counts as that of the client")
	requestIDs    = adjusts("request IDs are made in another way")
	serverHeader  = adjusts("the Server header of answers changes")
)

// directResponseRules are the rules for DirectResponses, which answer requests without a backend.
var directResponseRules = []Rule{
	{Kind: "DirectResponse", Path: "", Added: starts("new: has no effect until a route refers to it"), Removed: stops("routes that refer to it answer with 500")},
	{Kind: "DirectResponse", Path: "spec.status", Any: adjusts("clients get another status")},
	{Kind: "DirectResponse", Path: "spec.body", Any: adjusts("clients get another body")},
	{Kind: "DirectResponse", Path: "spec.bodyFormat.**", Any: adjusts("clients get another body")},
}
