package change

var configPolicyDefaults = map[string]any{
	"spec.connectTimeout":            "5s",  // this default is not in the CRD
	"spec.healthCheck.http.method":   "GET", // Envoy's default
	"spec.tls.insecureSkipVerify":    false,
	"spec.tls.parameters.minVersion": "AUTO",
	"spec.tls.parameters.maxVersion": "AUTO",
	// Envoy's defaults of objects that do not replace other settings if they are set:
	"spec.commonHttpProtocolOptions.idleTimeout":                                "1h",
	"spec.commonHttpProtocolOptions.maxHeadersCount":                            int64(100),
	"spec.commonHttpProtocolOptions.maxRequestsPerConnection":                   int64(0),
	"spec.http1ProtocolOptions.enableTrailers":                                  false,
	"spec.http1ProtocolOptions.preserveHttp1HeaderCase":                         false,
	"spec.http1ProtocolOptions.overrideStreamErrorOnInvalidHttpMessage":         false,
	"spec.http2ProtocolOptions.overrideStreamErrorOnInvalidHttpMessage":         false,
	"spec.circuitBreakers":                                                      map[string]any{},
	"spec.circuitBreakers.maxConnections":                                       int64(1024),
	"spec.circuitBreakers.maxPendingRequests":                                   int64(1024),
	"spec.circuitBreakers.maxRequests":                                          int64(1024),
	"spec.circuitBreakers.maxRetries":                                           int64(3),
	"spec.circuitBreakers.trackRemaining":                                       false,
	"spec.loadBalancer.healthyPanicThreshold":                                   int64(50),
	"spec.loadBalancer.updateMergeWindow":                                       "1s",
	"spec.loadBalancer.closeConnectionsOnHostSetChange":                         false,
	"useHostnameForHashing":                                                     false,
	"hashPolicies[].terminal":                                                   false,
	"slowStart.minWeightPercent":                                                int64(10),
	"slowStart.aggression":                                                      "1.0",
	"spec.dns.respectTTL":                                                       false,
	"spec.dns.refreshRate":                                                      "5s",
	"spec.perConnectionBufferLimitBytes":                                        int64(1 << 20),
	"spec.tls.simpleTLS":                                                        false,
	"spec.tls.allowRenegotiation":                                               false,
	"spec.loadBalancer.leastRequest.choiceCount":                                int64(2),
	"spec.outlierDetection.baseEjectionTime":                                    "30s",
	"spec.outlierDetection.consecutive5xx":                                      int64(5),
	"spec.outlierDetection.interval":                                            "10s",
	"spec.outlierDetection.maxEjectionPercent":                                  int64(10),
	"spec.upstreamProxyProtocol.version":                                        "V1",
	"spec.loadBalancer.zoneAware.preferLocal.force.minEndpointsInZoneThreshold": int64(1),
	"spec.loadBalancer.zoneAware.preferLocal.minEndpointsThreshold":             int64(6),
	"spec.loadBalancer.zoneAware.preferLocal.routingEnabled":                    int64(100),
}

var trafficPolicyDefaults = withModes(map[string]any{
	"spec.ai.defaults[].override":                           false,
	"spec.ai.promptGuard.request.customResponse.message":    "The request was rejected due to inappropriate content",
	"spec.ai.promptGuard.request.customResponse.statusCode": int64(403),
	"spec.ai.promptGuard.request.regex.action":              "MASK",
	"spec.ai.promptGuard.response.regex.action":             "MASK",
	"webhook.forwardHeaders[].type":                         "Exact",
	"webhook.forwardHeaderMatches[].type":                   "Exact",
	"spec.ai.routeType":                                     "CHAT",
	"spec.rateLimit.local.tokenBucket.tokensPerFill":        int64(1),
	"spec.transformation.request.body.parseAs":              "AsString",
	"spec.transformation.response.body.parseAs":             "AsString",
	"spec.cors.maxAge":                                      int64(5),
	"spec.cors.allowCredentials":                            false,
	"spec.csrf.additionalOrigins[].ignoreCase":              false,
	"spec.extAuth.withRequestBody.allowPartialMessage":      false,
	"spec.extAuth.withRequestBody.packAsBytes":              false,
	"spec.rbac.action":                                      "Allow",
	"spec.retry.attempts":                                   int64(1),
	"spec.retry.backoffBaseInterval":                        "25ms",
	"spec.apiKeyAuth.secretRef.group":                       "",
	"spec.apiKeyAuth.secretRef.kind":                        "Secret",
	"spec.basicAuth.secretRef.key":                          ".htpasswd",
	"spec.faultInjection.abort.percentage":                  int64(100),
	"spec.faultInjection.delay.percentage":                  int64(100),
	"spec.faultInjection.responseRateLimit.percentage":      int64(100),
	"spec.compression.requestDecompression.libraries":       []any{"Gzip"},
	"spec.compression.responseCompression.libraries":        []any{"Gzip"},
}, "spec.extProc.processingMode.")

var extensionDefaults = withModes(withModes(map[string]any{
	"spec.extAuth.clearRouteCache":                     false,
	"spec.extAuth.failOpen":                            false,
	"spec.extAuth.statusOnError":                       int64(403),
	"spec.extAuth.withRequestBody.allowPartialMessage": false,
	"spec.extAuth.withRequestBody.packAsBytes":         false,
	"spec.extProc.failOpen":                            true,
	"spec.extProc.routeCacheAction":                    "FromResponse",
	"spec.extProc.allowProcessingModeOverride":         false,
	"spec.extProc.filterStage.predicate":               "During",
	"spec.extProc.filterStage.weight":                  int64(0),
	"spec.rateLimit.failOpen":                          true,
	"spec.rateLimit.timeout":                           "100ms",
	"spec.rateLimit.xRateLimitHeaders":                 "Off",
	"grpcService.retry.attempts":                       int64(1),
	"httpService.retry.attempts":                       int64(1),
	"spec.oauth2.denyRedirect.headers[].type":          "Exact",
	"spec.oauth2.logoutPath":                           "/logout",
}, "spec.extProc.processingMode."), "spec.extProc.allowedProcessingModeOverrides[].")

// withModes adds the defaults that state which parts of requests and responses are sent to external processing.
func withModes(values map[string]any, parent string) map[string]any {
	for _, side := range []string{"request", "response"} {
		values[parent+side+"BodyMode"] = "NONE"
		values[parent+side+"HeaderMode"] = "SEND"
		values[parent+side+"TrailerMode"] = "SKIP"
	}
	return values
}

var listenerDefaults = map[string]any{
	"headerFilter.header.type":                        "Exact",
	"environmentResourceDetector.enable":              true,
	"acceptHttp10":                                    false, // this default and the following ones are not in the CRD
	"preserveHttp1HeaderCase":                         false,
	"preserveExternalRequestId":                       false,
	"skipXFFAppend":                                   false,
	"proxyProtocol.allowRequestsWithoutProxyProtocol": false,
}

// anyPath returns the path match of an HTTPRoute that matches all paths.
func anyPath() map[string]any { return map[string]any{"type": "PathPrefix", "value": "/"} }

var httpRouteDefaults = map[string]any{
	"spec.rules":                                []any{map[string]any{"matches": []any{map[string]any{"path": anyPath()}}}},
	"spec.rules[].matches":                      []any{map[string]any{"path": anyPath()}},
	"spec.rules[].matches[].path":               anyPath(),
	"spec.rules[].matches[].path.type":          "PathPrefix",
	"spec.rules[].matches[].path.value":         "/",
	"spec.rules[].matches[].headers[].type":     "Exact",
	"spec.rules[].matches[].queryParams[].type": "Exact",
	"cors.maxAge":                               int64(5),
	"cors.allowCredentials":                     false,
	"requestRedirect.statusCode":                int64(302),
	"spec.rules[].retry.attempts":               int64(1), // this default is not in the CRD
}

var gatewayDefaults = map[string]any{
	"spec.addresses[].type":                           "IPAddress",
	"spec.allowedListeners":                           map[string]any{"namespaces": map[string]any{"from": "None"}},
	"spec.allowedListeners.namespaces":                map[string]any{"from": "None"},
	"spec.allowedListeners.namespaces.from":           "None",
	"spec.listeners[].allowedRoutes":                  map[string]any{"namespaces": map[string]any{"from": "Same"}},
	"spec.listeners[].allowedRoutes.namespaces":       map[string]any{"from": "Same"},
	"spec.listeners[].allowedRoutes.namespaces.from":  "Same",
	"spec.listeners[].allowedRoutes.kinds[].group":    gatewayAPI,
	"spec.listeners[].tls.mode":                       "Terminate",
	"spec.tls.frontend.default.validation.mode":       "AllowValidOnly",
	"spec.tls.frontend.perPort[].tls.validation.mode": "AllowValidOnly",
}

const gatewayAPI = "gateway.networking.k8s.io"

// referenceDefaults are the defaults of references, mirrors and session persistence in all kinds.
var referenceDefaults = map[string]any{
	"parentRefs[].group":                 gatewayAPI,
	"parentRefs[].kind":                  "Gateway",
	"parentRef.group":                    gatewayAPI,
	"parentRef.kind":                     "Gateway",
	"backendRefs[].weight":               int64(1),
	"backendRef.weight":                  int64(1),
	"backendRefs[].group":                "",
	"backendRefs[].kind":                 "Service",
	"backendRef.group":                   "",
	"backendRef.kind":                    "Service",
	"jwksBackendRef.group":               "",
	"jwksBackendRef.kind":                "Service",
	"certificateRefs[].group":            "",
	"certificateRefs[].kind":             "Secret",
	"clientCertificateRef.group":         "",
	"clientCertificateRef.kind":          "Secret",
	"sessionPersistence.type":            "Cookie",
	"cookieConfig.lifetimeType":          "Session",
	"requestMirror.fraction.denominator": int64(100),
}

var serviceDefaults = map[string]any{
	"spec.type":                          "ClusterIP",
	"spec.sessionAffinity":               "None",
	"spec.internalTrafficPolicy":         "Cluster",
	"spec.externalTrafficPolicy":         "Cluster",
	"spec.ipFamilyPolicy":                "SingleStack",
	"spec.ipFamilies":                    []any{"IPv4"},
	"spec.allocateLoadBalancerNodePorts": true,
	"spec.publishNotReadyAddresses":      false,
	"spec.ports[].protocol":              "TCP",
}
