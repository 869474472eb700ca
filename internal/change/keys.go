package change

// hosts is the rule for static.hosts: items are matched by host and port, then by host, then by port.
var hosts = listRule{keys: [][]string{{"host", "port"}, {"host"}, {"port"}}}

// named is the rule for lists whose items have a name, such as most lists of Kubernetes.
var named = listRule{keys: [][]string{{"name"}}}

// reference is the rule for lists of references.
var reference = listRule{keys: [][]string{{"group?", "kind?", "namespace?", "name", "sectionName?", "port?"}, {"group?", "kind?", "namespace?", "name"}, {"name"}}, name: []string{"name", "sectionName?", "port?"}}

// filters is the rule for the filters of a route. A route may have several mirrors, and several references to filters.
var filters = listRule{
	keys: [][]string{
		{"type", "extensionRef.group?", "extensionRef.kind?", "extensionRef.name?", "requestMirror.backendRef.kind?", "requestMirror.backendRef.namespace?", "requestMirror.backendRef.name?", "requestMirror.backendRef.port?"},
		{"type"},
	},
	name: []string{"type", "extensionRef.name?", "requestMirror.backendRef.name?"},
}

// unordered returns a copy of r for a list whose order does not matter.
func (r listRule) unordered() listRule {
	r.set = true
	return r
}

// sharing returns a copy of r for a list whose weights are relative to each other.
func (r listRule) sharing() listRule {
	r.shares = true
	return r
}

// groups returns the rule for a list of groups, whose members are in the given field. A member may move from one group to another.
func groups(members string) listRule { return listRule{members: members} }

// anySet is the rule for a list of scalars whose order does not matter.
var anySet = listRule{set: true}

// lists contains the keys of list items, and whether the order of the items matters. Sources: the list types of the CRDs, and the code
// that reads the lists. The order matters if only the first item is read.
var lists = newTable(
	rowsOf(anySet, map[string][]string{
		"":                    {"metadata.finalizers", "matchExpressions[].values"},
		"*Route":              {"spec.hostnames", "retry.codes", "spec.rules[].matches", "allowedHeaders", "allowedResponseHeaders"},
		"BackendTLSPolicy":    {"subjectAltNames"},
		"BackendConfigPolicy": {"verifySubjectAltNames"},
		"GatewayExtension":    {"audiences", "scopes", "headersToForward", "headersToBackend", "headersToClient", "headersToClientOnSuccess", "requestAttributes", "typed", "untyped"},
		"TrafficPolicy": {
			"retry.retryOn", "retry.statusCodes", "rbac.policy.matchExpressions", "csrf.additionalOrigins", "cidrs",
			"internalRedirect.redirectResponseCodes", "internalRedirect.responseHeadersToCopy", "rateLimit.global.descriptors",
		},
		listenerKinds: {"remove", "enabledUpgrades", "xffTrustedCIDRs", "andFilter", "orFilter", "flags", "statuses"},
		"Backend":     {"spec.ai.multipool.priorities[].pool"},
	}),
	[]row[listRule]{
		{"", "metadata.ownerReferences", listRule{keys: [][]string{{"uid"}, {"kind", "name"}}, set: true}},
		{"", "parentRefs", reference.unordered()},
		{"", "targetRefs", reference.unordered()},
		{"", "targetSelectors", listRule{set: true}},
		{"", "backendRefs", reference.unordered().sharing()},
		{"", "certificateRefs", reference.unordered()},
		{"", "caCertificateRefs", reference},
		{"", "matchExpressions", listRule{keys: [][]string{{"key", "operator"}, {"key"}}, set: true}},
		{"", "headers", named.unordered()},
		{"", "queryParams", named.unordered()},
		{"*Route", "set", named.unordered()},
		{"*Route", "add", named.unordered()},
		{"*Route", "remove", anySet},
		{"TrafficPolicy", "set", named.unordered()},
		{listenerKinds, "set", named.unordered()},
		{listenerKinds, "add", named.unordered()},
		{listenerKinds, "perPort", listRule{keys: [][]string{{"port"}}, set: true}},
		{"TrafficPolicy", "add", named.unordered()},
		{"TrafficPolicy", "remove", anySet},
		{"TrafficPolicy", "basicAuth.users", listRule{set: true, hidden: true}},
		{"", "listeners", named.unordered()},
		{haveListeners, "kinds", listRule{keys: [][]string{{"group?", "kind"}}, set: true}},
		{"GatewayExtension", "claimsToHeaders", listRule{keys: [][]string{{"name"}, {"header"}}, set: true}},
		{"", "containers", named},
		{"", "env", named},
		{"", "volumes", named.unordered()},
		{"", "volumeMounts", listRule{keys: [][]string{{"mountPath"}}, set: true}},
		{"", "imagePullSecrets", named.unordered()},
		{"", "ports", listRule{keys: [][]string{{"name"}, {"port", "protocol?"}, {"containerPort", "protocol?"}, {"number"}}, set: true}},
		{"Gateway", "perPort", listRule{keys: [][]string{{"port"}}, set: true}},
		{"", "conditions", listRule{keys: [][]string{{"type"}}, set: true}},
		{"GatewayExtension", "providers", named.unordered()},
		{"*Route", "filters", filters},
		{"*Route", "spec.rules", listRule{keys: [][]string{{"name"}, {"matches?"}}, renamed: "name"}},
		{"*Route", "cors.allowOrigins", anySet},
		{"*Route", "cors.allowMethods", anySet},
		{"*Route", "cors.allowHeaders", anySet},
		{"*Route", "cors.exposeHeaders", anySet},
		{"TrafficPolicy", "cors.allowOrigins", anySet},
		{"TrafficPolicy", "cors.allowMethods", anySet},
		{"TrafficPolicy", "cors.allowHeaders", anySet},
		{"TrafficPolicy", "cors.exposeHeaders", anySet},
		{firstTarget, "spec.targetRefs", reference},
		{"ReferenceGrant", "spec.from", listRule{keys: [][]string{{"group", "kind", "namespace"}}, set: true}},
		{"ReferenceGrant", "spec.to", listRule{keys: [][]string{{"group", "kind", "name?"}, {"group", "kind"}}, set: true}},
		{"Backend", "spec.static.hosts", hosts},
		{"Backend", "spec.priorityGroups", groups("backendRefs")}, // the order of the groups is the order of failover
		{"Backend", "spec.priorityGroups[].backendRefs", named.unordered()},
		{"Backend", "spec.aws.ec2.filters", listRule{keys: [][]string{{"key"}, {"keyValue.key"}}, set: true}},
		{"Backend", "spec.ai.priorityGroups", groups("providers")},
		{"Backend", "spec.ai.multipool.priorities", groups("pool")},
		{"Backend", "spec.mcp.targets", named.unordered()},
		{"AgentgatewayBackend", "spec.ai.groups", groups("providers")},
		{"AgentgatewayBackend", "spec.mcp.targets", named.unordered()},
	},
	newLists,
)

// firstTarget is the kind of a BackendTLSPolicy of kgateway 2.0 in the tables of this package. kgateway 2.0 reads only the first target of
// such a policy.
const firstTarget = "BackendTLSPolicy v1alpha3"

// ruleOf returns the rule for the list at a pattern. For a list that is not in the table, it returns the rule for items with a name.
func ruleOf(kind, pattern string) listRule {
	if r, ok := lists.of(kind, pattern); ok {
		return r
	}
	return named
}
