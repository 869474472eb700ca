package convert

import (
	"strings"
	"testing"
)

// gatewayOf returns the Gateway g with a class. The function attached returns a route to a Backend, with that Gateway as its parent.
func gatewayOf(class string) string {
	return "---\napiVersion: gateway.networking.k8s.io/v1\nkind: Gateway\nmetadata: {name: g, namespace: a}\nspec: {gatewayClassName: " + class + ", listeners: [{name: l, port: 80, protocol: HTTP}]}\n"
}

func attached(backend string) string {
	return "---\napiVersion: gateway.networking.k8s.io/v1\nkind: HTTPRoute\nmetadata: {name: r, namespace: a}\nspec: {parentRefs: [{name: g}], rules: [{backendRefs: [{group: gateway.kgateway.dev, kind: Backend, name: " + backend + "}]}]}\n"
}

func withParameters(text string) string {
	return strings.Replace(text, "spec: {", "spec: {infrastructure: {parametersRef: {group: gateway.kgateway.dev, kind: GatewayParameters, name: p}}, ", 1)
}

func parameters(kube string) string {
	return "---\napiVersion: gateway.kgateway.dev/v1alpha1\nkind: GatewayParameters\nmetadata: {name: p, namespace: a}\nspec: {kube: " + kube + "}\n"
}

// TestGatewayClass checks which Gateways are reported because their class cannot serve the backends of their routes.
func TestGatewayClass(t *testing.T) {
	class := func(name, controller string) string {
		return "---\napiVersion: gateway.networking.k8s.io/v1\nkind: GatewayClass\nmetadata: {name: " + name + "}\nspec: {controllerName: " + controller + "}\n"
	}
	listenerSet := "---\napiVersion: gateway.networking.k8s.io/v1\nkind: ListenerSet\nmetadata: {name: ls, namespace: a}\nspec: {parentRef: {name: g}}\n"
	for _, c := range []struct {
		name, to, input string
		lost            []string
		help            string
	}{
		{"AI on kgateway, converted to 2.2", "2.2", chatBackend + attached("chat") + gatewayOf("kgateway"), []string{"a Gateway of class kgateway does not support AgentgatewayBackend/chat, to which HTTPRoute/r sends requests"}, "class agentgateway"},
		{"AI on kgateway, converted to 2.3", "2.3", chatBackend + attached("chat") + gatewayOf("kgateway"), []string{"does not support"}, "installed separately"},
		{"AI on agentgateway", "2.2", chatBackend + attached("chat") + gatewayOf("agentgateway"), nil, ""},
		{"AI on an unknown class", "2.2", chatBackend + attached("chat") + gatewayOf("edge"), nil, ""},
		{"AI on a class of kgateway's controller", "2.2", chatBackend + attached("chat") + gatewayOf("edge") + class("edge", "kgateway.dev/kgateway"), []string{"class edge"}, "class agentgateway"},
		{"AI on a class of agentgateway's controller", "2.2", chatBackend + attached("chat") + gatewayOf("kgateway") + class("kgateway", "agentgateway.dev/agentgateway"), nil, ""},
		{"AI on kgateway through a ListenerSet", "2.2", chatBackend + strings.Replace(attached("chat"), "{name: g}", "{kind: ListenerSet, name: ls}", 1) + listenerSet + gatewayOf("kgateway"), []string{"does not support"}, "class agentgateway"},
		{"AI on kgateway with GatewayParameters that keep Envoy", "2.2", chatBackend + attached("chat") + withParameters(gatewayOf("kgateway")) + parameters("{podTemplate: {}}"), []string{"class kgateway"}, "class agentgateway"},
		{"AI on kgateway with GatewayParameters that replace Envoy", "2.2", chatBackend + attached("chat") + withParameters(gatewayOf("kgateway")) + parameters("{agentgateway: {enabled: true}}"), nil, ""},
		{"AI on kgateway with GatewayParameters that are not in the input", "2.2", chatBackend + attached("chat") + withParameters(gatewayOf("kgateway")), nil, ""},
		{"AI on a Gateway of Istio's group", "2.2", chatBackend + attached("chat") + strings.Replace(gatewayOf("kgateway"), "gateway.networking.k8s.io", "networking.istio.io", 1), nil, ""},
		{"no route", "2.2", chatBackend + gatewayOf("kgateway"), nil, ""},
		{"AI on kgateway, converted to 2.1", "2.1", chatBackend + attached("chat") + gatewayOf("kgateway"), nil, ""},
		{"static on agentgateway, converted to 2.2", "2.2", webBackend + attached("web") + gatewayOf("agentgateway"), []string{"a Gateway of class agentgateway does not support Backend/web"}, "class kgateway"},
		{"static on agentgateway, converted to 2.0", "2.0", webBackend + attached("web") + gatewayOf("agentgateway"), []string{"does not support Backend/web"}, "2.0 has no class agentgateway"},
		{"static on agentgateway, converted to 2.1", "2.1", webBackend + attached("web") + gatewayOf("agentgateway"), nil, ""},
		{"static on kgateway", "2.4", webBackend + attached("web") + gatewayOf("kgateway"), nil, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := convertCompanion(t, c.input, c.to)
			expectLosses(t, got, c.lost)
			for _, d := range got.Result.Diagnostics {
				if d.Rule == ruleLoss && !strings.Contains(d.Help, c.help) {
					t.Errorf("the help of the loss is %q, want %q in it", d.Help, c.help)
				}
			}
		})
	}
}
