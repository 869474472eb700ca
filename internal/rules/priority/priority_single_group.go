package priority

import (
	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/lint"
	"github.com/backendctl/backendctl/internal/manifest"
)

var PrioritySingleGroup = lint.Rule{
	Descriptor: diag.Descriptor{
		ID:       "priority-single-group",
		Summary:  "a Backend has only one priority group",
		Severity: diag.Info,
		OptIn:    true,
		Category: diag.Style,
		Since:    "2.4",
		Why: "All members of one group have the same priority, so a single group balances the load between them and never fails over. A " +
			"static Backend with all hosts does the same without an experimental field. Add a second group to fail over to.",
		Sources: []string{priorityGroupsSource},
		Bad: `apiVersion: gateway.kgateway.dev/v1alpha1
kind: Backend
metadata:
  name: shop
spec:
  priorityGroups:
  - backendRefs:
    - name: shop-east
    - name: shop-west
` + priorityMembersExample + priorityHealthExample,
		Good: priorityGroupExample + priorityMembersExample + priorityHealthExample,
	},
	About:   []string{"priorityGroups"},
	Backend: checkPrioritySingleGroup,
}

func checkPrioritySingleGroup(p *lint.Pass, b *manifest.Document) {
	if count, groups := groupCount(b); count == 1 && len(groups.Items()) == 1 {
		d := p.Report(groups.Key(), "a single group balances the load and never fails over")
		d.Help = "add a group to fail over to"
	}
}
