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
		Summary:  "a policy targets a member of a priority group, but no policy targets the group",
		Severity: diag.Warning,
		Category: diag.Correctness,
		Since:    "2.4",
		Why: "A priority group uses the hosts of its members and nothing else. A BackendConfigPolicy or a BackendTLSPolicy for a member " +
			"applies to routes that refer to the member itself. Traffic through the group does not get the TLS, circuit breakers or " +
			"timeouts of that policy, and no status reports it. Let the policy target the Backend with the groups.",
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
			// If routes refer to the member directly, settings other than TLS, such as timeouts, may be intended for these routes. TLS is reported
			// anyway, because the server requires it.
			if kgw.HasSetting(group, setting.Name) || direct && setting.Name != "tls" {
				continue
			}
			d := p.Report(m.Place, "%s of the %s does not apply to traffic through the group, which uses only the hosts of %q",
				setting.Name, kgw.TitleOf(setting.At.Document), m.Name)
			d.Help = "add a policy with this setting that targets " + b.Name
			d.Related = append(d.Related, setting.At.Key().Related("this applies to the member itself"),
				lint.At(m.Backend, "metadata", "name").Related("the member"))
		}
	}
}

func policiesOn(s *lint.Set, b *manifest.Document) []*manifest.Document {
	return slices.Concat(s.Attached(b, lint.GatewayAPI, kgw.BackendTLSPolicy), s.Attached(b, lint.Kgateway, kgw.BackendConfigPolicy))
}
