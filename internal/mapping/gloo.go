package mapping

import (
	"slices"

	"github.com/backendctl/backendctl/internal/stable"
)

// gloo returns the rows for Gloo's Upstream.
func gloo() []Row {
	return slices.Concat(glooHosts, glooAWS, glooAI(), glooTLS, glooTraffic, glooChecks, glooGone)
}

var glooHosts = []Row{
	Gloo.to("static", "static"),
	Gloo.to("static.hosts[].addr", "static.hosts[].host"),
	Gloo.to("static.hosts[].port", "static.hosts[].port").after("if any host has port 443, all hosts get TLS without verification, unless `useTls` is false: a policy with `tls.insecureSkipVerify`"),
	Gloo.implied("static.hosts[].sniAddr", "the server name of the policy replaces it"),
	Gloo.lost("static.hosts[].loadBalancingWeight", Weights),
	Gloo.lost("static.hosts[].healthCheckConfig", PerHost),
	Gloo.lost("static.hosts[].metadata", PerHost),
	Gloo.implied("static.useTls", "a policy with TLS replaces it"),
	Gloo.implied("static.autoSniRewrite", "the server name of the policy replaces it"),
	Gloo.lost("static.serviceSpec", NoFeature),
	Gloo.whole("kube", KubeUpstream),
	Gloo.whole("consul", Discovery),
	Gloo.whole("pipe", NoSocket),
	Gloo.whole("azure", NoFeature),
	Gloo.to("gcp", "gcp"),
	Gloo.to("gcp.host", "gcp.host"),
	Gloo.to("gcp.audience", "gcp.audience"),
	Gloo.implied("useHttp2", "false is the target's default").after("true becomes `static.appProtocol` http2"),
}

var glooAWS = []Row{
	Gloo.to("aws", "aws"),
	Gloo.to("aws.region", "aws.region"),
	Gloo.to("aws.secretRef.name", "aws.auth.secretRef.name"),
	Gloo.lost("aws.secretRef.namespace", OwnNamespace),
	Gloo.to("aws.roleArn", "aws.auth.assumeRole.roleArn"),
	Gloo.lost("aws.disableRoleChaining", NoFeature),
	Gloo.to("aws.awsAccountId", "aws.lambda.accountId"),
	Gloo.to("aws.lambdaFunctions.lambdaFunctionName", "aws.lambda.functionName").after("each function becomes a separate Backend, with the logical name appended to the Upstream's name"),
	Gloo.to("aws.lambdaFunctions.qualifier", "aws.lambda.qualifier"),
	Gloo.implied("aws.lambdaFunctions.logicalName", "it is part of the Backend's name if there are several functions"),
	Gloo.lost("aws.destinationOverrides", NoFeature).after("`invocationStyle` ASYNC becomes `aws.lambda.invocationMode`; SYNC is the default"),
	Gloo.to("awsEc2", "aws"),
	Gloo.to("awsEc2.region", "aws.region"),
	Gloo.to("awsEc2.secretRef.name", "aws.auth.secretRef.name"),
	Gloo.lost("awsEc2.secretRef.namespace", OwnNamespace),
	Gloo.to("awsEc2.roleArn", "aws.auth.assumeRole.roleArn"),
	Gloo.to("awsEc2.filters[].key", "aws.ec2.filters[].key"),
	Gloo.to("awsEc2.filters[].kvPair.key", "aws.ec2.filters[].keyValue.key"),
	Gloo.to("awsEc2.filters[].kvPair.value", "aws.ec2.filters[].keyValue.value"),
	Gloo.to("awsEc2.publicIp", "aws.ec2.addressType").after("true becomes PublicIP, false PrivateIP"),
	Gloo.to("awsEc2.port", "aws.ec2.port"),
}

// glooAI returns the rows for AI providers. They lead to the Backend of kgateway 2.1.
func glooAI() []Row {
	v21 := within("2.1")[0]
	to := func(path, backend string) Row { return Row{At: map[Shape]string{Gloo: path, v21: backend}} }
	rows := []Row{{At: map[Shape]string{Gloo: "ai", v21: "ai"}, Object: true}}
	for name, there := range map[string]string{"openai": "openai", "anthropic": "anthropic", "mistral": "openai", "gemini": "gemini"} {
		rows = append(rows,
			Row{At: map[Shape]string{Gloo: "ai." + name, v21: "ai.llm." + there}, Object: true},
			to("ai."+name+".authToken.inline", "ai.llm."+there+".authToken.inline"),
			to("ai."+name+".authToken.secretRef.name", "ai.llm."+there+".authToken.secretRef.name"),
			Gloo.lost("ai."+name+".authToken.secretRef.namespace", OwnNamespace),
			to("ai."+name+".model", "ai.llm."+there+".model"),
			to("ai."+name+".customHost.host", "ai.llm.host"),
			to("ai."+name+".customHost.port", "ai.llm.port"),
			Gloo.lost("ai."+name+".customHost.hostname", NoFeature),
		)
	}
	stable.Sort(rows, func(a, b Row) int { return compareText(a.At[Gloo], b.At[Gloo]) })
	return append(rows,
		to("ai.anthropic.version", "ai.llm.anthropic.apiVersion"),
		Gloo.whole("ai.azureOpenai", NoFeature), Gloo.whole("ai.vertexAi", NoFeature), Gloo.whole("ai.multi", NoFeature))
}

func compareText(a, b string) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}

var glooTLS = []Row{
	Gloo.policy("sslConfig.secretRef.name", "tls.secretRef.name"),
	Gloo.lost("sslConfig.secretRef.namespace", OwnNamespace),
	Gloo.policy("sslConfig.sslFiles.tlsCert", "tls.files.tlsCertificate"),
	Gloo.policy("sslConfig.sslFiles.tlsKey", "tls.files.tlsKey"),
	Gloo.policy("sslConfig.sslFiles.rootCa", "tls.files.rootCA"),
	Gloo.lost("sslConfig.sslFiles.ocspStaple", NoFeature),
	Gloo.lost("sslConfig.sds", NoFeature),
	Gloo.policy("sslConfig.sni", "tls.sni"),
	Gloo.policy("sslConfig.verifySubjectAltName", "tls.verifySubjectAltNames"),
	Gloo.policy("sslConfig.alpnProtocols", "tls.alpnProtocols"),
	Gloo.policy("sslConfig.allowRenegotiation", "tls.allowRenegotiation"),
	Gloo.policy("sslConfig.parameters.minimumProtocolVersion", "tls.parameters.minVersion").after("TLSv1_2 becomes 1.2"),
	Gloo.policy("sslConfig.parameters.maximumProtocolVersion", "tls.parameters.maxVersion").after("TLSv1_2 becomes 1.2"),
	Gloo.policy("sslConfig.parameters.cipherSuites", "tls.parameters.cipherSuites"),
	Gloo.policy("sslConfig.parameters.ecdhCurves", "tls.parameters.ecdhCurves"),
	Gloo.policy("sslConfig.oneWayTls", "tls.simpleTLS"),
}

var glooTraffic = []Row{
	Gloo.policy("connectionConfig.connectTimeout", "connectTimeout"),
	Gloo.policy("connectionConfig.maxRequestsPerConnection", "commonHttpProtocolOptions.maxRequestsPerConnection"),
	Gloo.policy("connectionConfig.perConnectionBufferLimitBytes", "perConnectionBufferLimitBytes"),
	Gloo.policy("connectionConfig.tcpKeepalive.keepaliveTime", "tcpKeepalive.keepAliveTime"),
	Gloo.policy("connectionConfig.tcpKeepalive.keepaliveInterval", "tcpKeepalive.keepAliveInterval"),
	Gloo.policy("connectionConfig.tcpKeepalive.keepaliveProbes", "tcpKeepalive.keepAliveProbes"),
	Gloo.policy("connectionConfig.commonHttpProtocolOptions.idleTimeout", "commonHttpProtocolOptions.idleTimeout"),
	Gloo.policy("connectionConfig.commonHttpProtocolOptions.maxHeadersCount", "commonHttpProtocolOptions.maxHeadersCount"),
	Gloo.policy("connectionConfig.commonHttpProtocolOptions.maxStreamDuration", "commonHttpProtocolOptions.maxStreamDuration"),
	Gloo.lost("connectionConfig.commonHttpProtocolOptions.headersWithUnderscoresAction", NoFeature),
	Gloo.policy("connectionConfig.http1ProtocolOptions.enableTrailers", "http1ProtocolOptions.enableTrailers"),
	Gloo.policy("connectionConfig.http1ProtocolOptions.overrideStreamErrorOnInvalidHttpMessage", "http1ProtocolOptions.overrideStreamErrorOnInvalidHttpMessage"),
	Gloo.policy("connectionConfig.http1ProtocolOptions.preserveCaseHeaderKeyFormat", "http1ProtocolOptions.preserveHttp1HeaderCase"),
	Gloo.lost("connectionConfig.http1ProtocolOptions.properCaseHeaderKeyFormat", NoFeature),
	Gloo.policy("initialStreamWindowSize", "http2ProtocolOptions.initialStreamWindowSize"),
	Gloo.policy("initialConnectionWindowSize", "http2ProtocolOptions.initialConnectionWindowSize"),
	Gloo.policy("maxConcurrentStreams", "http2ProtocolOptions.maxConcurrentStreams"),
	Gloo.policy("overrideStreamErrorOnInvalidHttpMessage", "http2ProtocolOptions.overrideStreamErrorOnInvalidHttpMessage"),
	Gloo.policy("circuitBreakers.maxConnections", "circuitBreakers.maxConnections"),
	Gloo.policy("circuitBreakers.maxPendingRequests", "circuitBreakers.maxPendingRequests"),
	Gloo.policy("circuitBreakers.maxRequests", "circuitBreakers.maxRequests"),
	Gloo.policy("circuitBreakers.maxRetries", "circuitBreakers.maxRetries"),
	Gloo.policy("loadBalancerConfig.roundRobin", "loadBalancer.roundRobin"),
	Gloo.policy("loadBalancerConfig.random", "loadBalancer.random"),
	Gloo.policy("loadBalancerConfig.maglev", "loadBalancer.maglev"),
	Gloo.policy("loadBalancerConfig.leastRequest.choiceCount", "loadBalancer.leastRequest.choiceCount"),
	Gloo.policy("loadBalancerConfig.ringHash.ringHashConfig.minimumRingSize", "loadBalancer.ringHash.minimumRingSize"),
	Gloo.policy("loadBalancerConfig.ringHash.ringHashConfig.maximumRingSize", "loadBalancer.ringHash.maximumRingSize"),
	Gloo.policy("loadBalancerConfig.healthyPanicThreshold", "loadBalancer.healthyPanicThreshold"),
	Gloo.policy("loadBalancerConfig.updateMergeWindow", "loadBalancer.updateMergeWindow"),
	Gloo.policy("respectDnsTtl", "dns.respectTTL"),
	Gloo.policy("dnsRefreshRate", "dns.refreshRate"),
	Gloo.policy("proxyProtocolVersion", "upstreamProxyProtocol.version"),
}

var glooChecks = []Row{
	Gloo.policy("healthChecks.timeout", "healthCheck.timeout"),
	Gloo.policy("healthChecks.interval", "healthCheck.interval"),
	Gloo.policy("healthChecks.unhealthyThreshold", "healthCheck.unhealthyThreshold"),
	Gloo.policy("healthChecks.healthyThreshold", "healthCheck.healthyThreshold"),
	Gloo.policy("healthChecks.httpHealthCheck.path", "healthCheck.http.path"),
	Gloo.policy("healthChecks.httpHealthCheck.host", "healthCheck.http.host"),
	Gloo.policy("healthChecks.grpcHealthCheck.serviceName", "healthCheck.grpc.serviceName"),
	Gloo.policy("healthChecks.grpcHealthCheck.authority", "healthCheck.grpc.authority"),
	Gloo.lost("healthChecks", NoFeature).after("the first is kept"),
	Gloo.policy("outlierDetection.consecutive5xx", "outlierDetection.consecutive5xx"),
	Gloo.policy("outlierDetection.interval", "outlierDetection.interval"),
	Gloo.policy("outlierDetection.baseEjectionTime", "outlierDetection.baseEjectionTime"),
	Gloo.policy("outlierDetection.maxEjectionPercent", "outlierDetection.maxEjectionPercent"),
	Gloo.lost("outlierDetection", NoFeature),
}

// glooGone has the rows for fields without a counterpart in kgateway. They are lost together with their nested fields.
var glooGone = []Row{
	Gloo.implied("discoveryMetadata", "written by Gloo's discovery"),
	Gloo.implied("namespacedStatuses", "written by Gloo"),
	Gloo.lost("failover", RouteSide),
	Gloo.lost("protocolSelection", NoFeature),
	Gloo.lost("preconnectPolicy", NoFeature),
	Gloo.lost("ignoreHealthOnHostRemoval", NoFeature),
	Gloo.lost("httpProxyHostname", NoFeature),
	Gloo.lost("httpConnectHeaders", NoFeature),
	Gloo.lost("httpConnectSslConfig", NoFeature),
	Gloo.lost("disableIstioAutoMtls", NoFeature),
	Gloo.lost("loadBalancerConfig", NoFeature),
	Gloo.lost("connectionConfig", NoFeature),
	Gloo.lost("circuitBreakers", NoFeature),
	Gloo.lost("sslConfig", NoFeature),
}
