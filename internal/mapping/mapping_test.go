package mapping

import "testing"

// TestDestination checks the destinations of fields and objects between releases.
func TestDestination(t *testing.T) {
	for _, c := range []struct{ from, to, path, want string }{
		{"2.0", "2.1", "ai.llm.provider.openai.model", "ai.llm.openai.model"},
		{"2.0", "2.1", "ai.llm.provider", "ai.llm"},
		{"2.0", "2.1", "ai.llm.hostOverride", "ai.llm"},
		{"2.0", "2.1", "ai.multipool.priorities[].pool", "ai.priorityGroups[].providers"},
		{"2.0", "2.1", "ai.multipool.priorities[].pool[]", "ai.priorityGroups[].providers[]"},
		{"2.0", "2.1", "ai.multipool.priorities[]", "ai.priorityGroups[]"},
		{"2.1", "2.0", "ai.llm.openai", "ai.llm.provider.openai"},
		{"2.1", "2.0", "ai.llm.port", "ai.llm.hostOverride.port"},
		{"2.3", "2.4", "aws.accountId", "aws.accountId"},
		{"2.4", "2.3", "aws.lambda.accountId", "aws.accountId"},
	} {
		got, ok := Between(Release(c.from), Release(c.to)).Destination(c.path)
		if got != c.want || !ok {
			t.Errorf("%s to %s: the destination of %s is %q (found: %t), want %q", c.from, c.to, c.path, got, ok, c.want)
		}
	}
}

// TestDestinationOfOtherShapes checks destinations from or to the catalog and agentgateway, and missing destinations.
func TestDestinationOfOtherShapes(t *testing.T) {
	for _, c := range []struct {
		from, to   Shape
		path, want string
	}{
		{Catalog, Release("2.4"), "aws.accountId", "aws.lambda.accountId"},
		{Catalog, Release("2.3"), "aws.lambdaFunctionName", "aws.lambda.functionName"},
		{Catalog, Release("2.1"), "ai.provider.azure", "ai.llm.azureopenai"},
		{Catalog, Release("2.4"), "static.hosts[].tls.sni", ""},
		{Release("2.1"), Agentgateway, "ai.llm", "ai.provider"},
		{Release("2.1"), Agentgateway, "ai.llm.openai.authToken", "policies.auth"},
		{Release("2.1"), Agentgateway, "ai.llm.openai.authToken.secretRef", "policies.auth.secretRef"},
		{Release("2.1"), Agentgateway, "ai.priorityGroups[].providers[].openai.authToken.inline", "ai.groups[].providers[].policies.auth.key"},
		{Release("2.1"), Agentgateway, "ai.priorityGroups", "ai.groups"},
		{Release("2.1"), Agentgateway, "mcp.targets[].selector.namespace.matchLabels.x", "mcp.targets[].selector.namespaces.matchLabels.x"},
		{Release("2.1"), Agentgateway, "ai.llm.path", ""},
		{Agentgateway, Release("2.1"), "ai.provider", "ai.llm"},
		{Release("2.4"), Release("2.2"), "gcp.host", ""},
	} {
		if got, _ := Between(c.from, c.to).Destination(c.path); got != c.want {
			t.Errorf("%s to %s: the destination of %s is %q, want %q", c.from, c.to, c.path, got, c.want)
		}
	}
}
