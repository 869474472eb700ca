package objects

import (
	"slices"

	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/lint"
	"github.com/backendctl/backendctl/internal/rules/kgw"
)

var BackendUnused = lint.Rule{
	Descriptor: diag.Descriptor{
		ID:       "backend-unused",
		Summary:  "nothing refers to a Backend",
		Severity: diag.Info,
		OptIn:    true,
		Category: diag.References,
		Why: "A Backend gets traffic from a route, as a mirror, as a member of priorityGroups, or from a GatewayExtension or a listener " +
			"policy that refers to it. A Backend without references is still a cluster in every Envoy, with its DNS lookups, its health " +
			"checks and, for EC2, its calls to AWS. Remove it, or fix the route that should refer to it.",
		Sources: []string{
			"pkg/krtcollections/policy.go @ 2.4",
			"pkg/kgateway/proxy_syncer/perclient.go @ 2.4",
		},
		Bad: `apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata:
  name: web
spec:
  rules:
  - backendRefs:
    - group: gateway.kgateway.dev
      kind: Backend
      name: web
---
apiVersion: gateway.kgateway.dev/v1alpha1
kind: Backend
metadata:
  name: web
spec:
  type: Static
  static:
    hosts:
    - host: 192.0.2.10
      port: 8080
---
apiVersion: gateway.kgateway.dev/v1alpha1
kind: Backend
metadata:
  name: old
spec:
  type: Static
  static:
    hosts:
    - host: 192.0.2.20
      port: 8080
`,
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
---
apiVersion: gateway.kgateway.dev/v1alpha1
kind: Backend
metadata:
  name: web
spec:
  type: Static
  static:
    hosts:
    - host: 192.0.2.10
      port: 8080
`,
	},
	Set: checkBackendUnused,
}

func checkBackendUnused(p *lint.Pass) {
	named := namesOfBackends(p.Set)
	for _, b := range p.Backends() {
		name := lint.At(b, "metadata", "name")
		isUsed := slices.ContainsFunc(slices.Concat(named[b.Name], named[""]), func(namespace string) bool { return lint.SameNamespace(namespace, b.Namespace) })
		if name.Word() == "" || isUsed || !p.Set.Proves(lint.GatewayAPI, "HTTPRoute", b.Namespace) {
			continue
		}
		p.Report(name, "nothing refers to the Backend %q%s", b.Name, kgw.InNamespace(b.Namespace)).Help = "remove it, or refer to it in a route"
	}
}

// namesOfBackends returns, for each name in a reference, the namespaces of the referenced objects. References with any kind count, because
// a reference with a wrong kind may be meant for a Backend. The name "" stands for templates, which may expand to any name.
func namesOfBackends(s *lint.Set) map[string][]string {
	out := map[string][]string{}
	for _, r := range s.References(lint.Route, lint.Mirror, lint.Service, lint.Member) {
		if r.Name != "" || r.Field("name").Template() || kgw.HasTemplateKey(r.Node) {
			out[r.Name] = append(out[r.Name], r.Namespace)
		}
	}
	return out
}
