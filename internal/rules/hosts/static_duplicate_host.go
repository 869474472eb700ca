package hosts

import (
	"strings"

	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/lint"
	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/rules/kgw"
)

var StaticDuplicateHost = lint.Rule{
	Descriptor: diag.Descriptor{
		ID:       "static-duplicate-host",
		Summary:  "a static host is listed twice with the same port",
		Severity: diag.Warning,
		Category: diag.Correctness,
		Why: "The CRD accepts the same host twice, and the controller passes both on. This does not reliably give a host more weight: " +
			"Envoy may count them as two hosts or as one, depending on how the cluster is resolved. Usually it is a copied entry that " +
			"was not edited. Set weights between Backends, in the route.",
		Sources: []string{
			"pkg/kgateway/extensions2/plugins/backend/static.go @ 2.4",
			"envoyproxy/envoy source/extensions/clusters/strict_dns/strict_dns_cluster.cc",
		},
		Inferred: true,
		Bad: `apiVersion: gateway.kgateway.dev/v1alpha1
kind: Backend
metadata:
  name: web
spec:
  type: Static
  static:
    hosts:
    - host: 192.0.2.10
      port: 8080
    - host: 192.0.2.10
      port: 8080
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
    - host: 192.0.2.11
      port: 8080
`,
	},
	About:   []string{"static"},
	Backend: checkStaticDuplicateHost,
}

func checkStaticDuplicateHost(p *lint.Pass, b *manifest.Document) {
	type endpoint struct {
		host string
		port int64
	}
	seen := map[endpoint]kgw.Host{}
	for _, h := range kgw.StaticHosts(p, b) {
		if _, known := h.Port.Int(); !known || h.Form() <= kgw.FormPlaceholder {
			continue
		}
		e := endpoint{strings.ToLower(h.Name), h.Number}
		if addr, ok := h.Address(); ok {
			e.host = addr.String()
		}
		first, again := seen[e]
		if !again {
			seen[e] = h
			continue
		}
		d := p.Report(h.Host, "%q with port %d is listed twice, so its share of traffic is unpredictable", h.Name, h.Number)
		d.Help = "remove the entry, or write the intended host"
		d.Related = append(d.Related, first.Host.Related("first listed here"))
	}
}
