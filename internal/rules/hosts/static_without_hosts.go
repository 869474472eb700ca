package hosts

import (
	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/lint"
	"github.com/backendctl/backendctl/internal/manifest"
)

var StaticWithoutHosts = lint.Rule{
	Descriptor: diag.Descriptor{
		ID:       "static-without-hosts",
		Summary:  "a static Backend has no hosts",
		Severity: diag.Error,
		Category: diag.Correctness,
		Until:    "2.0",
		Why: "The CRD of kgateway 2.0 does not require the list of hosts, and the controller turns it into a cluster without endpoints: " +
			"the status is Accepted, and every request gets a 503. From 2.1 on the API server rejects it. Add the hosts.",
		Sources: []string{"internal/kgateway/extensions2/plugins/backend/static.go @ 2.0"},
		Bad: `apiVersion: gateway.kgateway.dev/v1alpha1
kind: Backend
metadata:
  name: web
spec:
  type: Static
  static: {}
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
	Backend: checkStaticWithoutHosts,
}

func checkStaticWithoutHosts(p *lint.Pass, b *manifest.Document) {
	static := lint.At(b, "spec", "static")
	if !static.Exists() || static.Node.Kind != manifest.Mapping || static.Template() || static.Field("hosts").Exists() {
		return
	}
	d := p.Report(static.Key(), "there are no hosts, so every request gets a 503")
	d.Help = "add hosts"
}
