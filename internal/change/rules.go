package change

// The operations that a rule may be about.
var (
	came  = []Op{Added}
	went  = []Op{Removed}
	moved = []Op{Moved}
	swaps = []Op{Added, Removed}
	edits = []Op{Changed}
)

// rules is the table of impacts. What is in it of Backends is what kgateway's translation and Envoy do with a field; a test
// holds that every field of every release is decided on purpose.
var rules = []Rule{
	// any kind
	{Path: "**", Impact: Behavioural, Reason: "what it does is not known here"},
	{Path: "", Ops: came, Impact: Behavioural, Reason: "it is new"},
	{Path: "", Ops: went, Impact: Behavioural, Reason: "what it said does not hold any more"},
	{Path: "apiVersion", Impact: Cosmetic, Reason: "it is the same resource in another version"},
	{Path: "kind", Impact: Breaking, Reason: "it is another resource"},
	{Path: "metadata.**", Impact: Cosmetic, Reason: "the API server and its tools keep it for themselves"},
	{Path: "metadata.name", Impact: Breaking, Reason: "what refers to it by its name does not find it any more"},
	{Path: "metadata.namespace", Impact: Breaking, Reason: "what refers to it does not find it any more"},
	{Path: "metadata.namespace", Ops: swaps, Impact: Behavioural, Reason: "without it, whoever applies it decides where it goes"},
	{Path: "metadata.generateName", Impact: Behavioural, Reason: "it gets another name"},
	{Path: "metadata.labels.**", Impact: Behavioural, Reason: "selectors of policies and Services may find it, or not any more"},
	{Path: "metadata.annotations.**", Impact: Cosmetic, Reason: "it is a note for people and tools"},
	{Path: "metadata.finalizers.**", Impact: Behavioural, Reason: "it decides when the resource is gone after it was deleted"},
	{Path: "metadata.ownerReferences.**", Impact: Behavioural, Reason: "it decides with whom the resource is deleted"},
	{Path: "status.**", Impact: Cosmetic, Reason: "the controller reports it"},

	// Backend
	{Kind: "Backend", Path: "", Ops: came, Impact: Behavioural, Reason: "it is new; no traffic comes before a route names it"},
	{Kind: "Backend", Path: "", Ops: went, Impact: Breaking, Reason: "routes that name it answer with 500"},
	{Kind: "Backend", Path: "spec.type", Ops: swaps, Impact: Cosmetic, Reason: "the member says which type it is"},
	{Kind: "Backend", Path: "spec.type", Ops: edits, Impact: Breaking, Reason: "it is another type of backend"},
	{Kind: "Backend", Path: "spec.static", Ops: swaps, Impact: Breaking, Reason: "it is another type of backend"},
	{Kind: "Backend", Path: "spec.aws", Ops: swaps, Impact: Breaking, Reason: "it is another type of backend"},
	{Kind: "Backend", Path: "spec.gcp", Ops: swaps, Impact: Breaking, Reason: "it is another type of backend"},
	{Kind: "Backend", Path: "spec.dynamicForwardProxy", Ops: swaps, Impact: Breaking, Reason: "it is another type of backend"},
	{Kind: "Backend", Path: "spec.priorityGroups", Ops: swaps, Impact: Breaking, Reason: "it is another type of backend"},
	{Kind: "Backend", Path: "spec.ai", Ops: swaps, Impact: Breaking, Reason: "it is another type of backend"},
	{Kind: "Backend", Path: "spec.mcp", Ops: swaps, Impact: Breaking, Reason: "it is another type of backend"},

	{Kind: "Backend", Path: "spec.static.hosts", Ops: moved, Impact: Cosmetic, Reason: "the hosts share the traffic in whatever order they stand"},
	{Kind: "Backend", Path: "spec.static.hosts", Ops: swaps, Impact: Breaking, Reason: "there is nowhere for the traffic to go"},
	{Kind: "Backend", Path: "spec.static.hosts[]", Ops: came, Impact: Behavioural, Reason: "a share of the traffic goes there"},
	{Kind: "Backend", Path: "spec.static.hosts[]", Ops: went, Impact: Behavioural, Reason: "the other hosts take its share of the traffic"},
	{Kind: "Backend", Path: "spec.static.hosts[].host", Impact: Breaking, Reason: "traffic goes to another host"},
	{Kind: "Backend", Path: "spec.static.hosts[].port", Impact: Breaking, Reason: "traffic goes to another port"},
	{Kind: "Backend", Path: "spec.static.hosts[].tls", Ops: swaps, Impact: Breaking, Reason: "the host is spoken to with TLS, or not any more"},
	{Kind: "Backend", Path: "spec.static.hosts[].tls.**", Impact: Breaking, Reason: "another server name is asked for, and another certificate expected"},
	{Kind: "Backend", Path: "spec.static.appProtocol", Impact: Breaking, Reason: "the hosts are spoken to in another protocol"},

	{Kind: "Backend", Path: "spec.aws.region", Impact: Breaking, Reason: "calls go to another region"},
	{Kind: "Backend", Path: "spec.aws.accountId", Impact: Breaking, Reason: "a function of another account is called"},
	{Kind: "Backend", Path: "spec.aws.lambda.accountId", Impact: Breaking, Reason: "a function of another account is called"},
	{Kind: "Backend", Path: "spec.aws.lambda", Ops: swaps, Impact: Breaking, Reason: "it calls something else than before"},
	{Kind: "Backend", Path: "spec.aws.lambda.functionName", Impact: Breaking, Reason: "another function is called"},
	{Kind: "Backend", Path: "spec.aws.lambdaFunctionName", Impact: Breaking, Reason: "another function is called"},
	{Kind: "Backend", Path: "spec.aws.lambda.qualifier", Impact: Breaking, Reason: "another version of the function is called"},
	{Kind: "Backend", Path: "spec.aws.lambda.endpointURL", Impact: Breaking, Reason: "calls go to another endpoint"},
	{Kind: "Backend", Path: "spec.aws.lambda.invocationMode", Impact: Breaking, Reason: "clients get the function's answer, or only that the call was accepted"},
	{Kind: "Backend", Path: "spec.aws.lambda.payloadTransformMode", Impact: Breaking, Reason: "the function gets an event of another form, and so does the client its answer"},
	{Kind: "Backend", Path: "spec.aws.roleArn", Impact: Breaking, Reason: "another identity calls"},
	{Kind: "Backend", Path: "spec.aws.auth.**", Impact: Breaking, Reason: "another identity calls"},
	{Kind: "Backend", Path: "spec.aws.ec2", Ops: swaps, Impact: Breaking, Reason: "it calls something else than before"},
	{Kind: "Backend", Path: "spec.aws.ec2.filters.**", Impact: Breaking, Reason: "other instances are found"},
	{Kind: "Backend", Path: "spec.aws.ec2.addressType", Impact: Breaking, Reason: "instances are called at another address"},
	{Kind: "Backend", Path: "spec.aws.ec2.port", Impact: Breaking, Reason: "instances are called at another port"},

	{Kind: "Backend", Path: "spec.gcp.host", Impact: Breaking, Reason: "traffic goes to another host"},
	{Kind: "Backend", Path: "spec.gcp.audience", Impact: Breaking, Reason: "the identity token is for another audience"},
	{Kind: "Backend", Path: "spec.dynamicForwardProxy.enableTls", Impact: Breaking, Reason: "hosts are spoken to with TLS, or not any more"},

	{Kind: "Backend", Path: "spec.priorityGroups", Ops: moved, Impact: Breaking, Reason: "another group is tried first"},
	{Kind: "Backend", Path: "spec.priorityGroups[]", Ops: came, Impact: Behavioural, Reason: "there is one more group to fall back to"},
	{Kind: "Backend", Path: "spec.priorityGroups[]", Ops: went, Impact: Behavioural, Reason: "there is one group less to fall back to"},
	{Kind: "Backend", Path: "spec.priorityGroups[]", Ops: swaps, First: true, Impact: Breaking, Reason: "another group takes the traffic"},
	{Kind: "Backend", Path: "spec.priorityGroups[].backendRefs[]", Ops: came, Impact: Behavioural, Reason: "a share of the group's traffic goes there"},
	{Kind: "Backend", Path: "spec.priorityGroups[].backendRefs[]", Ops: went, Impact: Behavioural, Reason: "the others of the group take its share of the traffic"},
	{Kind: "Backend", Path: "spec.priorityGroups[].backendRefs.**", Impact: Breaking, Reason: "traffic goes to another Backend"},

	// AI, of Backend and AgentgatewayBackend
	{Path: "spec.ai.**", Impact: Behavioural, Reason: "requests to the provider are handled in another way"},
	{Path: "spec.ai.llm.**", Ops: swaps, Impact: Breaking, Reason: "another provider answers"},
	{Path: "spec.ai.provider.**", Ops: swaps, Impact: Breaking, Reason: "another provider answers"},
	{Path: "spec.ai.provider.type", Impact: Breaking, Reason: "another provider answers"},
	{Path: "spec.ai.**.model", Impact: Behavioural, Reason: "another model answers, at another price"},
	{Path: "spec.ai.**.deploymentName", Impact: Behavioural, Reason: "another deployment answers"},
	{Path: "spec.ai.**.apiVersion", Impact: Behavioural, Reason: "another version of the provider's API is spoken"},
	{Path: "spec.ai.**.modelPath", Impact: Behavioural, Reason: "another path of the provider's API is called"},
	{Path: "spec.ai.**.publisher", Impact: Behavioural, Reason: "a model of another publisher answers"},
	{Path: "spec.ai.**.guardrail.**", Impact: Behavioural, Reason: "another guardrail looks at what is said"},
	{Path: "spec.ai.**.endpoint", Impact: Breaking, Reason: "the provider is called at another address"},
	{Path: "spec.ai.**.host", Impact: Breaking, Reason: "the provider is called at another address"},
	{Path: "spec.ai.**.hostOverride.**", Impact: Breaking, Reason: "the provider is called at another address"},
	{Path: "spec.ai.**.port", Impact: Breaking, Reason: "the provider is called at another address"},
	{Path: "spec.ai.**.path.**", Impact: Breaking, Reason: "the provider is called at another path"},
	{Path: "spec.ai.**.projectId", Impact: Breaking, Reason: "another project is called, and pays"},
	{Path: "spec.ai.**.location", Impact: Breaking, Reason: "calls go to another region"},
	{Path: "spec.ai.**.region", Impact: Breaking, Reason: "calls go to another region"},
	{Path: "spec.ai.**.authToken.**", Impact: Breaking, Reason: "the provider is given other credentials"},
	{Path: "spec.ai.**.auth.**", Impact: Breaking, Reason: "the provider is given other credentials"},
	{Path: "spec.ai.**.authHeader.**", Impact: Breaking, Reason: "the credentials are sent in another header"},
	{Path: "spec.ai.priorityGroups", Ops: moved, Impact: Breaking, Reason: "another group is tried first"},
	{Path: "spec.ai.priorityGroups[]", Ops: swaps, Impact: Behavioural, Reason: "there is another number of groups to fall back to"},
	{Path: "spec.ai.priorityGroups[]", Ops: swaps, First: true, Impact: Breaking, Reason: "another group takes the traffic"},
	{Path: "spec.ai.priorityGroups[].providers[]", Ops: swaps, Impact: Behavioural, Reason: "the providers of the group share the traffic in another way"},
	{Path: "spec.ai.priorityGroups[].providers[].name", Impact: Behavioural, Reason: "policies may refer to the provider by its name"},
	{Path: "spec.ai.groups", Ops: moved, Impact: Breaking, Reason: "another group is tried first"},
	{Path: "spec.ai.groups[]", Ops: swaps, Impact: Behavioural, Reason: "there is another number of groups to fall back to"},
	{Path: "spec.ai.groups[]", Ops: swaps, First: true, Impact: Breaking, Reason: "another group takes the traffic"},
	{Path: "spec.ai.groups[].providers[]", Ops: swaps, Impact: Behavioural, Reason: "the providers of the group share the traffic in another way"},
	{Path: "spec.ai.multipool.priorities", Ops: moved, Impact: Breaking, Reason: "another pool is tried first"},
	{Path: "spec.ai.multipool.priorities[]", Ops: swaps, Impact: Behavioural, Reason: "there is another number of pools to fall back to"},
	{Path: "spec.ai.multipool.priorities[]", Ops: swaps, First: true, Impact: Breaking, Reason: "another pool takes the traffic"},
	{Path: "spec.ai.multipool.priorities[].pool[]", Ops: swaps, Impact: Behavioural, Reason: "the providers of the pool share the traffic in another way"},

	// MCP, of Backend and AgentgatewayBackend
	{Path: "spec.mcp.targets[]", Ops: came, Impact: Behavioural, Reason: "its tools are offered, too"},
	{Path: "spec.mcp.targets[]", Ops: went, Impact: Breaking, Reason: "its tools are gone"},
	{Path: "spec.mcp.targets[].name", Impact: Breaking, Reason: "clients know the tools by it"},
	{Path: "spec.mcp.targets[].static.**", Impact: Breaking, Reason: "another server, or another way to it, is used"},
	{Path: "spec.mcp.targets[].selector.**", Impact: Breaking, Reason: "other servers are found"},
	{Path: "spec.mcp.**", Impact: Behavioural, Reason: "the tools are offered in another way"},

	// AgentgatewayBackend
	{Kind: "AgentgatewayBackend", Path: "", Ops: went, Impact: Breaking, Reason: "routes that name it answer with 500"},
	{Kind: "AgentgatewayBackend", Path: "spec.static.**", Impact: Breaking, Reason: "traffic goes to another address"},
	{Kind: "AgentgatewayBackend", Path: "spec.policies.auth.**", Impact: Breaking, Reason: "other credentials are sent"},
	{Kind: "AgentgatewayBackend", Path: "spec.policies.tls.**", Impact: Breaking, Reason: "the connection is secured in another way"},
	{Kind: "AgentgatewayBackend", Path: "spec.policies.**", Impact: Behavioural, Reason: "requests are handled in another way"},

	// what stands around Backends
	{Kind: "BackendConfigPolicy", Path: "spec.tls.**", Impact: Breaking, Reason: "the connection is secured in another way"},
	{Kind: "BackendConfigPolicy", Path: "spec.targetRefs.**", Impact: Breaking, Reason: "the policy is about something else"},
	{Kind: "BackendConfigPolicy", Path: "spec.targetSelectors.**", Impact: Breaking, Reason: "the policy is about something else"},
	{Kind: "BackendConfigPolicy", Path: "", Ops: went, Impact: Breaking, Reason: "connections are made without it, TLS included"},
	{Kind: "BackendConfigPolicy", Path: "spec.**", Impact: Behavioural, Reason: "connections are handled in another way"},
	{Kind: "BackendTLSPolicy", Path: "", Ops: went, Impact: Breaking, Reason: "connections are made without TLS"},
	{Kind: "BackendTLSPolicy", Path: "spec.**", Impact: Breaking, Reason: "the connection is secured in another way"},
	{Kind: "*Route", Path: "", Ops: went, Impact: Breaking, Reason: "its requests find no route"},
	{Kind: "*Route", Path: "", Ops: came, Impact: Behavioural, Reason: "it takes requests that went elsewhere, or nowhere"},
	{Kind: "*Route", Path: "spec.hostnames[]", Ops: came, Impact: Behavioural, Reason: "requests for it are taken, too"},
	{Kind: "*Route", Path: "spec.hostnames.**", Impact: Breaking, Reason: "requests for it find no route"},
	{Kind: "*Route", Path: "spec.parentRefs.**", Impact: Breaking, Reason: "other listeners serve the route"},
	{Kind: "*Route", Path: "spec.rules", Ops: moved, Impact: Behavioural, Reason: "of rules that match alike, another one wins"},
	{Kind: "*Route", Path: "spec.rules[]", Ops: came, Impact: Behavioural, Reason: "requests that it matches go another way"},
	{Kind: "*Route", Path: "spec.rules[]", Ops: went, Impact: Breaking, Reason: "requests that it matched go elsewhere, or nowhere"},
	{Kind: "*Route", Path: "spec.rules[].matches.**", Impact: Breaking, Reason: "other requests are matched"},
	{Kind: "*Route", Path: "spec.rules[].filters.**", Impact: Behavioural, Reason: "requests or answers are changed in another way"},
	{Kind: "*Route", Path: "spec.rules[].backendRefs[]", Ops: came, Impact: Behavioural, Reason: "a share of the traffic goes there"},
	{Kind: "*Route", Path: "spec.rules[].backendRefs.**", Impact: Breaking, Reason: "traffic goes elsewhere"},
	{Kind: "*Route", Path: "spec.rules[].backendRefs[].weight", Impact: Behavioural, Reason: "the traffic is shared in another way"},
	{Kind: "ReferenceGrant", Path: "", Ops: went, Impact: Breaking, Reason: "references across namespaces are refused"},
	{Kind: "ReferenceGrant", Path: "spec.**", Ops: came, Impact: Behavioural, Reason: "more references across namespaces are allowed"},
	{Kind: "ReferenceGrant", Path: "spec.**", Impact: Breaking, Reason: "references across namespaces are refused"},
	{Kind: "Secret", Path: "", Ops: went, Impact: Breaking, Reason: "what needs its credentials goes without"},
	{Kind: "Secret", Path: "data.**", Impact: Breaking, Reason: "other credentials are used"},
	{Kind: "Secret", Path: "stringData.**", Impact: Breaking, Reason: "other credentials are used"},
	{Kind: "Service", Path: "", Ops: went, Impact: Breaking, Reason: "what names it finds no endpoints"},
	{Kind: "Service", Path: "spec.selector.**", Impact: Breaking, Reason: "other pods take the traffic"},
	{Kind: "Service", Path: "spec.externalName", Impact: Breaking, Reason: "traffic goes to another host"},
	{Kind: "Service", Path: "spec.ports.**", Impact: Breaking, Reason: "traffic goes to another port"},
}

// twins are fields of a kind that say the same in two places: where one of them goes and the other one comes with the same
// value, nothing has changed for anybody. Source: kgateway 2.4 reads the account from either.
var twins = []struct{ kind, one, other string }{
	{"Backend", "spec.aws.accountId", "spec.aws.lambda.accountId"},
}

// settleTwins makes light of changes that only put a value into its other place.
func (c *comparer) settleTwins() {
	for _, t := range twins {
		if t.kind != c.kind {
			continue
		}
		for i := range c.changes {
			for j := range c.changes {
				gone, here := &c.changes[i], &c.changes[j]
				isTwin := gone.Pattern == t.one && here.Pattern == t.other || gone.Pattern == t.other && here.Pattern == t.one
				if gone.Op == Removed && here.Op == Added && isTwin && equal(gone.From, here.To) {
					gone.Impact, gone.Reason = Cosmetic, here.Pattern+" says the same"
					here.Impact, here.Reason = Cosmetic, gone.Pattern+" said the same"
				}
			}
		}
	}
}
