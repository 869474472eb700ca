package priority

import (
	"fmt"

	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/lint"
	"github.com/backendctl/backendctl/internal/manifest"
)

var PriorityMemberRepeated = lint.Rule{
	Descriptor: diag.Descriptor{
		ID:       "priority-member-repeated",
		Summary:  "priority groups contain the same host twice",
		Severity: diag.Warning,
		Category: diag.Correctness,
		Since:    "2.4",
		Why: "The CRD rejects a Backend that is listed twice in one group, but not in two groups. The same host in two groups is down in " +
			"both at once, so the second is not a failover. If a host is in one group twice, through two Backends, it gets a double share " +
			"of the traffic. Give each group its own hosts.",
		Sources:  []string{priorityGroupsSource},
		Inferred: true,
		Bad: `apiVersion: gateway.kgateway.dev/v1alpha1
kind: Backend
metadata:
  name: shop
spec:
  priorityGroups:
  - backendRefs:
    - name: shop-east
  - backendRefs:
    - name: shop-west
    - name: shop-east
` + priorityMembersExample + priorityHealthExample,
		Good: priorityGroupExample + priorityMembersExample + priorityHealthExample,
	},
	About:   []string{"priorityGroups"},
	Backend: checkPriorityMemberRepeated,
}

func checkPriorityMemberRepeated(p *lint.Pass, b *manifest.Document) {
	if !hasPriorityGroups(b) {
		return
	}
	seen := map[string]priorityMember{}
	for _, m := range priorityMembers(p.Set, b) {
		before, twice := seen[m.Name]
		switch {
		case m.Name == "":
		case !twice:
			seen[m.Name] = m
		case before.Group != m.Group:
			d := p.Report(m.Place, "%q is also in an earlier group: if it is down, both groups lose it", m.Name)
			d.Help = "refer to another Backend here"
			d.Related = append(d.Related, before.Related("first listed here"))
		}
	}
	checkHostsRepeated(p, b)
}

func checkHostsRepeated(p *lint.Pass, b *manifest.Document) {
	seen := map[string]memberHost{}
	for _, h := range memberHosts(p, staticMembers(p.Set, b)) {
		key := fmt.Sprintf("%s %d", h.Host.Name, h.Host.Number)
		before, twice := seen[key]
		switch {
		case h.Host.Name == "" || h.Host.Number == 0:
		case !twice:
			seen[key] = h
		case before.Member.Backend != h.Member.Backend:
			consequence := "if it is down, both groups lose it"
			if before.Member.Group == h.Member.Group {
				consequence = "it gets a double share of the traffic"
			}
			d := p.Report(h.Member.Place, "this member and %q have the same host %q with port %d: %s",
				before.Member.Name, h.Host.Name, h.Host.Number, consequence)
			d.Help = "refer to a Backend with other hosts here"
			d.Related = append(d.Related, before.Host.Host.Related("the host"), h.Host.Host.Related("the same host"))
		}
	}
}
