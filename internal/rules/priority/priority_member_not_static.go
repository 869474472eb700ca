package priority

import (
	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/lint"
	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/rules/kgw"
)

var PriorityMemberNotStatic = lint.Rule{
	Descriptor: diag.Descriptor{
		ID:       "priority-member-not-static",
		Summary:  "a member of a priority group is not a static Backend",
		Severity: diag.Error,
		Category: diag.References,
		Since:    "2.4",
		Why: "Only static Backends can be members, because a priority group uses only the hosts of its members. A member of another type, " +
			"including a Backend with its own priority groups, is an error of the whole Backend: kgateway drops it with all of its " +
			"groups, and clients get 500 or 503. Refer to static Backends only. Weights in a route can split traffic between other " +
			"types, without failover.",
		Sources: []string{priorityGroupsSource, "pkg/kgateway/extensions2/plugins/backend/priority_groups_test.go @ 2.4"},
		Bad: priorityGroupExample + `---
apiVersion: gateway.kgateway.dev/v1alpha1
kind: Backend
metadata:
  name: shop-east
spec:
  dynamicForwardProxy:
    enableTls: true
---
apiVersion: gateway.kgateway.dev/v1alpha1
kind: Backend
metadata:
  name: shop-west
spec:
  static:
    hosts:
    - host: 192.0.2.20
      port: 8080
` + priorityHealthExample,
		Good: priorityGroupExample + priorityMembersExample + priorityHealthExample,
	},
	About:   []string{"priorityGroups"},
	Backend: checkPriorityMemberNotStatic,
}

func checkPriorityMemberNotStatic(p *lint.Pass, b *manifest.Document) {
	for _, m := range priorityMembers(p.Set, b) {
		if m.Backend == nil || m.Backend == b || lint.At(m.Backend, "spec", "static").Exists() {
			continue
		}
		form, name := kgw.OtherForm(m.Backend)
		if name == "" {
			continue
		}
		d := p.Report(m.Place, "%q is %s, not a static Backend: the whole Backend is dropped, with all of its groups", m.Name, name)
		d.Help = "refer to static Backends only"
		d.Related = append(d.Related, form.Key().Related("the member is "+name))
	}
}
