package rules

import (
	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/lint"
	"github.com/backendctl/backendctl/internal/manifest"
)

var dynamicProxyPolicies = lint.Rule{
	Descriptor: diag.Descriptor{
		ID:       "dynamic-proxy-policies",
		Summary:  "a policy sets for a dynamic forward proxy what it has no use for",
		Severity: diag.Warning,
		Category: diag.Correctness,
		Since:    "2.1",
		Why: "A dynamic forward proxy has no hosts before a request names one, and it resolves and balances by itself. There is nothing for a " +
			"health check to probe, nothing for outlier detection or a load balancing algorithm to choose between, and the `dns` settings " +
			"are applied to clusters of another kind only. The policy is Accepted all the same. Take these settings out, or refer to " +
			"static Backends.",
		Sources: []string{
			dynamicProxySource,
			"pkg/kgateway/extensions2/plugins/backendconfigpolicy/plugin.go @ 2.4",
		},
		Inferred: true,
		Bad: `apiVersion: gateway.kgateway.dev/v1alpha1
kind: BackendConfigPolicy
metadata:
  name: egress
spec:
  targetRefs:
  - group: gateway.kgateway.dev
    kind: Backend
    name: egress
  connectTimeout: 2s
  outlierDetection:
    consecutive5xx: 3
` + dynamicProxyExample,
		Good: `apiVersion: gateway.kgateway.dev/v1alpha1
kind: BackendConfigPolicy
metadata:
  name: egress
spec:
  targetRefs:
  - group: gateway.kgateway.dev
    kind: Backend
    name: egress
  connectTimeout: 2s
` + dynamicProxyExample,
	},
	About:   []string{"dynamicForwardProxy"},
	Backend: checkDynamicProxyPolicies,
}

func checkDynamicProxyPolicies(p *lint.Pass, b *manifest.Document) {
	if !isDynamicProxy(b) {
		return
	}
	for _, policy := range p.Set.Attached(b, lint.Kgateway, backendConfigPolicy) {
		spec := lint.At(policy, "spec")
		// For another target of the same policy the setting may be right.
		if len(spec.At("targetRefs").Items()) != 1 || spec.At("targetSelectors").Exists() {
			continue
		}
		for _, key := range []string{"loadBalancer", "healthCheck", "outlierDetection", "dns"} {
			setting := spec.At(key)
			if !setting.Exists() {
				continue
			}
			d := p.Report(setting.Key(), "%s is of no use to the dynamic forward proxy %q: it has no hosts before a request names one", key, b.Name)
			d.Help = "take " + key + " out"
			d.Related = append(d.Related, dynamicProxy(b).Key().Related("the dynamic forward proxy"))
			d.Fixes = lint.UnsafeFix("take "+key+" out", setting.Remove())
		}
	}
}
