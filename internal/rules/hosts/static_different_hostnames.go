package hosts

import (
	"strings"

	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/lint"
	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/rules/kgw"
)

var StaticDifferentHostnames = lint.Rule{
	Descriptor: diag.Descriptor{
		ID:       "static-different-hostnames",
		Summary:  "the hosts of a static Backend have different names but share one Host header and one TLS server name",
		Severity: diag.Warning,
		Category: diag.Correctness,
		Why: "Settings of a static Backend apply to all of its hosts: a hostname rewrite of the route is one name, and so is the server " +
			"name of a TLS policy. Public servers usually select a site by name and answer only for their own, so part of the requests " +
			"end in 404, 421 or a failed handshake, depending on the host that the load balancer picks. Give each name its own Backend " +
			"and set weights in the route, or use `autoHostRewrite` and a certificate that covers all names. Addresses, Services of the " +
			"cluster and names that differ only in numbers (`web-0`, `web-1`) count as copies of one server.",
		Sources: []string{
			"pkg/kgateway/extensions2/plugins/backend/static.go @ 2.4",
			"pkg/kgateway/extensions2/plugins/backendconfigpolicy/plugin.go @ 2.4",
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
    - host: web.example.com
      port: 8080
    - host: shop.example.org
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
    - host: web-0.example.com
      port: 8080
    - host: web-1.example.com
      port: 8080
`,
	},
	About:   []string{"static"},
	Backend: checkStaticDifferentHostnames,
}

func checkStaticDifferentHostnames(p *lint.Pass, b *manifest.Document) {
	var first kgw.Host
	for _, h := range kgw.StaticHosts(p, b) {
		if h.Form() != kgw.FormName || !strings.Contains(h.Name, ".") || kgw.IsClusterService(h.Name) || kgw.IsLoopbackName(h.Name) {
			continue
		}
		if first.Name == "" {
			first = h
			continue
		}
		if kgw.WithoutNumbers(h.Name) != kgw.WithoutNumbers(first.Name) {
			d := p.Report(h.Host, "%q gets the same Host header and TLS server name as %q", h.Name, first.Name)
			d.Help = "make one Backend per name, and set weights in the route"
			d.Related = append(d.Related, first.Host.Related("the first host"))
			return
		}
	}
}
