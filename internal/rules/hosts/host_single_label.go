package hosts

import (
	"strings"

	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/lint"
	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/rules/kgw"
)

var HostSingleLabel = lint.Rule{
	Descriptor: diag.Descriptor{
		ID:       "host-single-label",
		Summary:  "a static host is a short name, which is looked up in the gateway's namespace",
		Severity: diag.Warning,
		Category: diag.Correctness,
		Why: "The gateway's proxy completes a name without a dot with its own search list: `redis` means the Service of that name in " +
			"the namespace of the Gateway, not in the Backend's. If the two namespaces differ, the name does not resolve, or resolves " +
			"to another Service of the same name; the Backend's status is Accepted. Write `<service>.<namespace>.svc.cluster.local`, or " +
			"let the route refer to the Service without a Backend.",
		Sources:  []string{"pkg/kgateway/extensions2/plugins/backend/static.go @ 2.4"},
		Inferred: true,
		Bad: `apiVersion: gateway.kgateway.dev/v1alpha1
kind: Backend
metadata:
  name: web
spec:
  type: Static
  static:
    hosts:
    - host: web
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
    - host: web.shop.svc.cluster.local
      port: 8080
`,
	},
	Backend: checkHostSingleLabel,
}

func checkHostSingleLabel(p *lint.Pass, b *manifest.Document) {
	for _, h := range kgw.StaticHosts(p, b) {
		if h.Form() != kgw.FormName || strings.Contains(h.Name, ".") || kgw.IsLoopbackName(h.Name) {
			continue
		}
		d := p.Report(h.Host, "%q is looked up in the gateway's namespace, not in the Backend's", h.Name)
		d.Help = "write the full name, such as " + h.Name + ".<namespace>.svc.cluster.local, or refer to the Service in the route"
		namespace, known := lint.At(b, "metadata", "namespace").Text()
		if full := h.Name + "." + namespace + ".svc.cluster.local"; known && kgw.IsDNSName(full) {
			d.Fixes = lint.UnsafeFix("write "+full, h.Host.Replace(full))
		}
	}
}
