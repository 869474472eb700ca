package priority

import (
	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/lint"
	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/rules/kgw"
)

var PriorityWithoutHealth = lint.Rule{
	Descriptor: diag.Descriptor{
		ID:       "priority-without-health",
		Summary:  "Envoy cannot detect when a priority group is down",
		Severity: diag.Warning,
		Category: diag.Correctness,
		Since:    "2.4",
		Why: "Envoy leaves a group when its hosts are unhealthy, and hosts count as healthy unless a health check or outlier detection " +
			"reports otherwise. Without a BackendConfigPolicy for the Backend with the groups, requests keep going to a dead first " +
			"group, and the other groups are never used. A policy for a member does not count here.",
		Sources:  []string{priorityGroupsSource, "test/e2e/features/backends/testdata/priority-groups.yaml @ 2.4"},
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
    healthyPanicThreshold: 0
`,
		Good: priorityGroupExample + priorityMembersExample + priorityHealthExample,
	},
	About:   []string{"priorityGroups"},
	Backend: checkPriorityWithoutHealth,
}

func checkPriorityWithoutHealth(p *lint.Pass, b *manifest.Document) {
	count, groups := groupCount(b)
	if count < 2 || !p.Set.Proves(lint.Kgateway, kgw.BackendConfigPolicy, b.Namespace) {
		return
	}
	policies := p.Set.Attached(b, lint.Kgateway, kgw.BackendConfigPolicy)
	if _, found := healthSetting(policies); found || anyTemplate(policies) {
		return
	}
	d := p.Report(groups.Key(), "no BackendConfigPolicy of this Backend has a health check or outlier detection: a dead group keeps its traffic")
	d.Help = "target the Backend with a BackendConfigPolicy that has healthCheck or outlierDetection"
	for _, m := range staticMembers(p.Set, b) {
		if at, found := healthSetting(p.Set.Attached(m.Backend, lint.Kgateway, kgw.BackendConfigPolicy)); found {
			d.Related = append(d.Related, at.Key().Related("this applies to a member itself"))
			return
		}
	}
}
