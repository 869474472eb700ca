package change

import (
	"maps"
	"slices"
)

// policyTargets returns the rules for the fields that set the targets of a policy.
func policyTargets(kind string) []Rule {
	return []Rule{
		{Kind: kind, Path: "", Added: asContents + "", Removed: asContents + ""},
		{Kind: kind, Path: "spec.targetRefs.**", Any: asContents + "the policy applies to a different target"},
		{Kind: kind, Path: "spec.targetRefs", Added: asContents + "the policy applies to these targets", Removed: asContents + "the policy no longer applies to these targets"},
		{Kind: kind, Path: "spec.targetRefs[]", Added: asContents + "the policy also applies to this target", Removed: asContents + "the policy no longer applies to this target"},
		{Kind: kind, Path: "spec.targetSelectors.**", Any: asContents + "the policy applies to different targets"},
		{Kind: kind, Path: "spec.targetSelectors", Added: asContents + "the policy applies to the selected objects", Removed: asContents + "the policy no longer applies to the selected objects"},
		{Kind: kind, Path: "spec.targetSelectors[]", Added: asContents + "the policy also applies to the selected objects", Removed: asContents + "the policy no longer applies to the selected objects"},
	}
}

// sameTargetRules are the rules for changes of a policy's targets that do not change which settings apply to which objects.
var sameTargetRules = func() []Rule {
	same, elsewhere := restates+"the policy applies to the same objects", restates+"another policy has the same settings for the same objects"
	rivalled := asContents + "other policies have the same settings and different settings for the same objects, so that their ages decide whether this has an effect"
	rules := []Rule{
		{Kind: "*Policy", Path: "**", Precedence: SameRef, When: isRivalled, Added: rivalled, Removed: rivalled},
		{Kind: "*Policy", Path: "**", Precedence: SameRef, When: sameElsewhere, Added: elsewhere, Removed: elsewhere},
	}
	return append(rules,
		Rule{Kind: "*Policy", Path: "spec.targetRefs.**", Precedence: SameRef, When: sameTargets, Added: same, Removed: same, Changed: same},
		Rule{Kind: "*Policy", Path: "spec.targetSelectors.**", Precedence: SameRef, When: sameTargets, Added: same, Removed: same, Changed: same})
}()

// block returns the rules for a mapping in a manifest: for adding it, removing it, and changing a field in it.
func block(kind, path string, added, removed, changed statement) []Rule {
	return []Rule{
		{Kind: kind, Path: path + ".**", Any: changed},
		{Kind: kind, Path: path, Added: added, Removed: removed},
	}
}

// feature returns the rules for an optional object of a policy; name is its name in messages.
func feature(kind, path, name string) []Rule {
	return block(kind, path, turnsOn+statement(name+" added"), turnsOff+statement(name+" removed"), adjusts+statement(name+" changed"))
}

// features returns the rules for several optional objects of a policy. The parameter names contains, for the path of each object, its name
// in messages.
func features(kind string, names map[string]string) []Rule {
	var rules []Rule
	for _, path := range slices.Sorted(maps.Keys(names)) {
		rules = append(rules, feature(kind, path, names[path])...)
	}
	return rules
}

// backendPolicyRules are the rules for the policies that configure connections to Backends.
var backendPolicyRules = slices.Concat(
	policyTargets("BackendConfigPolicy"), policyTargets("BackendTLSPolicy")[:4], features("BackendConfigPolicy", connectionFeatures),
	block("BackendConfigPolicy", "spec.upstreamProxyProtocol",
		redirects+"the PROXY protocol is sent first: the backend must expect it",
		redirects+"the PROXY protocol is no longer sent: the backend must not expect it",
		redirects+"a different version of the PROXY protocol is sent"),
	configPolicyRules, tlsPolicyRules, sameTargetRules,
)

// connectionFeatures are the optional objects of a BackendConfigPolicy, with the words for messages.
var connectionFeatures = map[string]string{
	"spec.connectTimeout":                "the timeout for new connections is",
	"spec.healthCheck":                   "health checks are",
	"spec.outlierDetection":              "outlier detection is",
	"spec.circuitBreakers":               "limits of connections and requests are",
	"spec.loadBalancer":                  "load balancing settings are",
	"spec.dns":                           "settings of DNS look-ups are",
	"spec.tcpKeepalive":                  "TCP keepalive settings are",
	"spec.commonHttpProtocolOptions":     "HTTP limits and timeouts are",
	"spec.http1ProtocolOptions":          "HTTP/1.1 settings are",
	"spec.http2ProtocolOptions":          "HTTP/2 settings are",
	"spec.perConnectionBufferLimitBytes": "the buffer limit of a connection is",
}

// configPolicyRules are the rules for the other fields of a BackendConfigPolicy.
var configPolicyRules = []Rule{
	{Kind: "BackendConfigPolicy", Path: "spec.tls.**", Any: reprotects + "the TLS settings change"},
	{Kind: "BackendConfigPolicy", Path: "spec.tls", Added: protects + "TLS to the backend is turned on", Removed: unprotects + "TLS to the backend is turned off"},
	{Kind: "BackendConfigPolicy", Path: "spec.tls.sni", Any: reprotects + "a different server name is sent"},
	{Kind: "BackendConfigPolicy", Path: "spec.tls.secretRef.**", Any: reprotects + "a different CA or client certificate is used"},
	{Kind: "BackendConfigPolicy", Path: "spec.tls.files.**", Any: reprotects + "a different CA or client certificate is used"},
	{Kind: "BackendConfigPolicy", Path: "spec.tls.wellKnownCACertificates", Any: reprotects + "different CAs are trusted"},
	{Kind: "BackendConfigPolicy", Path: "spec.tls.insecureSkipVerify", When: becomes("true"), Any: unprotects + "the certificate is no longer verified"},
	{Kind: "BackendConfigPolicy", Path: "spec.tls.insecureSkipVerify", Any: protects + "the certificate is verified again"},
	{Kind: "BackendConfigPolicy", Path: "spec.tls.verifySubjectAltNames", Added: protects + "the server name is verified", Removed: unprotects + "the server name is no longer verified"},
	{Kind: "BackendConfigPolicy", Path: "spec.tls.verifySubjectAltNames[]", Added: widens + "certificates with this name are accepted as well", Removed: narrows + "certificates with this name are no longer accepted"},
	{Kind: "BackendConfigPolicy", Path: "spec.commonHttpProtocolOptions", When: allDefault, Any: adjusts + "these are the defaults; they replace the idle timeout of 30s of a Lambda Backend"},
}

// tlsPolicyRules are the rules for BackendTLSPolicies.
var tlsPolicyRules = []Rule{
	{Kind: "BackendTLSPolicy", Path: "spec.validation", Added: protects + "TLS to the backend is turned on", Removed: unprotects + "TLS to the backend is turned off"},
	{Kind: "BackendTLSPolicy", Path: "spec.validation.hostname", Any: reprotects + "a different server name is sent and verified"},
	{Kind: "BackendTLSPolicy", Path: "spec.validation.subjectAltNames.**", Any: reprotects + "different names of the certificate are accepted"},
	{Kind: "BackendTLSPolicy", Path: "spec.validation.subjectAltNames", Added: reprotects + "these names are verified instead of the host name", Removed: reprotects + "the host name is verified instead of these names"},
	{Kind: "BackendTLSPolicy", Path: "spec.validation.subjectAltNames[]", Added: widens + "certificates with this name are accepted as well", Removed: narrows + "certificates with this name are no longer accepted"},
	{Kind: "BackendTLSPolicy", Path: "spec.validation.wellKnownCACertificates", Any: reprotects + "different CAs are trusted"},
	{Kind: "BackendTLSPolicy", Path: "spec.validation.caCertificateRefs", Any: reprotects + "different CAs are trusted", Moved: unread + "only the first CA is read"},
	{Kind: "BackendTLSPolicy", Path: "spec.validation.caCertificateRefs", First: true, Moved: reprotects + "a different CA is trusted: only the first is read"},
	{Kind: "BackendTLSPolicy", Path: "spec.validation.caCertificateRefs[].**", Any: unread + "only the first CA is read"},
	{Kind: "BackendTLSPolicy", Path: "spec.validation.caCertificateRefs[].**", First: true, Any: reprotects + "a different CA is trusted: only the first is read"},
	{Kind: "BackendTLSPolicy", Path: "spec.options.**", Any: unread + "kgateway does not read options"},
	{Kind: firstTarget, Path: "spec.targetRefs", Moved: unread + "kgateway 2.0 reads only the first target"},
	{Kind: firstTarget, Path: "spec.targetRefs", First: true, Moved: redirects + "the policy applies to a different target: kgateway 2.0 reads only the first"},
	{Kind: firstTarget, Path: "spec.targetRefs[].**", Any: unread + "kgateway 2.0 reads only the first target"},
	{Kind: firstTarget, Path: "spec.targetRefs[]", Any: unread + "kgateway 2.0 reads only the first target"},
	{Kind: firstTarget, Path: "spec.targetRefs[].**", First: true, Any: redirects + "the policy applies to a different target: kgateway 2.0 reads only the first"},
	{Kind: firstTarget, Path: "spec.targetRefs[]", First: true, Any: redirects + "the policy applies to a different target: kgateway 2.0 reads only the first"},
}
