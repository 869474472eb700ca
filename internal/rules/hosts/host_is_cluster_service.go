package hosts

import (
	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/lint"
	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/rules/kgw"
)

var HostIsClusterService = lint.Rule{
	Descriptor: diag.Descriptor{
		ID:       "host-is-cluster-service",
		Summary:  "a static host is a Service of the cluster, which a route can refer to directly",
		Severity: diag.Info,
		OptIn:    true,
		Category: diag.Style,
		Why: "This works, but Envoy sees only the Service's virtual address. It does not see the endpoints, so there is no load " +
			"balancing, outlier detection, health checking or zone preference per pod. The Service's appProtocol and a BackendTLSPolicy " +
			"for one of its ports have no effect either. A backendRef to the Service itself has all of this and needs no Backend. Use a " +
			"Backend for settings that a Service does not have, such as turning Istio's automatic mTLS off.",
		Sources: []string{"pkg/kgateway/extensions2/plugins/backend/static.go @ 2.4"},
		Bad: `apiVersion: gateway.kgateway.dev/v1alpha1
kind: Backend
metadata:
  name: web
spec:
  type: Static
  static:
    hosts:
    - host: web.shop.svc.cluster.local
      port: 8080
`,
		Good: `apiVersion: gateway.kgateway.dev/v1alpha1
kind: Backend
metadata:
  name: web
spec:
  type: Static
  static:
    hosts:
    - host: web.example.com
      port: 8080
`,
	},
	Backend: func(p *lint.Pass, b *manifest.Document) {
		for _, h := range kgw.StaticHosts(p, b) {
			if h.Form() == kgw.FormName && kgw.IsClusterService(h.Name) {
				d := p.Report(h.Host, "%q is a Service of the cluster: through DNS its endpoints, zones and appProtocol are not used", h.Name)
				d.Help = "refer to the Service in the route's backendRefs instead"
			}
		}
	},
}
