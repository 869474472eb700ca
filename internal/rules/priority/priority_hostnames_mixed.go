package priority

import (
	"slices"
	"strings"

	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/lint"
	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/rules/kgw"
)

var PriorityHostnamesMixed = lint.Rule{
	Descriptor: diag.Descriptor{
		ID:       "priority-hostnames-mixed",
		Summary:  "members of priority groups have different host names",
		Severity: diag.Warning,
		Category: diag.Correctness,
		Since:    "2.4",
		Why: "A request has one Host header and, with TLS, one server name (SNI), whichever member receives it. A server that selects " +
			"sites by name answers 403, 404 or 421 for the name of another server, so the failover works but the requests still fail. A " +
			"TrafficPolicy with `autoHostRewrite: true` on the routes sends each member its own name; with TLS the certificate names in " +
			"the policy must cover all members.",
		Sources:  []string{priorityGroupsSource, "pkg/kgateway/extensions2/plugins/backend/static.go @ 2.4"},
		Inferred: true,
		Bad:      priorityGroupExample + priorityNamesExample + priorityHealthExample,
		Good: priorityGroupExample + `---
apiVersion: gateway.kgateway.dev/v1alpha1
kind: Backend
metadata:
  name: shop-east
spec:
  static:
    hosts:
    - host: shop.example.com
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
	},
	About:   []string{"priorityGroups"},
	Backend: checkPriorityHostnamesMixed,
}

const priorityNamesExample = `---
apiVersion: gateway.kgateway.dev/v1alpha1
kind: Backend
metadata:
  name: shop-east
spec:
  static:
    hosts:
    - host: east.example.com
      port: 8080
---
apiVersion: gateway.kgateway.dev/v1alpha1
kind: Backend
metadata:
  name: shop-west
spec:
  static:
    hosts:
    - host: west.example.com
      port: 8080
`

func checkPriorityHostnamesMixed(p *lint.Pass, b *manifest.Document) {
	if !hasPriorityGroups(b) {
		return
	}
	named := slices.DeleteFunc(memberHosts(p, staticMembers(p.Set, b)), func(h memberHost) bool {
		return !kgw.IsDNSName(strings.ToLower(h.Host.Name)) || kgw.IsIPHost(h.Host.Name)
	})
	public := slices.ContainsFunc(named, func(h memberHost) bool { return !kgw.IsClusterName(h.Host.Name) })
	other := slices.IndexFunc(named, func(h memberHost) bool {
		return h.Member.Backend != named[0].Member.Backend && !strings.EqualFold(h.Host.Name, named[0].Host.Name)
	})
	if !public || other < 0 || isHostRewritten(p.Set, b) {
		return
	}
	first, second := named[0], named[other]
	d := p.Report(second.Member.Place, "requests to the host %q of this member and to the host %q of %q have the same Host header",
		second.Host.Name, first.Host.Name, first.Member.Name)
	d.Help = "target the routes with a TrafficPolicy that has autoHostRewrite: true"
	d.Related = append(d.Related, first.Host.Host.Related("the host of the other member"), second.Host.Host.Related("the host of this member"))
}

// isHostRewritten reports whether routes refer to a Backend, and TrafficPolicies on all of them set, or may set, the Host header to the
// name of the selected host.
func isHostRewritten(s *lint.Set, b *manifest.Document) bool {
	refs := s.To(b, lint.Route)
	return len(refs) > 0 && !slices.ContainsFunc(refs, func(r *lint.Reference) bool {
		return !slices.ContainsFunc(kgw.TrafficPolicies(s, r.Document, r.Rule), func(policy *manifest.Document) bool {
			rewrite := lint.At(policy, "spec", "autoHostRewrite")
			on, known := rewrite.Bool()
			return on || rewrite.Exists() && !known
		})
	})
}
