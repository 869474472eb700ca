package priority

import (
	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/lint"
	"github.com/backendctl/backendctl/internal/manifest"
)

var PriorityMemberItself = lint.Rule{
	Descriptor: diag.Descriptor{
		ID:       "priority-member-itself",
		Summary:  "a Backend is a member of its own priority groups",
		Severity: diag.Error,
		Category: diag.References,
		Since:    "2.4",
		Why: "A member must be a static Backend, and a Backend with priority groups is not static. The CRD still allows a Backend to " +
			"refer to itself. kgateway then drops it with all of its groups, and clients get 500 or 503. Refer to the static Backends " +
			"with the hosts.",
		Sources: []string{priorityGroupsSource},
		Bad: `apiVersion: gateway.kgateway.dev/v1alpha1
kind: Backend
metadata:
  name: shop
spec:
  priorityGroups:
  - backendRefs:
    - name: shop
  - backendRefs:
    - name: shop-west
` + priorityMembersExample + priorityHealthExample,
		Good: priorityGroupExample + priorityMembersExample + priorityHealthExample,
	},
	About:   []string{"priorityGroups"},
	Backend: checkPriorityMemberItself,
}

func checkPriorityMemberItself(p *lint.Pass, b *manifest.Document) {
	for _, m := range priorityMembers(p.Set, b) {
		if m.Name != "" && m.Name == b.Name {
			d := p.Report(m.Place, "the Backend is a member of itself: it is dropped, with all of its groups")
			d.Help = "refer to the static Backend with the hosts"
		}
	}
}
