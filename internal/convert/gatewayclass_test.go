package convert

import (
	"strings"
	"testing"
)

// gateway is a Gateway of a class, and attached a route with a parent that leads to a Backend.
func gateway(class string) string {
	return "---\napiVersion: gateway.networking.k8s.io/v1\nkind: Gateway\nmetadata: {name: g, namespace: a}\nspec: {gatewayClassName: " + class + ", listeners: [{name: l, port: 80, protocol: HTTP}]}\n"
}

func attached(backend string) string {
	return "---\napiVersion: gateway.networking.k8s.io/v1\nkind: HTTPRoute\nmetadata: {name: r, namespace: a}\nspec: {parentRefs: [{name: g}], rules: [{backendRefs: [{group: gateway.kgateway.dev, kind: Backend, name: " + backend + "}]}]}\n"
}

// TestGatewayClass holds which Gateways are reported because their class cannot serve what their routes lead to.
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
		{"AI on kgateway to 2.2", "2.2", chatBackend + attached("chat") + gateway("kgateway"), []string{"a Gateway of class kgateway does not serve AgentgatewayBackend/chat, to which HTTPRoute/r sends requests"}, "class agentgateway"},
		{"AI on kgateway to 2.3", "2.3", chatBackend + attached("chat") + gateway("kgateway"), []string{"does not serve"}, "installed separately"},
		{"AI on agentgateway", "2.2", chatBackend + attached("chat") + gateway("agentgateway"), nil, ""},
		{"AI on a class that is not known", "2.2", chatBackend + attached("chat") + gateway("edge"), nil, ""},
		{"AI on a class of kgateway's controller", "2.2", chatBackend + attached("chat") + gateway("edge") + class("edge", "kgateway.dev/kgateway"), []string{"class edge"}, "class agentgateway"},
		{"AI on a class of agentgateway's controller", "2.2", chatBackend + attached("chat") + gateway("kgateway") + class("kgateway", "agentgateway.dev/agentgateway"), nil, ""},
		{"AI by a ListenerSet", "2.2", chatBackend + strings.Replace(attached("chat"), "{name: g}", "{kind: ListenerSet, name: ls}", 1) + listenerSet + gateway("kgateway"), []string{"does not serve"}, "class agentgateway"},
		{"no route", "2.2", chatBackend + gateway("kgateway"), nil, ""},
		{"AI at 2.1", "2.1", chatBackend + attached("chat") + gateway("kgateway"), nil, ""},
		{"static on agentgateway to 2.2", "2.2", webBackend + attached("web") + gateway("agentgateway"), []string{"a Gateway of class agentgateway does not serve Backend/web"}, "class kgateway"},
		{"static on agentgateway to 2.0", "2.0", webBackend + attached("web") + gateway("agentgateway"), []string{"does not serve Backend/web"}, "2.0 has no class agentgateway"},
		{"static on agentgateway to 2.1", "2.1", webBackend + attached("web") + gateway("agentgateway"), nil, ""},
		{"static on kgateway", "2.4", webBackend + attached("web") + gateway("kgateway"), nil, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := convertCompanion(t, c.input, c.to)
			expectLosses(t, got, c.lost)
			for _, d := range got.Result.Diagnostics {
				if d.Rule == ruleLoss && !strings.Contains(d.Help, c.help) {
					t.Errorf("the help is %q, want %q in it", d.Help, c.help)
				}
			}
		})
	}
}
