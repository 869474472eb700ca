package priority

import (
	"slices"

	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/lint"
	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/rules/kgw"
)

var PriorityPortsMixed = lint.Rule{
	Descriptor: diag.Descriptor{
		ID:       "priority-ports-mixed",
		Summary:  "members of priority groups mix TLS ports and plaintext ports",
		Severity: diag.Warning,
		Category: diag.Correctness,
		Since:    "2.4",
		Why: "TLS is on or off for the whole Backend with the groups, never for one member. With TLS the hosts on plaintext ports fail, " +
			"without it those on TLS ports fail. Either way a group cannot take over when it is needed. Use members of one kind.",
		Sources:  []string{priorityGroupsSource, "pkg/kgateway/extensions2/plugins/backendconfigpolicy/plugin.go @ 2.4"},
		Inferred: true,
		Bad: priorityGroupExample + `---
apiVersion: gateway.kgateway.dev/v1alpha1
kind: Backend
metadata:
  name: shop-east
spec:
  static:
    hosts:
    - host: 192.0.2.10
      port: 8443
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
` + priorityHealthExample + priorityTLSExample,
		Good: priorityGroupExample + `---
apiVersion: gateway.kgateway.dev/v1alpha1
kind: Backend
metadata:
  name: shop-east
spec:
  static:
    hosts:
    - host: 192.0.2.10
      port: 8443
---
apiVersion: gateway.kgateway.dev/v1alpha1
kind: Backend
metadata:
  name: shop-west
spec:
  static:
    hosts:
    - host: 192.0.2.20
      port: 8443
` + priorityHealthExample + priorityTLSExample,
	},
	About:   []string{"priorityGroups"},
	Backend: checkPriorityPortsMixed,
}

const priorityTLSExample = `---
apiVersion: gateway.networking.k8s.io/v1
kind: BackendTLSPolicy
metadata:
  name: shop
spec:
  targetRefs:
  - group: gateway.kgateway.dev
    kind: Backend
    name: shop
  validation:
    hostname: shop.example.com
    wellKnownCACertificates: System
`

func checkPriorityPortsMixed(p *lint.Pass, b *manifest.Document) {
	if !hasPriorityGroups(b) {
		return
	}
	hosts := memberHosts(p, staticMembers(p.Set, b))
	tls := slices.IndexFunc(hosts, func(h memberHost) bool { return kgw.IsTLSPort(h.Host.Number) })
	plain := slices.IndexFunc(hosts, func(h memberHost) bool { return kgw.IsPlaintextPort(h.Host.Number) })
	if tls < 0 || plain < 0 || hosts[tls].Member.Backend == hosts[plain].Member.Backend {
		return
	}
	first, second := hosts[min(tls, plain)], hosts[max(tls, plain)]
	d := p.Report(second.Member.Place, "only one of port %d of this member and port %d of %q is a TLS port, but TLS is on or off for all members",
		second.Host.Number, first.Host.Number, first.Member.Name)
	d.Help = "use TLS for all members, or for none"
	d.Related = append(d.Related, first.Host.Port.Related("the port of the other member"), second.Host.Port.Related("the port of this member"))
}
