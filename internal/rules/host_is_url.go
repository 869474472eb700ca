package rules

import (
	"strconv"
	"strings"

	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/lint"
	"github.com/backendctl/backendctl/internal/manifest"
)

var hostIsURL = lint.Rule{
	Descriptor: diag.Descriptor{
		ID:       "host-is-url",
		Summary:  "a static host is a URL and not a host",
		Severity: diag.Error,
		Category: diag.Correctness,
		Why: "Neither the CRD nor the controller looks at a static host: what is no IP address is handed to Envoy as a DNS name. A name " +
			"with a scheme, a path or a user in it never resolves, every request is answered with 503, and the Backend's status says " +
			"Accepted all the same. Write the bare host; the port has a field of its own, TLS is a BackendConfigPolicy or a " +
			"BackendTLSPolicy, and a path is a URLRewrite filter on the route.",
		Sources: []string{"pkg/kgateway/extensions2/plugins/backend/static.go @ 2.4"},
		Bad: `apiVersion: gateway.kgateway.dev/v1alpha1
kind: Backend
metadata:
  name: web
spec:
  type: Static
  static:
    hosts:
    - host: http://web.example.com/
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
	Backend: checkHostIsURL,
}

func checkHostIsURL(p *lint.Pass, b *manifest.Document) {
	for _, h := range staticHosts(b) {
		if strings.TrimSpace(h.Name) == "" || !strings.ContainsAny(h.Name, "/?@ \t#") {
			continue
		}
		d := p.Report(h.Host, "%q is no host: Envoy looks it up as a DNS name, which fails", h.Name)
		d.Help = "write the bare host; the port, TLS and a path have places of their own"
		d.Fixes = bareHost(h)
	}
}

// bareHost takes a URL apart where nothing of it is lost: a scheme and a root path say no more than the port does already.
func bareHost(h host) []diag.Fix {
	_, rest, found := strings.Cut(h.Name, "://")
	rest = strings.TrimSuffix(rest, "/")
	bare, port, hasPort := strings.Cut(rest, ":")
	switch {
	case !found || !isHost(bare):
		return nil
	case hasPort && port != strconv.FormatInt(h.Number, 10):
		return lint.UnsafeFix("keep the host only, and the port beside it", h.Host.Replace(bare))
	}
	return lint.SafeFix("keep the host only", h.Host.Replace(bare))
}
