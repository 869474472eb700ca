package policies

import (
	"slices"

	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/lint"
	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/rules/kgw"
)

var HealthCheckHostIgnored = lint.Rule{
	Descriptor: diag.Descriptor{
		ID:       "health-check-host-ignored",
		Summary:  "a health check's host is not sent to a static Backend",
		Severity: diag.Warning,
		Category: diag.Correctness,
		Why: "kgateway 2.1, 2.2 and 2.3 up to 2.3.4 use each host of a static Backend as the name for its health checks, and Envoy " +
			"prefers that name to the policy's: `healthCheck.http.host` and `healthCheck.grpc.authority` have no effect, and a server " +
			"that depends on the Host header may answer as unhealthy. From 2.3.5 on the policy wins.",
		Since: "2.1",
		Until: "2.3.4",
		Sources: []string{
			"pkg/kgateway/extensions2/plugins/backend/static.go @ 2.2",
			"pkg/kgateway/extensions2/plugins/backend/static.go @ 2.3",
			"kgateway-dev/kgateway pull request 14290",
			"pkg/kgateway/extensions2/plugins/backendconfigpolicy/plugin.go @ 2.2",
		},
		Bad: `apiVersion: gateway.kgateway.dev/v1alpha1
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
kind: BackendConfigPolicy
metadata:
  name: web
spec:
  targetRefs:
  - group: gateway.kgateway.dev
    kind: Backend
    name: web
  healthCheck:
    timeout: 1s
    interval: 5s
    unhealthyThreshold: 2
    healthyThreshold: 2
    http:
      path: /healthz
      host: web.example.com
`,
		Good: `apiVersion: gateway.kgateway.dev/v1alpha1
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
kind: BackendConfigPolicy
metadata:
  name: web
spec:
  targetRefs:
  - group: gateway.kgateway.dev
    kind: Backend
    name: web
  healthCheck:
    timeout: 1s
    interval: 5s
    unhealthyThreshold: 2
    healthyThreshold: 2
    http:
      path: /healthz
`,
	},
	Set: checkHealthCheckHostIgnored,
}

func checkHealthCheckHostIgnored(p *lint.Pass) {
	for _, policy := range kgw.ConfigPolicies(p, "healthCheck") {
		name := lint.At(policy, "spec", "healthCheck", "http", "host")
		if !name.Exists() {
			name = lint.At(policy, "spec", "healthCheck", "grpc", "authority")
		}
		b := kgw.IdleOn(p, policy, func(b *manifest.Document) bool { return kgw.FormOf(b) == kgw.StaticForm })
		if !name.Exists() || name.Template() || b == nil || isSameForAll(p, name.Word(), b) {
			continue
		}
		d := p.Report(name, "health checks of the static Backend %q send the names of its hosts: this name is not sent", b.Name)
		d.Help = "use kgateway 2.3.5 or newer, or a path that answers for every host"
		d.Related = append(d.Related, lint.At(b, "metadata", "name").Related("the Backend"))
	}
}

// isSameForAll reports whether every static host of a Backend has the given name, so that its health checks send this name by default.
func isSameForAll(p *lint.Pass, name string, b *manifest.Document) bool {
	return !slices.ContainsFunc(kgw.StaticHosts(p, b), func(h kgw.Host) bool { return h.Name != name })
}
