package change

const namedProtocol = redirects + "the pods get a different protocol: without appProtocol, the name is the protocol"

// coreRules are the rules for the Kubernetes objects that Backends and their policies use.
var coreRules = []Rule{
	{Kind: "Secret", Path: "", Added: starts + "new: has no effect until something refers to it", Removed: stops + "objects that refer to it have no credentials or certificates"},
	{Kind: "Secret", Path: "data.**", Any: reprotects + "different credentials or certificates are used"},
	{Kind: "Secret", Path: "stringData.**", Any: reprotects + "different credentials or certificates are used"},
	{Kind: "Secret", Path: "type", Any: adjusts + "the Secret is of a different type"},
	{Kind: "Secret", Path: "immutable", Any: unread + "not read by kgateway"},

	{Kind: "ConfigMap", Path: "", Added: starts + "new: has no effect until something refers to it", Removed: adjusts + "references to it will break"},
	{Kind: "ConfigMap", Path: "", When: hasCA, Removed: stops + "policies that refer to it have no CA: their backends are dropped"},
	{Kind: "ConfigMap", Path: "data.ca.crt", Added: reprotects + "a CA is trusted", Removed: stops + "policies that refer to it have no CA: their backends are dropped", Any: reprotects + "a different CA is trusted"},
	{Kind: "ConfigMap", Path: "immutable", Any: unread + "not read by kgateway"},

	{Kind: "Service", Path: "", Added: starts + "new: gets no traffic until something refers to it", Removed: stops + "references to it find no endpoints"},
	{Kind: "Service", Path: "spec.selector.**", Any: redirects + "different pods get the traffic"},
	{Kind: "Service", Path: "spec.externalName", Any: redirects + "traffic goes to a different host"},
	{Kind: "Service", Path: "spec.type", Any: adjusts + "the Service is of a different type"},
	{Kind: "Service", Path: "spec.type", When: becomes("ExternalName"), Any: redirects + "traffic goes to a different host"},
	{Kind: "Service", Path: "spec.type", When: ceases("ExternalName"), Any: redirects + "traffic goes to pods"},
	{Kind: "Service", Path: "spec.clusterIP", Any: redirects + "the Service has a different address, or none"},
	{Kind: "Service", Path: "spec.ports", Added: starts + "the Service has ports", Removed: stops + "the Service has no ports"},
	{Kind: "Service", Path: "spec.ports[]", Added: widens + "the Service has an additional port", Removed: stops + "references to this port find no endpoints"},
	{Kind: "Service", Path: "spec.ports[].name", Any: redirects + "references to the port by its old name will break", Added: adjusts + "policies may refer to the port by its name"},
	{Kind: "Service", Path: "spec.ports[].name", When: referencesFollow, Changed: restates + "all references have the new name"},
	{Kind: "Service", Path: "spec.ports[].name", When: namesProtocol, Added: namedProtocol, Removed: namedProtocol, Changed: namedProtocol},
	{Kind: "Service", Path: "spec.ports[].port", Any: redirects + "references to the old port will break"},
	{Kind: "Service", Path: "spec.ports[].targetPort", Any: redirects + "traffic goes to a different port of the pods"},
	{Kind: "Service", Path: "spec.ports[].protocol", Any: redirects + "the port has a different protocol"},
	{Kind: "Service", Path: "spec.ports[].appProtocol", Any: redirects + "the pods get a different protocol"},
	{Kind: "Service", Path: "spec.ports[].appProtocol", When: sameProtocol, Any: restates + "the pods get the same protocol"},
	{Kind: "Service", Path: "spec.sessionAffinity.**", Any: unread + "kgateway sends traffic to the pods, not to the Service"},
	{Kind: "Service", Path: "spec.sessionAffinityConfig.**", Any: unread + "kgateway sends traffic to the pods, not to the Service"},
	{Kind: "Service", Path: "spec.internalTrafficPolicy", Any: unread + "kgateway sends traffic to the pods, not to the Service"},
	{Kind: "Service", Path: "spec.externalTrafficPolicy", Any: unread + "kgateway sends traffic to the pods, not to the Service"},
	{Kind: "Service", Path: "spec.ipFamilies.**", Any: adjusts + "the IP families of the Service change"},
	{Kind: "Service", Path: "spec.ipFamilyPolicy", Any: adjusts + "the IP families of the Service change"},
	{Kind: "Service", Path: "spec.trafficDistribution", Any: adjusts + otherPods},
	{Kind: "Service", Path: "spec.publishNotReadyAddresses", Any: adjusts + "whether pods that are not ready get traffic changes"},
}
