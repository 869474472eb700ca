package routes

import (
	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/lint"
	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/rules/kgw"
)

var GRPCRouteNotRead = lint.Rule{
	Descriptor: diag.Descriptor{
		ID:       "grpcroute-not-read",
		Summary:  "kgateway 2.0 does not read GRPCRoutes",
		Severity: diag.Error,
		Category: diag.Compatibility,
		Until:    "2.0",
		Why: "kgateway 2.0 does not watch GRPCRoutes, and its ClusterRole does not allow it to. The API server accepts the route, it gets " +
			"no status, and its calls get a 404. Write an HTTPRoute that matches the paths `/package.Service/Method`, or upgrade to " +
			"2.1, which reads GRPCRoutes and can use HTTP/2 for a Backend.",
		Sources: []string{
			"install/helm/kgateway/templates/role.yaml @ 2.0",
			"install/helm/kgateway/templates/role.yaml @ 2.1",
		},
		Bad: `apiVersion: gateway.networking.k8s.io/v1
kind: GRPCRoute
metadata:
  name: web
spec:
  rules:
  - backendRefs:
    - group: gateway.kgateway.dev
      kind: Backend
      name: web
` + kgw.WebBackendExample,
		Good: `apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata:
  name: web
spec:
  rules:
  - backendRefs:
    - group: gateway.kgateway.dev
      kind: Backend
      name: web
` + kgw.WebBackendExample,
	},
	Set: checkGRPCRouteNotRead,
}

func checkGRPCRouteNotRead(p *lint.Pass) {
	seen := map[*manifest.Document]bool{}
	for _, r := range p.Set.References(lint.Route) {
		if r.Document.Kind != "GRPCRoute" || seen[r.Document] || !kgw.IsOursToJudge(p, r) {
			continue
		}
		seen[r.Document] = true
		d := p.Report(lint.At(r.Document, "kind"), "kgateway 2.0 does not read GRPCRoutes: calls of this route get a 404")
		d.Help = "write an HTTPRoute, or upgrade to kgateway 2.1"
		d.Related = append(d.Related, r.Field("name").Related("a Backend that gets no calls"))
	}
}
