package change

// otherPods is the reason for a change of the traffic distribution of a Service, which has a field and an annotation for it.
const otherPods = "pods in different zones or nodes are preferred"

// notServed is the reason for an apiVersion of kgateway's API group that no release serves.
const notServed = "the version is not served, so the object cannot be applied"

const (
	annotations = "metadata.annotations.kgateway.dev/"
	delegation  = "metadata.annotations.delegation.kgateway.dev/"
)

// metadataRules are the rules for the metadata of all kinds, and for the annotations that kgateway reads.
var metadataRules = []Rule{
	{Path: "**", Any: unknown},
	{Path: "", Any: unknown},
	{Path: "apiVersion", Changed: restates + "the same resource in a different version", Removed: stops + "without an apiVersion, the object cannot be applied", Added: starts + "with an apiVersion, the object can be applied"},
	{Path: "apiVersion", When: anotherGroup, Changed: redirects + "a resource of a different API group"},
	{Path: "apiVersion", When: becomesUnserved, Changed: stops + notServed},
	{Path: "apiVersion", When: wasUnserved, Changed: starts + "only the new version is served, so the object can be applied again"},
	{Path: "kind", Removed: stops + "without a kind, the object cannot be applied", Added: starts + "with a kind, the object can be applied"},
	{Path: "metadata.**", Any: unread + "kept by the API server and its tools"},
	{Path: "metadata.name", Changed: redirects + "references to the old name will break", Removed: stops + "without a name, the object cannot be applied", Added: starts + "with a name, the object can be applied"},
	{Path: "**", Precedence: SameRef, When: sameReferent, Changed: restates + "the reference has the new name"},
	{Path: "**", Precedence: SameRef, When: repeats, Added: restates + "an equal item is on both sides", Removed: restates + "an equal item is on both sides"},
	{Path: "metadata.name", When: referencesFollow, Changed: restates + "all references have the new name"},
	{Kind: "*Route", Path: "metadata.name", Changed: adjusts + "policies and other routes may refer to it by its name; of routes with equal matches, the older one wins"},
	{Kind: "*Policy", Path: "metadata.name", Changed: restates + "nothing refers to the policy by its name"},
	{Kind: "TrafficPolicy", Path: "metadata.name", Changed: adjusts + "filters of routes may refer to it by its name"},
	{Path: "metadata.name", When: hasRival, Changed: asContents + "another policy with different settings has the same target: their ages decide, and a new name makes the policy newer"},
	{Path: "metadata.name", When: detaches, Changed: asPolicy},
	{Path: "metadata.name", When: referencesStay, Changed: redirects + "references to the old name will break"},
	{Path: "metadata.name", When: isGenerated, Removed: redirects + "the object gets a generated name", Added: redirects + "the object had a generated name"},
	{Path: "metadata.namespace", Any: adjusts + "without a namespace, kubectl uses its current one", Changed: redirects + "references to the old namespace will break"},
	{Path: "metadata.generateName", Any: adjusts + "the object gets a different name"},
	{Path: "metadata.labels.**", Any: adjusts + "selectors of policies and Services may match or no longer match"},
	{Path: "metadata.labels.**", When: keepsPolicies, Any: restates + "the policies that select by it apply as before"},
	{Path: "metadata.labels.**", When: attaches, Any: asPolicy},
	{Kind: "HTTPRoute", Path: "metadata.labels.delegation.kgateway.dev/label", Any: redirects + "routes that delegate by this label select different routes"},
	{Path: "metadata.annotations.**", Any: unread + "not read by kgateway"},
	{Path: "metadata.annotations.**", When: hasKgatewayDomain, Any: unknown},
	{Path: "metadata.finalizers.**", Any: adjusts + "decides when a deleted object is removed"},
	{Path: "metadata.ownerReferences.**", Any: adjusts + "decides with which object this one is deleted"},
	{Path: "status.**", Any: unread + "reported by the controller"},

	{
		Path: annotations + "disable-istio-auto-mtls", When: becomes("true"),
		Any: unprotects + "Istio's automatic mTLS to it is turned off, where the controller uses it",
	},
	{
		Path: annotations + "disable-istio-auto-mtls", When: ceases("true"),
		Any: protects + "Istio's automatic mTLS to it is turned on, where the controller uses it",
	},
	{Path: annotations + "disable-istio-auto-mtls", When: isFalse, Any: restates + "false is the default"},
	{Path: annotations + "disable-istio-auto-mtls", Any: adjusts + "read by kgateway as a boolean; it drops the backend for any other value"},
	{Path: annotations + "inherited-policy-priority", Any: adjusts + "decides whether policies of the parent or of the child take precedence"},
	{Path: annotations + "policy-weight", Any: adjusts + "decides which of several policies takes precedence"},
	{Kind: "HTTPRoute", Path: delegation + "inherited-policy-priority", Any: adjusts + "decides whether policies of the parent or of the child take precedence"},
	{Kind: "HTTPRoute", Path: delegation + "inherit-parent-matcher", Any: redirects + "decides whether the route inherits the matches of its parent"},
	{Kind: "Gateway", Path: annotations + "per-connection-buffer-limit", Any: adjusts + "the buffer limit of a connection is changed"},
	{Kind: "HTTPRoute", Path: annotations + "http-redirect-status-code", Any: adjusts + "redirects answer with a different status"},
	{Kind: "Service", Path: "metadata.annotations.networking.istio.io/traffic-distribution", Any: adjusts + otherPods},
	{Kind: "Service", Path: annotations + "mcp-path", Any: redirects + "MCP requests go to a different path"},
	{Kind: "BackendTLSPolicy", Path: "apiVersion", Changed: adjusts + "kgateway 2.0 reads v1alpha3, later releases read v1"},
}
