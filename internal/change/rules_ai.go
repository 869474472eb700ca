package change

import "slices"

const (
	anotherProvider    = redirects + "a different provider answers"
	anotherCredentials = reprotects + "the provider gets different credentials"
	anotherAddress     = redirects + "the provider is called at a different address"
	failoverOrder      = adjusts + "requests fail over in a different order"
	anotherShare       = adjusts + "the traffic shares of the group's providers change"
	otherProviders     = redirects + "all traffic of the group goes to different providers"
	anotherFirst       = redirects + "a different group gets the traffic first"
	groupsToFailOver   = adjusts + "the number of failover groups changes"
)

// aiRules are the rules for AI and MCP in Backends and AgentgatewayBackends.
var aiRules = []Rule{
	{Path: "spec.ai.**", Any: adjusts + "requests to the provider are handled differently"},
	{Path: "spec.ai.llm", Added: anotherProvider, Removed: anotherProvider},
	{Path: "spec.ai.provider", Added: anotherProvider, Removed: anotherProvider},
	{Path: "spec.ai.llm.provider.*", Added: anotherProvider, Removed: anotherProvider},
	{Path: "spec.ai.multipool.priorities[].pool[].provider.*", Added: anotherProvider, Removed: anotherProvider},
	{Path: "spec.ai.llm.*", Added: anotherProvider, Removed: anotherProvider},
	{Path: "spec.ai.provider.*", Added: anotherProvider, Removed: anotherProvider},
	{Path: "spec.ai.provider.type", Any: anotherProvider},
	{Path: "spec.ai.**.model", Any: adjusts + "a different model answers, with a different price"},
	{Path: "spec.ai.**.deploymentName", Any: adjusts + "a different deployment answers"},
	{Path: "spec.ai.**.apiVersion", Any: adjusts + "a different version of the provider's API is used"},
	{Path: "spec.ai.**.modelPath", Any: adjusts + "a different path of the provider's API is called"},
	{Path: "spec.ai.**.publisher", Any: adjusts + "a model of a different publisher answers"},
	{Path: "spec.ai.**.guardrail.**", Any: adjusts + "a different guardrail checks requests and responses"},
	{Path: "spec.ai.**.endpoint", Any: anotherAddress},
	{Path: "spec.ai.**.host", Any: anotherAddress},
	{Path: "spec.ai.**.hostOverride.**", Any: anotherAddress},
	{Path: "spec.ai.**.port", Any: anotherAddress},
	{Path: "spec.ai.**.path.**", Any: redirects + "the provider is called at a different path"},
	{Path: "spec.ai.**.projectId", Any: redirects + "a different project is called and billed"},
	{Path: "spec.ai.**.location", Any: redirects + "calls go to a different region"},
	{Path: "spec.ai.**.region", Any: redirects + "calls go to a different region"},
	{Path: "spec.ai.**.authToken.**", Any: anotherCredentials},
	{Path: "spec.ai.**.auth.**", Any: anotherCredentials},
	{Path: "spec.ai.**.authHeader.**", Any: reprotects + "the credentials are sent in a different header"},
	{Path: "spec.ai.priorityGroups", Moved: failoverOrder},
	{Path: "spec.ai.priorityGroups", First: true, Moved: anotherFirst},
	{Path: "spec.ai.priorityGroups[]", Added: groupsToFailOver, Removed: groupsToFailOver},
	{Path: "spec.ai.priorityGroups[]", First: true, Added: anotherFirst, Removed: anotherFirst},
	{Path: "spec.ai.priorityGroups[].providers[]", Added: anotherShare, Removed: anotherShare, Moved: adjusts + "it gets traffic at a different priority"},
	{Path: "spec.ai.priorityGroups[].providers[]", When: allReplaced, Added: otherProviders, Removed: otherProviders},
	{Path: "spec.ai.priorityGroups[].providers[].*", When: isProvider, Added: anotherProvider, Removed: anotherProvider},
	{Path: "spec.ai.priorityGroups[].providers[].name", Any: adjusts + "policies may refer to the provider by its name"},
	{Path: "spec.ai.groups", Moved: failoverOrder},
	{Path: "spec.ai.groups", First: true, Moved: anotherFirst},
	{Path: "spec.ai.groups[]", Added: groupsToFailOver, Removed: groupsToFailOver},
	{Path: "spec.ai.groups[]", First: true, Added: anotherFirst, Removed: anotherFirst},
	{Path: "spec.ai.groups[].providers[].*", When: isProvider, Added: anotherProvider, Removed: anotherProvider},
	{Path: "spec.ai.groups[].providers[]", Added: anotherShare, Removed: anotherShare, Moved: adjusts + "it gets traffic at a different priority"},
	{Path: "spec.ai.groups[].providers[]", When: allReplaced, Added: otherProviders, Removed: otherProviders},
	{Path: "spec.ai.multipool.priorities", Moved: failoverOrder},
	{Path: "spec.ai.multipool.priorities", First: true, Moved: anotherFirst},
	{Path: "spec.ai.multipool.priorities[]", Added: groupsToFailOver, Removed: groupsToFailOver},
	{Path: "spec.ai.multipool.priorities[]", First: true, Added: anotherFirst, Removed: anotherFirst},
	{Path: "spec.ai.multipool.priorities[].pool[]", Added: anotherShare, Removed: anotherShare, Moved: adjusts + "it gets traffic at a different priority"},
	{Path: "spec.ai.multipool.priorities[].pool[]", When: allReplaced, Added: otherProviders, Removed: otherProviders},

	{Path: "spec.mcp.targets[]", Added: widens + "its tools are also offered", Removed: narrows + "its tools are no longer offered"},
	{Path: "spec.mcp.targets[].name", Any: redirects + "clients know the tools by this name"},
	{Path: "spec.mcp.targets[].static.**", Any: redirects + "a different server, or a different connection to it, is used"},
	{Path: "spec.mcp.targets[].selector.**", Any: redirects + "different servers are found"},
	{Path: "spec.mcp.**", Any: adjusts + "the tools are offered differently"},

	{Kind: "AgentgatewayBackend", Path: "", Added: starts + "new: gets no traffic until a route refers to it", Removed: stops + "routes that refer to it return 500"},
	{Kind: "AgentgatewayBackend", Path: "spec.static.**", Any: redirects + "traffic goes to a different address"},
	{Kind: "AgentgatewayBackend", Path: "spec.policies.auth.**", Any: reprotects + "different credentials are sent"},
	{Kind: "AgentgatewayBackend", Path: "spec.policies.tls", Added: protects + "TLS to the backend is turned on", Removed: unprotects + "TLS to the backend is turned off"},
	{Kind: "AgentgatewayBackend", Path: "spec.policies.tls.**", Any: reprotects + "the TLS settings change"},
	{Kind: "AgentgatewayBackend", Path: "spec.policies.**", Any: adjusts + "requests are handled differently"},
}

// isProvider is the condition that a field of an item in a group is the provider: an item has one of these fields.
var isProvider = &Condition{"when it is the provider", func(_ *comparer, c *Change) bool {
	return slices.Contains([]string{"anthropic", "azure", "azureopenai", "bedrock", "custom", "gemini", "openai", "vertexai"}, lastField(c.Pattern))
}}
