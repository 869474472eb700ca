package priority

import (
	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/lint"
	"github.com/backendctl/backendctl/internal/manifest"
)

var PriorityMemberProtocol = lint.Rule{
	Descriptor: diag.Descriptor{
		ID:       "priority-member-protocol",
		Summary:  "a priority group ignores the appProtocol of a member",
		Severity: diag.Warning,
		Category: diag.Correctness,
		Since:    "2.4",
		Why: "A Backend with priority groups has no `appProtocol` and does not inherit that of its members: it uses HTTP/1.1 for all " +
			"hosts. A gRPC server or an HTTP/2-only server rejects that, and WebSocket upgrades are off, although the same member works " +
			"when a route refers to it directly. The group has no setting for this. Use members that accept HTTP/1.1, or refer to the " +
			"members in the route.",
		Sources: []string{"pkg/kgateway/extensions2/plugins/backend/plugin.go @ 2.4", priorityGroupsSource},
		Bad: priorityGroupExample + `---
apiVersion: gateway.kgateway.dev/v1alpha1
kind: Backend
metadata:
  name: shop-east
spec:
  static:
    appProtocol: grpc
    hosts:
    - host: 192.0.2.10
      port: 8080
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
	Backend: checkPriorityMemberProtocol,
}

func checkPriorityMemberProtocol(p *lint.Pass, b *manifest.Document) {
	if !hasPriorityGroups(b) {
		return
	}
	for _, m := range staticMembers(p.Set, b) {
		protocol := lint.At(m.Backend, "spec", "static", "appProtocol")
		if protocol.Word() == "" {
			continue
		}
		d := p.Report(m.Place, "the group ignores appProtocol %q of this member and uses HTTP/1.1 for its hosts", protocol.Word())
		d.Help = "use a member that accepts HTTP/1.1, or refer to it directly in the route"
		d.Related = append(d.Related, protocol.Related("ignored by the group"))
	}
}
