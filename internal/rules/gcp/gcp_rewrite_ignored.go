package gcp

import (
	"slices"
	"strings"

	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/lint"
	"github.com/backendctl/backendctl/internal/rules/kgw"
)

var GCPRewriteIgnored = lint.Rule{
	Descriptor: diag.Descriptor{
		ID:       "gcp-rewrite-ignored",
		Summary:  "the hostname of a URLRewrite is ignored in a rule with a GCP Backend",
		Severity: diag.Warning,
		Category: diag.Correctness,
		Since:    "2.3",
		Why: "With a GCP Backend, kgateway sets the Host header of each request in the whole rule to the name of the selected host, and " +
			"it decides this before it applies filters. So the `hostname` of a URLRewrite in the same rule has no effect, and no " +
			"status reports it. Remove it. If another Backend of the rule needs it, give that Backend its own rule.",
		Sources: []string{
			"pkg/kgateway/extensions2/plugins/backend/plugin.go @ 2.3",
			"pkg/kgateway/extensions2/plugins/backend/plugin.go @ 2.4",
			"pkg/krtcollections/builtin.go @ 2.4",
		},
		Bad: `apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata:
  name: shop
spec:
  rules:
  - filters:
    - type: URLRewrite
      urlRewrite:
        hostname: shop.example.com
    backendRefs:
    - group: gateway.kgateway.dev
      kind: Backend
      name: shop
` + gcpBackendExample,
		Good: `apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata:
  name: shop
spec:
  rules:
  - backendRefs:
    - group: gateway.kgateway.dev
      kind: Backend
      name: shop
` + gcpBackendExample,
	},
	Set: checkGCPRewriteIgnored,
}

const gcpBackendExample = `---
apiVersion: gateway.kgateway.dev/v1alpha1
kind: Backend
metadata:
  name: shop
spec:
  type: GCP
  gcp:
    host: shop-abcdefghij-uc.a.run.app
`

func checkGCPRewriteIgnored(p *lint.Pass) {
	for _, rule := range kgw.BackendRules(p, "HTTPRoute") {
		hostname, ok := kgw.HostRewrite(rule.Place)
		backends := rule.Backends(p.Set)
		i := slices.IndexFunc(backends, func(b kgw.RoutedBackend) bool { return kgw.FormOf(b.Backend) == kgw.GCPForm })
		if !ok || i < 0 || hostname.Template() || kgw.GatewayOn(p.Set, rule.Route, kgw.AgentgatewayPlane) != nil {
			continue
		}
		host := lint.At(backends[i].Backend, "spec", "gcp", "host")
		if len(rule.Refs) == 1 && strings.EqualFold(hostname.Word(), host.Word()) {
			continue // kgateway sends the same name even without the rewrite
		}
		d := p.Report(hostname, "this hostname is ignored: because of the GCP Backend %q, each host gets its own name as the Host header", backends[i].Backend.Name)
		d.Help = "remove the hostname"
		d.Related = append(d.Related, backends[i].Field("name").Related("the GCP Backend"))
	}
}
