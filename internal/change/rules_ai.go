package change

var (
	anotherProvider    = redirects("another provider answers")
	anotherCredentials = reprotects("the provider gets other credentials")
	anotherAddress     = redirects("the provider is called at another address")
	failoverOrder      = adjusts("requests fail over in another order")
	anotherShare       = adjusts("the providers of the group share the traffic in another way")
	anotherFirst       = redirects("another group gets the traffic first")
	groupsToFailOver   = adjusts("the number of groups to fail over to changes")
)

// aiRules are the rules for AI and MCP in Backends and AgentgatewayBackends.
var aiRules = []Rule{
	{Path: "spec.ai.**", Any: adjusts("requests to the provider are handled in another way")},
	{Path: "spec.ai.llm", Added: anotherProvider, Removed: anotherProvider},
	{Path: "spec.ai.provider", Added: anotherProvider, Removed: anotherProvider},
	{Path: "spec.ai.llm.*", Added: anotherProvider, Removed: anotherProvider},
	{Path: "spec.ai.provider.*", Added: anotherProvider, Removed: anotherProvider},
	{Path: "spec.ai.provider.type", Any: anotherProvider},
	{Path: "spec.ai.**.model", Any: adjusts("another model answers, at another price")},
	{Path: "spec.ai.**.deploymentName", Any: adjusts("another deployment answers")},
	{Path: "spec.ai.**.apiVersion", Any: adjusts("another version of the provider's API is used")},
	{Path: "spec.ai.**.modelPath", Any: adjusts("another path of the provider's API is called")},
	{Path: "spec.ai.**.publisher", Any: adjusts("a model of another publisher answers")},
	{Path: "spec.ai.**.guardrail.**", Any: adjusts("another guardrail checks requests and answers")},
	{Path: "spec.ai.**.endpoint", Any: anotherAddress},
	{Path: "spec.ai.**.host", Any: anotherAddress},
	{Path: "spec.ai.**.hostOverride.**", Any: anotherAddress},
	{Path: "spec.ai.**.port", Any: anotherAddress},
	{Path: "spec.ai.**.path.**", Any: redirects("the provider is called at another path")},
	{Path: "spec.ai.**.projectId", Any: redirects("another project is called, and pays")},
	{Path: "spec.ai.**.location", Any: redirects("calls go to another region")},
	{Path: "spec.ai.**.region", Any: redirects("calls go to another region")},
	{Path: "spec.ai.**.authToken.**", Any: anotherCredentials},
	{Path: "spec.ai.**.auth.**", Any: anotherCredentials},
	{Path: "spec.ai.**.authHeader.**", Any: reprotects("the credentials are sent in another header")},
	{Path: "spec.ai.priorityGroups", Moved: failoverOrder},
	{Path: "spec.ai.priorityGroups", First: true, Moved: anotherFirst},
	{Path: "spec.ai.priorityGroups[]", Added: groupsToFailOver, Removed: groupsToFailOver},
	{Path: "spec.ai.priorityGroups[]", First: true, Added: anotherFirst, Removed: anotherFirst},
	{Path: "spec.ai.priorityGroups[].providers[]", Added: anotherShare, Removed: anotherShare, Moved: adjusts("it gets traffic at another priority")},
	{Path: "spec.ai.priorityGroups[].providers[].name", Any: adjusts("policies may refer to the provider by its name")},
	{Path: "spec.ai.groups", Moved: failoverOrder},
	{Path: "spec.ai.groups", First: true, Moved: anotherFirst},
	{Path: "spec.ai.groups[]", Added: groupsToFailOver, Removed: groupsToFailOver},
	{Path: "spec.ai.groups[]", First: true, Added: anotherFirst, Removed: anotherFirst},
	{Path: "spec.ai.groups[].providers[]", Added: anotherShare, Removed: anotherShare, Moved: adjusts("it gets traffic at another priority")},
	{Path: "spec.ai.multipool.priorities", Moved: failoverOrder},
	{Path: "spec.ai.multipool.priorities", First: true, Moved: anotherFirst},
	{Path: "spec.ai.multipool.priorities[]", Added: groupsToFailOver, Removed: groupsToFailOver},
	{Path: "spec.ai.multipool.priorities[]", First: true, Added: anotherFirst, Removed: anotherFirst},
	{Path: "spec.ai.multipool.priorities[].pool[]", Added: anotherShare, Removed: anotherShare, Moved: adjusts("it gets traffic at another priority")},

	{Path: "spec.mcp.targets[]", Added: widens("its tools are offered as well"), Removed: narrows("its tools are gone")},
	{Path: "spec.mcp.targets[].name", Any: redirects("clients know the tools by this name")},
	{Path: "spec.mcp.targets[].static.**", Any: redirects("another server, or another way to it, is used")},
	{Path: "spec.mcp.targets[].selector.**", Any: redirects("other servers are found")},
	{Path: "spec.mcp.**", Any: adjusts("the tools are offered in another way")},

	{Kind: "AgentgatewayBackend", Path: "", Added: starts("new: gets no traffic until a route refers to it"), Removed: stops("routes that refer to it answer with 500")},
	{Kind: "AgentgatewayBackend", Path: "spec.static.**", Any: redirects("traffic goes to another address")},
	{Kind: "AgentgatewayBackend", Path: "spec.policies.auth.**", Any: reprotects("other credentials are sent")},
	{Kind: "AgentgatewayBackend", Path: "spec.policies.tls", Added: protects("TLS to the backend is turned on"), Removed: unprotects("TLS to the backend is turned off")},
	{Kind: "AgentgatewayBackend", Path: "spec.policies.tls.**", Any: reprotects("the settings of TLS change")},
	{Kind: "AgentgatewayBackend", Path: "spec.policies.**", Any: adjusts("requests are handled in another way")},
}
