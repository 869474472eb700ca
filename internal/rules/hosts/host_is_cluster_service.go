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
		Summary:  "a static host is a Service of the cluster, which a route can refer to by itself",
		Severity: diag.Info,
		OptIn:    true,
		Category: diag.Style,
		Why: "It works, but all that Envoy sees of the Service is its virtual address: no endpoints, so no load balancing, outlier detection " +
			"or health checks by pod, no preference for the own zone, and neither the Service's appProtocol nor a BackendTLSPolicy for one " +
			"of its ports counts. A backendRef to the Service itself has all of that and needs no Backend. A Backend is right where " +
			"something has to be set that a Service cannot say, such as turning Istio's automatic mTLS off.",
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
				d := p.Report(h.Host, "%q is a Service of the cluster: its endpoints, zones and appProtocol are lost on the way through DNS", h.Name)
				d.Help = "refer to the Service in the route's backendRefs instead"
			}
		}
	},
}
