package hosts

import (
	"slices"

	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/lint"
	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/rules/kgw"
)

var StaticPortRange = lint.Rule{
	Descriptor: diag.Descriptor{
		ID:       "static-port-range",
		Summary:  "a static host's port is not from 1 to 65535",
		Severity: diag.Error,
		Category: diag.Correctness,
		Since:    "2.1",
		Why: "The CRD of kgateway 2.0 checks the range; from 2.1 on the CRD accepts any number. Port 0 counts as no port. From 2.2 on the " +
			"Backend is dropped with `Accepted=False`. 2.1 only logs an error: it keeps the hosts before this host, and drops this " +
			"host and all hosts after it. If one of the remaining hosts is a DNS name, Envoy refuses the cluster, because its type " +
			"stays STATIC. Other out-of-range numbers are passed to Envoy; a negative number becomes a very large one. No such port " +
			"exists, so Envoy refuses the cluster, and in the standard validation mode the Backend's status is still Accepted. Clients " +
			"get 500 or 503.",
		Sources: []string{
			"internal/kgateway/extensions2/plugins/backend/static.go @ 2.1",
			"pkg/kgateway/extensions2/plugins/backend/static.go @ 2.4",
			"envoyproxy/envoy api/envoy/config/core/v3/address.proto",
		},
		Bad: `apiVersion: gateway.kgateway.dev/v1alpha1
kind: Backend
metadata:
  name: web
spec:
  type: Static
  static:
    hosts:
    - host: 192.0.2.10
      port: 80800
`,
		Good: `apiVersion: gateway.kgateway.dev/v1alpha1
kind: Backend
metadata:
  name: web
spec:
  type: Static
  static:
    hosts:
    - host: 192.0.2.10
      port: 8080
`,
	},
	About:   []string{"static"},
	Backend: checkStaticPortRange,
}

func checkStaticPortRange(p *lint.Pass, b *manifest.Document) {
	for _, h := range kgw.StaticHosts(p, b) {
		n, known := h.Port.Int()
		if !known || 1 <= n && n <= 65535 {
			continue
		}
		d := p.Report(h.Port, "%d is not a valid port: %s", n, portConsequence(p, b, h, n))
		d.Help = "write a port from 1 to 65535"
	}
}

// portConsequence returns the effect of a port that is out of range, for a message. Before 2.2, kgateway ignores the first host with port 0
// and all hosts after it; Envoy then rejects the Backend if a host before it is not an IP address.
func portConsequence(p *lint.Pass, b *manifest.Document, bad kgw.Host, port int64) string {
	const rejected = "Envoy rejects the whole Backend, and its status does not report it"
	if port != 0 {
		return rejected
	}
	if !kgw.IsBefore(p, "2.2") {
		return "the Backend is dropped"
	}
	hosts := kgw.StaticHosts(p, b)
	kept := hosts[:slices.IndexFunc(hosts, func(h kgw.Host) bool { return h.Port.Span == bad.Port.Span })]
	switch {
	case len(kept) == 0:
		return "the Backend has no endpoints, and its status does not report it"
	case slices.ContainsFunc(kept, func(h kgw.Host) bool { return !kgw.IsIPHost(h.Name) }):
		return rejected
	}
	return "this host and those after it are dropped, and the status does not report it"
}
