package policies

import (
	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/lint"
	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/rules/kgw"
)

var DNSOptionsIgnored = lint.Rule{
	Descriptor: diag.Descriptor{
		ID:       "dns-options-ignored",
		Summary:  "DNS options target a Backend without DNS lookups",
		Severity: diag.Warning,
		Category: diag.Correctness,
		Why: "`dns` of a BackendConfigPolicy applies to clusters whose hosts Envoy resolves: static Backends with at least one DNS " +
			"name, Lambda, GCP, and priority groups with such members. It is silently ignored on a static Backend of IP addresses, on " +
			"EC2, and on a dynamic forward proxy, which has its own cache.",
		Since: "2.3",
		Sources: []string{
			"pkg/kgateway/extensions2/plugins/backendconfigpolicy/plugin.go @ 2.3",
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
  dns:
    refreshRate: 30s
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
  dns:
    refreshRate: 30s
`,
	},
	Set: checkDNSOptionsIgnored,
}

func checkDNSOptionsIgnored(p *lint.Pass) {
	for _, policy := range kgw.ConfigPolicies(p, "dns") {
		dns := lint.At(policy, "spec", "dns")
		b := kgw.IdleOn(p, policy, func(b *manifest.Document) bool { return kgw.ResolvesNothing(p, b) })
		if b == nil || len(dns.Keys()) == 0 {
			continue
		}
		d := p.Report(dns.Key(), "Envoy resolves no names for the Backend %q: the DNS options are ignored", b.Name)
		d.Help = "remove dns"
		d.Related = append(d.Related, lint.At(b, "metadata", "name").Related("the Backend"))
	}
}
