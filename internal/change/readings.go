package change

// readings contains the fields that are read in a special way. Sources: the formats in the CRDs, the Gateway API, and kgateway's
// translation.
var readings = newTable(
	rowsOf(reading(readDuration), map[string][]string{
		"BackendConfigPolicy": {
			"connectTimeout", "idleTimeout", "maxStreamDuration", "interval", "timeout", "window", "ttl", "updateMergeWindow", "baseEjectionTime",
			"keepAliveInterval", "keepAliveTime", "jitter", "refreshRate", "connectionIdleInterval",
		},
		"TrafficPolicy":    {"fillInterval", "backoffBaseInterval", "perTryTimeout", "timeouts.request", "timeouts.streamIdle", "fixedDelay"},
		"GatewayExtension": {"requestTimeout", "maxMessageTimeout", "messageTimeout", "timeout", "baseInterval", "maxInterval", "cacheDuration", "failedRefetchDuration"},
		listenerKinds:      {"idleTimeout", "streamIdleTimeout", "keepAliveInterval", "keepAliveTime", "transportSocketConnectTimeout", "timeout", "baseInterval", "maxInterval"},
		"*Route":           {"timeouts.request", "timeouts.backendRequest", "retry.backoff", "absoluteTimeout", "idleTimeout"},
	}),
	rowsOf(reading(readQuantity), map[string][]string{
		"BackendConfigPolicy": {"initialConnectionWindowSize", "initialStreamWindowSize"},
		"TrafficPolicy":       {"buffer.maxRequestSize"},
		listenerKinds:         {"initialConnectionWindowSize", "initialStreamWindowSize"},
	}),
	rowsOf(reading(readHost), map[string][]string{
		"Backend":             {"static.hosts[].host", "gcp.host", "tls.sni"},
		"BackendConfigPolicy": {"tls.sni", "verifySubjectAltNames[]", "healthCheck.http.host"},
		"BackendTLSPolicy":    {"validation.hostname", "subjectAltNames[].hostname"},
		"*Route":              {"spec.hostnames[]", "urlRewrite.hostname", "requestRedirect.hostname"},
		haveListeners:         {"listeners[].hostname"},
		"Service":             {"spec.externalName"},
	}),
	rowsOf(reading(readWord), map[string][]string{
		"*Route": {"headers[].name", "set[].name", "add[].name", "remove[]", "requestRedirect.scheme"},
	}),
	rowsOf(reading(readBool), map[string][]string{"": {"metadata.annotations.kgateway.dev/disable-istio-auto-mtls"}}),
	rowsOf(reading(readAddress), map[string][]string{"Backend": {"spec.aws.lambda.endpointURL"}}),
	rowsOf(reading(readSecret), map[string][]string{"Secret": {"data.*"}}),
	newReadings,
)

func rowsOf[T any](value T, paths map[string][]string) []row[T] {
	var rows []row[T]
	for kind, some := range paths {
		for _, path := range some {
			rows = append(rows, row[T]{kind, path, value})
		}
	}
	return rows
}
