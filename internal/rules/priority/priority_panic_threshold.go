package priority

import (
	"slices"

	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/lint"
	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/rules/kgw"
)

var PriorityPanicThreshold = lint.Rule{
	Descriptor: diag.Descriptor{
		ID:       "priority-panic-threshold",
		Summary:  "priority groups fail over with the default panic threshold",
		Severity: diag.Warning,
		Category: diag.Correctness,
		Since:    "2.4",
		Why: "When fewer than half of a group's hosts are healthy and all groups together cannot take the load, Envoy enters panic " +
			"mode: it treats every host of the group as healthy and sends requests to dead ones. So a failover loses requests just when " +
			"the remaining groups are weak. With `healthyPanicThreshold: 0` Envoy sends requests to healthy hosts only. Set another " +
			"number if dead hosts are better than overloaded ones.",
		Sources:  []string{"pkg/kgateway/extensions2/plugins/backendconfigpolicy/lb.go @ 2.4", priorityGroupsSource},
		Inferred: true,
		Bad: priorityGroupExample + priorityMembersExample + `---
apiVersion: gateway.kgateway.dev/v1alpha1
kind: BackendConfigPolicy
metadata:
  name: shop
spec:
  targetRefs:
  - group: gateway.kgateway.dev
    kind: Backend
    name: shop
  loadBalancer:
    closeConnectionsOnHostSetChange: true
  outlierDetection:
    consecutive5xx: 3
`,
		Good: priorityGroupExample + priorityMembersExample + priorityHealthExample,
	},
	About:   []string{"priorityGroups"},
	Backend: checkPriorityPanicThreshold,
}

func checkPriorityPanicThreshold(p *lint.Pass, b *manifest.Document) {
	count, groups := groupCount(b)
	if count < 2 {
		return
	}
	policies := p.Set.Attached(b, lint.Kgateway, kgw.BackendConfigPolicy)
	health, found := healthSetting(policies)
	set := slices.ContainsFunc(policies, func(policy *manifest.Document) bool {
		return lint.At(policy, "spec", "loadBalancer", "healthyPanicThreshold").Exists()
	})
	if !found || set || anyTemplate(policies) {
		return
	}
	balancer := lint.At(health.Document, "spec", "loadBalancer")
	at := health.Key()
	if balancer.Exists() {
		at = balancer.Key()
	}
	d := p.Report(at, "with the default panic threshold of 50, dead hosts of %q get requests if too many are down", b.Name)
	d.Help = "set loadBalancer.healthyPanicThreshold; 0 uses healthy hosts only"
	d.Related = append(d.Related, groups.Key().Related("the groups"))
	if keys := balancer.Keys(); len(keys) > 0 {
		d.Fixes = lint.UnsafeFix("add healthyPanicThreshold: 0", balancer.Field(keys[len(keys)-1]).AddBeside("healthyPanicThreshold", "0"))
	}
}
