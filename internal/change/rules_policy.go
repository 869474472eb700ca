package change

// policyTargets are the rules about what a policy of a kind applies to.
func policyTargets(kind string) []Rule {
	return []Rule{
		{Kind: kind, Path: "", Added: asContents(""), Removed: asContents("")},
		{Kind: kind, Path: "spec.targetRefs.**", Any: redirects("the policy applies to another target")},
		{Kind: kind, Path: "spec.targetRefs", Added: asContents("the policy applies to these targets"), Removed: asContents("the policy no longer applies to these targets")},
		{Kind: kind, Path: "spec.targetRefs[]", Added: asContents("the policy also applies to this target"), Removed: asContents("the policy no longer applies to this target")},
		{Kind: kind, Path: "spec.targetSelectors.**", Any: redirects("the policy applies to other targets")},
		{Kind: kind, Path: "spec.targetSelectors", Added: asContents("the policy applies to what this selects"), Removed: asContents("the policy no longer applies to what this selects")},
		{Kind: kind, Path: "spec.targetSelectors[]", Added: asContents("the policy also applies to what this selects"), Removed: asContents("the policy no longer applies to what this selects")},
	}
}

// feature is the rule about a part of a policy that traffic does without.
func feature(kind, path, name string) Rule {
	return Rule{Kind: kind, Path: path + ".**", Added: turnsOn(name + " added"), Removed: turnsOff(name + " removed"), Any: adjusts(name + " changed")}
}

// backendPolicyRules are about the policies of the connections to Backends.
var backendPolicyRules = append(append(policyTargets("BackendConfigPolicy"), policyTargets("BackendTLSPolicy")[:4]...),
	Rule{Kind: "BackendConfigPolicy", Path: "spec.tls.**", Any: reprotects("the settings of TLS change")},
	Rule{Kind: "BackendConfigPolicy", Path: "spec.tls", Added: protects("TLS to the backend is turned on"), Removed: unprotects("TLS to the backend is turned off")},
	Rule{Kind: "BackendConfigPolicy", Path: "spec.tls.sni", Any: reprotects("another server name is sent")},
	Rule{Kind: "BackendConfigPolicy", Path: "spec.tls.secretRef.**", Any: reprotects("another CA or client certificate is used")},
	Rule{Kind: "BackendConfigPolicy", Path: "spec.tls.files.**", Any: reprotects("another CA or client certificate is used")},
	Rule{Kind: "BackendConfigPolicy", Path: "spec.tls.wellKnownCACertificates", Any: reprotects("other CAs are trusted")},
	Rule{Kind: "BackendConfigPolicy", Path: "spec.tls.insecureSkipVerify", When: becomes("true"), Any: unprotects("the certificate is no longer verified")},
	Rule{Kind: "BackendConfigPolicy", Path: "spec.tls.insecureSkipVerify", Any: protects("the certificate is verified again")},
	Rule{Kind: "BackendConfigPolicy", Path: "spec.tls.verifySubjectAltNames", Added: protects("the server name is verified"), Removed: unprotects("the server name is no longer verified")},
	Rule{Kind: "BackendConfigPolicy", Path: "spec.tls.verifySubjectAltNames[]", Added: widens("certificates with this name are accepted as well"), Removed: narrows("certificates with this name are no longer accepted")},
	Rule{Kind: "BackendConfigPolicy", Path: "spec.upstreamProxyProtocol.**", Added: redirects("the PROXY protocol is sent first: the backend must expect it"), Removed: redirects("the PROXY protocol is no longer sent: the backend must not expect it"), Any: redirects("another version of the PROXY protocol is sent")},
	feature("BackendConfigPolicy", "spec.connectTimeout", "the timeout for new connections is"),
	feature("BackendConfigPolicy", "spec.healthCheck", "health checks are"),
	feature("BackendConfigPolicy", "spec.outlierDetection", "outlier detection is"),
	feature("BackendConfigPolicy", "spec.circuitBreakers", "limits of connections and requests are"),
	feature("BackendConfigPolicy", "spec.loadBalancer", "load balancing settings are"),
	feature("BackendConfigPolicy", "spec.dns", "settings of DNS look-ups are"),
	feature("BackendConfigPolicy", "spec.tcpKeepalive", "TCP keepalive settings are"),
	feature("BackendConfigPolicy", "spec.commonHttpProtocolOptions", "HTTP limits and timeouts are"),
	Rule{Kind: "BackendConfigPolicy", Path: "spec.commonHttpProtocolOptions", When: allDefault, Any: adjusts("it has the defaults; they replace the idle timeout of 30s that a Lambda Backend has")},
	feature("BackendConfigPolicy", "spec.http1ProtocolOptions", "HTTP/1.1 settings are"),
	feature("BackendConfigPolicy", "spec.http2ProtocolOptions", "HTTP/2 settings are"),
	feature("BackendConfigPolicy", "spec.perConnectionBufferLimitBytes", "the buffer limit of a connection is"),

	Rule{Kind: "BackendTLSPolicy", Path: "spec.validation", Added: protects("TLS to the backend is turned on"), Removed: unprotects("TLS to the backend is turned off")},
	Rule{Kind: "BackendTLSPolicy", Path: "spec.validation.hostname", Any: reprotects("another server name is sent and verified")},
	Rule{Kind: "BackendTLSPolicy", Path: "spec.validation.subjectAltNames.**", Any: reprotects("other names of the certificate are accepted")},
	Rule{Kind: "BackendTLSPolicy", Path: "spec.validation.subjectAltNames", Added: reprotects("these names are verified instead of the host name"), Removed: reprotects("the host name is verified instead of these names")},
	Rule{Kind: "BackendTLSPolicy", Path: "spec.validation.subjectAltNames[]", Added: widens("certificates with this name are accepted as well"), Removed: narrows("certificates with this name are no longer accepted")},
	Rule{Kind: "BackendTLSPolicy", Path: "spec.validation.wellKnownCACertificates", Any: reprotects("other CAs are trusted")},
	Rule{Kind: "BackendTLSPolicy", Path: "spec.validation.caCertificateRefs", Any: reprotects("other CAs are trusted"), Moved: unread("only the first CA is read")},
	Rule{Kind: "BackendTLSPolicy", Path: "spec.validation.caCertificateRefs", First: true, Moved: reprotects("another CA is trusted: only the first is read")},
	Rule{Kind: "BackendTLSPolicy", Path: "spec.validation.caCertificateRefs[].**", Any: unread("only the first CA is read")},
	Rule{Kind: "BackendTLSPolicy", Path: "spec.validation.caCertificateRefs[].**", First: true, Any: reprotects("another CA is trusted: only the first is read")},
	Rule{Kind: "BackendTLSPolicy", Path: "spec.options.**", Any: unread("kgateway does not read options")},
	Rule{Kind: firstTarget, Path: "spec.targetRefs", Moved: unread("kgateway 2.0 reads the first target only")},
	Rule{Kind: firstTarget, Path: "spec.targetRefs", First: true, Moved: redirects("the policy applies to another target: kgateway 2.0 reads the first only")},
	Rule{Kind: firstTarget, Path: "spec.targetRefs[].**", Any: unread("kgateway 2.0 reads the first target only")},
	Rule{Kind: firstTarget, Path: "spec.targetRefs[]", Any: unread("kgateway 2.0 reads the first target only")},
	Rule{Kind: firstTarget, Path: "spec.targetRefs[].**", First: true, Any: redirects("the policy applies to another target: kgateway 2.0 reads the first only")},
	Rule{Kind: firstTarget, Path: "spec.targetRefs[]", First: true, Any: redirects("the policy applies to another target: kgateway 2.0 reads the first only")},
)
