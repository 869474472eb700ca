package mapping

var mcp = []Row{
	{In: []string{"2.1 agw", "mcp.targets[].name"}},
	{In: []string{"2.1 agw", "mcp.targets[].static.host"}},
	{In: []string{"2.1 agw", "mcp.targets[].static.port"}},
	{In: []string{"2.1 agw", "mcp.targets[].static.path"}},
	{In: []string{"2.1 agw", "mcp.targets[].static.protocol"}},
	{In: []string{"2.1", "mcp.targets[].selector.namespace", "agw", "mcp.targets[].selector.namespaces"}, Object: true, Subtree: true},
	{In: []string{"2.1", "mcp.targets[].selector.service", "agw", "mcp.targets[].selector.services"}, Object: true, Subtree: true},
	{In: []string{"agw", "mcp.sessionRouting"}, Loss: noOption},
	{In: []string{"agw", "mcp.targets[].static.policies"}, Subtree: true, Loss: noOption},
}

var (
	noOption = Loss{OtherPlane, "a kgateway Backend has no such option", "use a kgateway policy for it, if there is one"}
	noTLS    = Loss{OtherPlane, "a kgateway Backend has no field for TLS to the host", "add a BackendConfigPolicy with spec.tls, from kgateway 2.1"}
)

var policies = []Row{
	{In: []string{"agw", "policies.auth.passthrough"}, Object: true, How: AsToken, Loss: noInline},
	{In: []string{"agw", "policies.tls"}, Object: true, Subtree: true, Loss: noTLS},
	{In: []string{"agw", "policies.tcp"}, Object: true, Subtree: true, Loss: noOption},
	{In: []string{"agw", "policies.http"}, Object: true, Subtree: true, Loss: noOption},
	{In: []string{"agw", "policies.ai"}, Object: true, Subtree: true, Loss: noOption},
	{In: []string{"agw", "policies.mcp"}, Object: true, Subtree: true, Loss: noOption},
	{In: []string{"agw", "ai.groups[].providers[].policies.auth.passthrough"}, Object: true, How: AsToken, Loss: noInline},
	{In: []string{"agw", "ai.groups[].providers[].policies.tls"}, Object: true, Subtree: true, Loss: noTLS},
	{In: []string{"agw", "ai.groups[].providers[].policies.tcp"}, Object: true, Subtree: true, Loss: noOption},
	{In: []string{"agw", "ai.groups[].providers[].policies.http"}, Object: true, Subtree: true, Loss: noOption},
	{In: []string{"agw", "ai.groups[].providers[].policies.ai"}, Object: true, Subtree: true, Loss: noOption},
}

// A Limit is the maximum length of a text in an AgentgatewayBackend.
type Limit struct {
	Path string // the path of the text below spec, with [] for the items of a list
	Max  int    // the maximum number of characters
}

// limits has the maximum lengths of texts of AI providers, by the path below the provider. kgateway 2.1 does not limit these texts.
var limits = map[string]int{
	".openai.model": 256, ".anthropic.model": 256, ".gemini.model": 256, ".vertexai.model": 256, ".bedrock.model": 256,
	".azureopenai.endpoint": 256, ".azureopenai.deploymentName": 256, ".azureopenai.apiVersion": 64,
	".vertexai.projectId": 64, ".vertexai.region": 64, ".bedrock.guardrail.identifier": 256, ".bedrock.guardrail.version": 256,
	".host": 256, ".path": 1024,
}

// Limits returns the maximum lengths of texts in an AgentgatewayBackend. An AgentgatewayBackend also rejects each of these texts if it is
// empty.
func Limits() []Limit {
	out := []Limit{
		{"policies.auth.key", 2048}, {group.auth + ".key", 2048},
		{"mcp.targets[].static.host", 256}, {"mcp.targets[].static.path", 1024},
	}
	for field, most := range limits {
		out = append(out, Limit{single.agw + field, most}, Limit{group.agw + field, most})
	}
	return out
}
