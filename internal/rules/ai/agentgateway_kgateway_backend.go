package ai

import (
	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/lint"
	"github.com/backendctl/backendctl/internal/rules/kgw"
)

var AgentgatewayKgatewayBackend = lint.Rule{
	Descriptor: diag.Descriptor{
		ID:       "agentgateway-kgateway-backend",
		Summary:  "a route on agentgateway refers to a Backend of kgateway",
		Severity: diag.Error,
		Category: diag.References,
		Since:    "2.2",
		Why: "Since kgateway 2.2 agentgateway has its own kind, AgentgatewayBackend, and does not support kgateway's Backend: the route " +
			"gets `ResolvedRefs=False` with the reason InvalidKind, and requests sent to the Backend fail. Refer to an " +
			"AgentgatewayBackend of the group agentgateway.dev, or attach the route to a Gateway of the class kgateway.",
		Sources: []string{"pkg/agentgateway/translator/conversion.go @ 2.2"},
		Bad:     agentgatewayStaticExample + agentgatewayRouteExample,
		Good:    agentgatewayStaticExample + llmRouteExample,
	},
	Set: checkAgentgatewayKgatewayBackend,
}

const agentgatewayStaticExample = `apiVersion: gateway.kgateway.dev/v1alpha1
kind: Backend
metadata:
  name: chat
spec:
  type: Static
  static:
    hosts:
    - host: 192.0.2.10
      port: 8080
`

func checkAgentgatewayKgatewayBackend(p *lint.Pass) {
	for _, r := range p.Set.References(lint.Route) {
		if !r.IsBackend() {
			continue
		}
		b := p.Set.Referent(r)
		if b != nil && !p.Judges(b) {
			continue // the Backend is for another release, in which agentgateway may support it
		}
		gateway := kgw.GatewayOn(p.Set, r.Document, kgw.AgentgatewayPlane)
		if gateway == nil {
			continue
		}
		d := p.Report(r.Field("name"), "agentgateway does not support Backends of kgateway: it rejects the reference")
		d.Help = "refer to an AgentgatewayBackend, or use a Gateway of the class kgateway"
		d.Related = append(d.Related, lint.At(gateway, "spec", "gatewayClassName").Related("the Gateway is served by agentgateway"))
	}
}
