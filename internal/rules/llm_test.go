package rules_test

import (
	"strings"
	"testing"

	"github.com/backendctl/backendctl/internal/lint"
)

const groupPassthrough = "{authToken: {kind: Passthrough}}"

func groupAIBackend(ai string) string { return groupBackend("chat", "{type: AI, ai: "+ai+"}") }

func TestTokens(t *testing.T) {
	old := func(token string) string {
		return groupAIBackend("{llm: {provider: {openai: {authToken: " + token + "}}}}")
	}
	recent := func(token string) string { return groupAIBackend("{llm: {openai: {authToken: " + token + "}}}") }
	runGroupCases(t, []groupCase{
		{name: "2.0 without a Secret", release: "2.0", text: []string{old("{kind: SecretRef}")}, want: []string{`error ai-secretref-missing «SecretRef»`}},
		{name: "2.1 without a Secret", release: "2.1", text: []string{recent("{kind: SecretRef}")}, want: []string{`info ai-deprecated`, `error ai-secretref-missing «SecretRef»`}},
		{name: "a template that may add the Secret", release: "2.0", text: []string{old("{kind: SecretRef, '{{ .Values.x }}': 1}")}},
		{
			name: "a provider in a pool", release: "2.0",
			text: []string{groupAIBackend("{multipool: {priorities: [{pool: [{provider: {openai: {authToken: {kind: SecretRef}}}}]}]}}")},
			want: []string{`error ai-secretref-missing «SecretRef»`},
		},
		{name: "2.0 without a token", release: "2.0", text: []string{old("{kind: Inline}")}, want: []string{`error ai-inline-missing «Inline»`}},
		{name: "a Secret and the wrong kind", release: "2.0", text: []string{old("{kind: Inline, secretRef: {name: s}}")}, want: []string{`error ai-inline-missing «Inline»`}},
		{name: "an inline token and a Secret", release: "2.0", text: []string{old("{kind: Inline, inline: x, secretRef: {name: s}}")}, want: []string{`warning ai-secretref-unused «secretRef» kind Inline`}},
		{name: "a Secret with the kind Passthrough", release: "2.0", text: []string{old("{kind: Passthrough, secretRef: {name: s}}")}, want: []string{`warning ai-secretref-unused «secretRef» kind Passthrough`}},
		{name: "the kind Passthrough without a Secret", release: "2.0", text: []string{old("{kind: Passthrough}")}},
		{name: "kgateway 2.2, which has no AI Backends", release: "2.2", text: []string{recent("{kind: SecretRef}")}},
		{name: "invalid shapes", release: "2.0", text: []string{
			groupAIBackend("1"), groupAIBackend("null"), groupAIBackend("{llm: [1]}"), groupAIBackend("{llm: {provider: 1}}"), groupAIBackend("{multipool: {priorities: [null, 1, {pool: [null]}]}}"),
		}},
	})
}

func TestPools(t *testing.T) {
	twoKinds := groupAIBackend("{priorityGroups: [{providers: [{name: a, openai: " + groupPassthrough + "}]}, {providers: [{name: b, anthropic: " + groupPassthrough + "}]}]}")
	route := groupRouteTo("HTTPRoute", "r", "chat", "")
	runGroupCases(t, []groupCase{
		{
			name: "2.0 with an empty first pool", release: "2.0",
			text: []string{groupAIBackend("{multipool: {priorities: [{}, {pool: [{provider: {openai: " + groupPassthrough + "}}]}]}}")},
			want: []string{`error ai-first-pool-empty`},
		},
		{name: "2.0 with an empty last pool", release: "2.0", text: []string{groupAIBackend("{multipool: {priorities: [{pool: [{provider: {openai: " + groupPassthrough + "}}]}, {}]}}")}},
		{name: "2.0 with empty pools only", release: "2.0", text: []string{groupAIBackend("{multipool: {priorities: [{}, {}]}}")}, want: []string{`error ai-pools-empty`}},
		{name: "a template as the pool", release: "2.0", text: []string{groupAIBackend("{multipool: {priorities: [{pool: '{{ .Values.pool }}'}]}}")}},
		{
			name: "2.0 with two kinds of providers", release: "2.0",
			text: []string{groupAIBackend("{multipool: {priorities: [{pool: [{provider: {openai: " + groupPassthrough + "}}, {provider: {gemini: {apiVersion: v1, model: m, authToken: {kind: Passthrough}}}}]}]}}")},
			want: []string{`error ai-mixed-providers «gemini» Envoy supports providers of one kind only, got openai, gemini`},
		},
		{
			name: "2.0 with an entry without a provider", release: "2.0",
			text: []string{groupAIBackend("{multipool: {priorities: [{pool: [{provdier: {}}, {provider: {openai: " + groupPassthrough + "}}, {provider: {anthropic: " + groupPassthrough + "}}]}]}}")},
			want: []string{`error ai-mixed-providers «anthropic»`},
		},
		{name: "2.1 with an unknown Gateway", release: "2.1", text: []string{twoKinds}, want: []string{`info ai-deprecated`}},
		{name: "2.1 on Envoy", release: "2.1", text: []string{twoKinds, route, groupGateway("kgateway", "")}, want: []string{`info ai-deprecated`, `error ai-mixed-providers «anthropic»`}},
		{name: "2.1 on agentgateway", release: "2.1", text: []string{twoKinds, route, groupGateway("agentgateway", "")}},
		{
			name: "2.1 on agentgateway and on an unknown Gateway", release: "2.1",
			text: []string{twoKinds, route, groupGateway("agentgateway", ""), strings.Replace(groupRouteTo("HTTPRoute", "s", "chat", ""), "{name: gw}", "{name: other}", 1)},
			want: []string{`info ai-deprecated`},
		},
	})
}

func TestProviders(t *testing.T) {
	bedrock := groupAIBackend("{llm: {bedrock: {model: m}}}")
	azure := groupAIBackend("{llm: {azureopenai: {endpoint: 'https://x.openai.azure.com/', deploymentName: d, apiVersion: v, authToken: {kind: Passthrough}}}}")
	route, envoy, agent := groupRouteTo("HTTPRoute", "r", "chat", ""), groupGateway("kgateway", ""), groupGateway("agentgateway", "")
	class := func(controller string) string {
		return groupObject("gateway.networking.k8s.io/v1", "GatewayClass", "own", "spec: {controllerName: "+controller+"}")
	}
	override := func(host string, port string) string {
		return groupAIBackend("{llm: {hostOverride: {host: " + host + ", port: " + port + "}, provider: {openai: " + groupPassthrough + "}}}")
	}
	runGroupCases(t, []groupCase{
		{name: "Bedrock on Envoy", release: "2.1", text: []string{bedrock, route, envoy}, want: []string{`info ai-deprecated`, `error ai-bedrock-on-envoy «bedrock»`}},
		{name: "Bedrock on agentgateway", release: "2.1", text: []string{bedrock, route, agent}},
		{name: "Bedrock on an unknown Gateway", release: "2.1", text: []string{bedrock, route}, want: []string{`info ai-deprecated`}},
		{
			name: "Bedrock on a class of Envoy", release: "2.1", text: []string{bedrock, route, groupGateway("own", ""), class("kgateway.dev/kgateway")},
			want: []string{`info ai-deprecated`, `error ai-bedrock-on-envoy`},
		},
		{name: "Bedrock on a class of agentgateway", release: "2.1", text: []string{bedrock, route, groupGateway("own", ""), class("kgateway.dev/agentgateway")}},
		{
			name: "GatewayParameters that may select agentgateway", release: "2.1",
			text: []string{bedrock, route, groupGateway("kgateway", "infrastructure: {parametersRef: {group: gateway.kgateway.dev, kind: GatewayParameters, name: p}},")},
			want: []string{`info ai-deprecated`},
		},
		{name: "an Azure endpoint with a scheme", release: "2.1", text: []string{azure}, want: []string{`info ai-deprecated`, `warning ai-azure-endpoint-scheme «'https://x.openai.azure.com/'»`}},
		{
			name: "Azure on agentgateway", release: "2.1", text: []string{azure, route, agent},
			want: []string{`warning ai-agentgateway-ignored «azureopenai»`},
		},
		{name: "Azure with a host", release: "2.1", text: []string{strings.Replace(azure, "{llm: {", "{llm: {host: h.example.com, port: 443, ", 1)}, want: []string{`info ai-deprecated`}},
		{
			name: "fields that agentgateway ignores", release: "2.1",
			text: []string{groupAIBackend("{llm: {authHeader: {prefix: x}, vertexai: {apiVersion: v1, location: l, model: m, modelPath: p, projectId: i, publisher: GOOGLE, authToken: {kind: Passthrough}}}}"), route, agent},
			want: []string{`warning ai-agentgateway-ignored «authHeader»`, `warning ai-agentgateway-ignored «modelPath»`},
		},
		{name: "a token in plaintext", release: "2.0", text: []string{override("llm.example.com", "8080")}, want: []string{`warning ai-override-plaintext «8080»`}},
		{name: "port 443", release: "2.0", text: []string{override("llm.example.com", "443")}},
		{name: "hosts in the cluster", release: "2.0", text: []string{override("llm.ai.svc.cluster.local", "8080"), override("10.0.0.1", "11434"), override("ollama", "11434")}},
		{name: "a template as the host", release: "2.0", text: []string{override("'{{ .Values.host }}'", "8080")}},
		{
			name: "a token in plaintext on Envoy in 2.1", release: "2.1",
			text: []string{groupAIBackend("{llm: {host: llm.example.com, port: 80, openai: " + groupPassthrough + "}}"), route, envoy},
			want: []string{`info ai-deprecated`, `warning ai-override-plaintext «80»`},
		},
		{
			name: "a token in plaintext on agentgateway", release: "2.1",
			text: []string{groupAIBackend("{llm: {host: llm.example.com, port: 80, openai: " + groupPassthrough + "}}"), route, agent},
		},
	})
}

func TestAIExtension(t *testing.T) {
	chat := groupAIBackend("{llm: {provider: {openai: " + groupPassthrough + "}}}")
	route := groupRouteTo("HTTPRoute", "r", "chat", "")
	own := groupGateway("kgateway", "infrastructure: {parametersRef: {group: gateway.kgateway.dev, kind: GatewayParameters, name: p}},")
	parameters := func(kube string) string {
		return groupObject("gateway.kgateway.dev/v1alpha1", "GatewayParameters", "p", "spec: {kube: "+kube+"}")
	}
	runGroupCases(t, []groupCase{
		{name: "parameters without the AI extension", release: "2.0", text: []string{chat, route, own, parameters("{service: {type: ClusterIP}}")}, want: []string{`warning ai-extension-missing «kube»`}},
		{name: "the AI extension turned off", release: "2.0", text: []string{chat, route, own, parameters("{aiExtension: {enabled: false}}")}, want: []string{`warning ai-extension-missing «false»`}},
		{name: "the AI extension turned on", release: "2.0", text: []string{chat, route, own, parameters("{aiExtension: {enabled: true}}")}},
		{name: "a template in the parameters", release: "2.0", text: []string{chat, route, own, parameters("'{{ .Values.kube }}'")}},
		{name: "parameters that are not in the set", release: "2.0", text: []string{chat, route, own}},
		{name: "no parameters", release: "2.0", complete: lint.Stated, text: []string{chat, route, groupGateway("kgateway", "")}},
		{name: "the AI extension in 2.2", release: "2.2", text: []string{groupStaticBackend("web", "192.0.2.1", 80), parameters("{aiExtension: {enabled: true}}")}, want: []string{`warning ai-policy-left «aiExtension»`}},
		{
			name: "AI settings of a TrafficPolicy in 2.2", release: "2.2",
			text: []string{groupStaticBackend("web", "192.0.2.1", 80), groupObject("gateway.kgateway.dev/v1alpha1", "TrafficPolicy", "guard", "spec: {ai: {promptGuard: {}}}")},
			want: []string{`warning ai-policy-left «ai» TrafficPolicy has no field ai`},
		},
		{name: "the AI extension in 2.1", release: "2.1", text: []string{groupStaticBackend("web", "192.0.2.1", 80), parameters("{aiExtension: {enabled: true}}")}},
	})
}

func TestAgentgateway(t *testing.T) {
	route, envoy, agent := groupRouteTo("HTTPRoute", "r", "chat", ""), groupGateway("kgateway", ""), groupGateway("agentgateway", "")
	mcp := groupBackend("chat", "{type: MCP, mcp: {targets: [{name: t, static: {host: 192.0.2.1, port: 80}}]}}")
	two := groupBackend("chat", "{type: Static, static: {hosts: [{host: 192.0.2.1, port: 80}, {host: 192.0.2.2, port: 80}]}}")
	lambda := groupBackend("chat", `{type: AWS, aws: {accountId: "123456789012", lambda: {functionName: f}}}`)
	runGroupCases(t, []groupCase{
		{name: "MCP on Envoy", release: "2.1", text: []string{mcp, route, envoy}, want: []string{`error mcp-on-envoy «chat»`}},
		{name: "MCP on agentgateway", release: "2.1", text: []string{mcp, route, agent}},
		{name: "MCP on an unknown Gateway", release: "2.1", complete: lint.Stated, text: []string{mcp, route}},
		{name: "two hosts on agentgateway", release: "2.1", text: []string{two, route, agent}, want: []string{`error agentgateway-static-hosts «hosts»`}},
		{name: "two hosts on Envoy", release: "2.1", text: []string{two, route, envoy}},
		{name: "a Lambda function on agentgateway", release: "2.1", text: []string{lambda, route, agent}, want: []string{`error agentgateway-unsupported-type «chat» "chat" is an AWS Backend`}},
		{name: "a Lambda function on Envoy", release: "2.1", text: []string{lambda, route, envoy}},
		{name: "a Backend on agentgateway in 2.2", release: "2.2", text: []string{two, route, agent}, want: []string{`error agentgateway-kgateway-backend «chat»`}},
		{name: "a Backend that is not in the set, on agentgateway in 2.2", release: "2.2", text: []string{route, agent}, want: []string{`error agentgateway-kgateway-backend «chat»`}},
		{name: "a Backend on Envoy in 2.2", release: "2.2", text: []string{two, route, envoy}},
		{
			name: "a class whose name begins with agentgateway", release: "2.4", text: []string{two, route, groupGateway("agentgateway-edge", "")},
			want: []string{`error agentgateway-kgateway-backend`},
		},
		{name: "a class named agentgateway with the controller of kgateway", release: "2.4", text: []string{two, route, groupGateway("agentgateway", ""), groupObject("gateway.networking.k8s.io/v1", "GatewayClass", "agentgateway", "spec: {controllerName: kgateway.dev/kgateway}")}},
	})
}
