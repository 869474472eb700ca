package hosts

import (
	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/lint"
	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/rules/kgw"
)

var HostWildcard = lint.Rule{
	Descriptor: diag.Descriptor{
		ID:       "host-wildcard",
		Summary:  "a static host is a wildcard",
		Severity: diag.Error,
		Category: diag.Correctness,
		Why: "A static Backend is a fixed list of machines, and Envoy looks up each name exactly as written. A name with `*` in it does " +
			"not resolve, so every request gets a 503 while the Backend's status is Accepted. List the hosts one by one, or from " +
			"kgateway 2.1 on use a Backend with `dynamicForwardProxy`, which sends each request to the host of the request.",
		Sources: []string{"pkg/kgateway/extensions2/plugins/backend/static.go @ 2.4"},
		Bad: `apiVersion: gateway.kgateway.dev/v1alpha1
kind: Backend
metadata:
  name: web
spec:
  type: Static
  static:
    hosts:
    - host: "*.example.com"
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
    - host: web.example.com
      port: 8080
`,
	},
	Backend: checkHostWildcard,
}

func checkHostWildcard(p *lint.Pass, b *manifest.Document) {
	for _, h := range kgw.StaticHosts(p, b) {
		if h.Form() != kgw.FormWildcard {
			continue
		}
		d := p.Report(h.Host, "%q is looked up as written: wildcards are not supported", h.Name)
		d.Help = "list the hosts one by one"
		if p.Since("2.1") {
			d.Help = "list the hosts one by one, or use dynamicForwardProxy, which goes to the host of the request"
		}
	}
}
