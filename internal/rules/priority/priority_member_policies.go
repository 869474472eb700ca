package priority

import (
	"slices"

	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/lint"
	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/rules/kgw"
)

var PriorityMemberPolicies = lint.Rule{
	Descriptor: diag.Descriptor{
		ID:       "priority-member-policies",
		Summary:  "a policy targets a member of a priority group, and none the group",
		Severity: diag.Warning,
		Category: diag.Correctness,
		Since:    "2.4",
		Why: "A priority group takes the hosts of its members and nothing else. What a BackendConfigPolicy or a BackendTLSPolicy says of a " +
			"member holds for routes that refer to the member itself; traffic that comes through the group goes without TLS, circuit " +
			"breakers or timeouts of that policy, and no status says so. Let the policy target the Backend that has the groups.",
		Sources: []string{priorityGroupsSource, "pkg/kgateway/extensions2/plugins/backendconfigpolicy/plugin.go @ 2.4"},
		Bad: priorityGroupExample + priorityMembersExample + priorityHealthExample + `---
apiVersion: gateway.kgateway.dev/v1alpha1
kind: BackendConfigPolicy
metadata:
  name: shop-east
spec:
  targetRefs:
  - group: gateway.kgateway.dev
    kind: Backend
    name: shop-east
  connectTimeout: 2s
`,
		Good: priorityGroupExample + priorityMembersExample + priorityHealthExample + `---
apiVersion: gateway.kgateway.dev/v1alpha1
kind: BackendConfigPolicy
metadata:
  name: shop-east
spec:
  targetRefs:
  - group: gateway.kgateway.dev
    kind: Backend
    name: shop
  connectTimeout: 2s
`,
	},
	About:   []string{"priorityGroups"},
	Backend: checkPriorityMemberPolicies,
}

func checkPriorityMemberPolicies(p *lint.Pass, b *manifest.Document) {
	if !hasPriorityGroups(b) {
		return
	}
	group := kgw.PolicySettings(p.Set, b)
	if anyTemplate(policiesOn(p.Set, b)) {
		return
	}
	for _, m := range staticMembers(p.Set, b) {
		direct := len(p.Set.To(m.Backend, lint.Route, lint.Mirror, lint.Service)) > 0
		for _, setting := range kgw.PolicySettings(p.Set, m.Backend) {
			// A member that routes refer to as well may have its own timeouts for those. TLS is a matter of the server.
			if kgw.HasSetting(group, setting.Name) || direct && setting.Name != "tls" {
				continue
			}
			d := p.Report(m.Place, "%s of the %s does not hold for traffic through the group: it takes the hosts of %q only",
				setting.Name, kgw.TitleOf(setting.At.Document), m.Name)
			d.Help = "let a policy with it target " + b.Name
			d.Related = append(d.Related, setting.At.Key().Related("this is for the member itself"),
				lint.At(m.Backend, "metadata", "name").Related("the member"))
		}
	}
}

func policiesOn(s *lint.Set, b *manifest.Document) []*manifest.Document {
	return slices.Concat(s.Attached(b, lint.GatewayAPI, kgw.BackendTLSPolicy), s.Attached(b, lint.Kgateway, kgw.BackendConfigPolicy))
}
