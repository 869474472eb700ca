package routes

import (
	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/lint"
	"github.com/backendctl/backendctl/internal/rules/kgw"
)

var MirrorSecondDropped = lint.Rule{
	Descriptor: diag.Descriptor{
		ID:       "mirror-second-dropped",
		Summary:  "a rule has more than one RequestMirror",
		Severity: diag.Error,
		Category: diag.References,
		Since:    "2.1",
		Until:    "2.1",
		Why: "kgateway 2.1 applies one RequestMirror of a rule and drops the others: their Backends get no copies of the requests, and " +
			"the route's status is Accepted. Mirror to one Backend, or upgrade to 2.2.",
		Sources: []string{
			"internal/kgateway/krtcollections/builtin.go @ 2.1",
			"pkg/krtcollections/builtin.go @ 2.2",
		},
		Bad: mirrorsExample + `    - type: RequestMirror
      requestMirror:
        backendRef:
          group: gateway.kgateway.dev
          kind: Backend
          name: web
` + kgw.WebBackendExample,
		Good: mirrorsExample + kgw.WebBackendExample,
	},
	Set: checkMirrorSecondDropped,
}

const mirrorsExample = `apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata:
  name: web
spec:
  rules:
  - backendRefs:
    - group: gateway.kgateway.dev
      kind: Backend
      name: web
    filters:
    - type: RequestMirror
      requestMirror:
        backendRef:
          group: gateway.kgateway.dev
          kind: Backend
          name: web
`

func checkMirrorSecondDropped(p *lint.Pass) {
	for _, rule := range kgw.BackendRules(p, "HTTPRoute") {
		if kgw.GatewayOn(p.Set, rule.Route, kgw.AgentgatewayPlane) != nil {
			continue
		}
		var first lint.Place
		for _, filter := range rule.Field("filters").Items() {
			mirror := filter.Field("requestMirror")
			switch {
			case !mirror.Exists():
			case first.Node == nil:
				first = mirror
			default:
				d := p.Report(mirror.Key(), "kgateway 2.1 applies one mirror per rule: this one is dropped")
				d.Help = "mirror to one Backend, or upgrade to kgateway 2.2"
				d.Related = append(d.Related, first.Key().Related("the other mirror"))
			}
		}
	}
}
