package change

// coreRules are the rules for the Kubernetes objects that Backends and their policies use.
var coreRules = []Rule{
	{Kind: "Secret", Path: "", Added: starts("new: has no effect until something refers to it"), Removed: stops("what refers to it has no credentials or certificates")},
	{Kind: "Secret", Path: "data.**", Any: reprotects("other credentials or certificates are used")},
	{Kind: "Secret", Path: "stringData.**", Any: reprotects("other credentials or certificates are used")},
	{Kind: "Secret", Path: "type", Any: adjusts("the Secret is of another type")},
	{Kind: "Secret", Path: "immutable", Any: unread("not read by kgateway")},

	{Kind: "ConfigMap", Path: "", Added: starts("new: has no effect until something refers to it"), Removed: adjusts("what refers to it finds nothing")},
	{Kind: "ConfigMap", Path: "", When: hasCA, Removed: stops("policies that refer to it have no CA: their backends are dropped")},
	{Kind: "ConfigMap", Path: "data.ca.crt", Added: reprotects("a CA is trusted"), Removed: stops("policies that refer to it have no CA: their backends are dropped"), Any: reprotects("another CA is trusted")},
	{Kind: "ConfigMap", Path: "immutable", Any: unread("not read by kgateway")},

	{Kind: "Service", Path: "", Added: starts("new: gets no traffic until something refers to it"), Removed: stops("what refers to it finds no endpoints")},
	{Kind: "Service", Path: "spec.selector.**", Any: redirects("other pods get the traffic")},
	{Kind: "Service", Path: "spec.externalName", Any: redirects("traffic goes to another host")},
	{Kind: "Service", Path: "spec.type", Any: adjusts("the Service is of another type")},
	{Kind: "Service", Path: "spec.type", When: becomes("ExternalName"), Any: redirects("traffic goes to another host")},
	{Kind: "Service", Path: "spec.type", When: ceases("ExternalName"), Any: redirects("traffic goes to pods")},
	{Kind: "Service", Path: "spec.clusterIP", Any: redirects("the Service has another address, or none")},
	{Kind: "Service", Path: "spec.ports", Added: starts("the Service has ports"), Removed: stops("the Service has no ports")},
	{Kind: "Service", Path: "spec.ports[]", Added: widens("the Service has another port"), Removed: stops("references to this port find no endpoints")},
	{Kind: "Service", Path: "spec.ports[].name", Any: redirects("references to the port by its old name will break")},
	{Kind: "Service", Path: "spec.ports[].port", Any: redirects("references to the old port will break")},
	{Kind: "Service", Path: "spec.ports[].targetPort", Any: redirects("traffic goes to another port of the pods")},
	{Kind: "Service", Path: "spec.ports[].protocol", Any: redirects("the port has another protocol")},
	{Kind: "Service", Path: "spec.ports[].appProtocol", Any: redirects("the pods get another protocol")},
	{Kind: "Service", Path: "spec.sessionAffinity.**", Any: unread("kgateway sends traffic to the pods, not to the Service")},
	{Kind: "Service", Path: "spec.sessionAffinityConfig.**", Any: unread("kgateway sends traffic to the pods, not to the Service")},
	{Kind: "Service", Path: "spec.internalTrafficPolicy", Any: unread("kgateway sends traffic to the pods, not to the Service")},
	{Kind: "Service", Path: "spec.externalTrafficPolicy", Any: unread("kgateway sends traffic to the pods, not to the Service")},
	{Kind: "Service", Path: "spec.ipFamilies.**", Any: adjusts("the Service has addresses of other families")},
	{Kind: "Service", Path: "spec.ipFamilyPolicy", Any: adjusts("the Service has addresses of other families")},
	{Kind: "Service", Path: "spec.trafficDistribution", Any: adjusts("pods of other zones or nodes are preferred")},
	{Kind: "Service", Path: "spec.publishNotReadyAddresses", Any: adjusts("pods that are not ready get traffic, or no longer")},
}
