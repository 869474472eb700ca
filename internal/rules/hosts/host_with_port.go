package hosts

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/lint"
	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/rules/kgw"
)

var HostWithPort = lint.Rule{
	Descriptor: diag.Descriptor{
		ID:       "host-with-port",
		Summary:  "a static host contains a port",
		Severity: diag.Error,
		Category: diag.Correctness,
		Why: "The controller does not recognize a host with a port as an IP address, so all of it, colon included, goes to Envoy as a " +
			"DNS name. The name never resolves and every request gets a 503, even if the address is right; the Backend's status is " +
			"Accepted. Write only the host, and the port in the field `port`.",
		Sources: []string{"pkg/kgateway/extensions2/plugins/backend/static.go @ 2.4"},
		Bad: `apiVersion: gateway.kgateway.dev/v1alpha1
kind: Backend
metadata:
  name: web
spec:
  type: Static
  static:
    hosts:
    - host: 192.0.2.10:8080
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
`,
	},
	Backend: checkHostWithPort,
}

func checkHostWithPort(p *lint.Pass, b *manifest.Document) {
	for _, h := range kgw.StaticHosts(p, b) {
		if h.Form() != kgw.FormPort {
			continue
		}
		bare, port, _ := kgw.SplitPort(h.Name)
		d := p.Report(h.Host, "%q contains a port: Envoy looks up the whole text as a DNS name, which fails", h.Name)
		d.Help = "write only the host here, and the port in the field port"
		number, known := h.Port.Int()
		switch {
		case h.Port.Node == nil && !h.Template():
			// This is also the path of the schema's finding for the missing port, which has the same fix.
			d.Path = h.Pointer() + diag.Pointer("port")
		case known && port != "" && port != strconv.FormatInt(number, 10):
			d.Message = fmt.Sprintf("%q contains port %s, and the field port is %d: Envoy looks up the whole host as a DNS name, which fails", h.Name, port, number)
			d.Help = "write only the host here, and the right port in the field port"
		}
		if kgw.IsHost(strings.ToLower(bare)) {
			d.Fixes = kgw.KeepHost(h, bare, port, diag.Safe)
		}
	}
}
