package hosts

import (
	"strings"

	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/lint"
	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/rules/kgw"
)

var HostIsURL = lint.Rule{
	Descriptor: diag.Descriptor{
		ID:       "host-is-url",
		Summary:  "a static host is a URL instead of a host name",
		Severity: diag.Error,
		Category: diag.Correctness,
		Why: "Neither the CRD nor the controller checks a static host: anything that is not an IP address is passed to Envoy as a DNS " +
			"name. A name with a scheme, a path or a user in it never resolves, every request gets a 503, and the Backend's status is " +
			"still Accepted. White space in or around a name has the same effect. Write only the host. The port has its own field, TLS " +
			"is set by a BackendConfigPolicy or a BackendTLSPolicy, and a path is set by a URLRewrite filter on the route.",
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
	for _, h := range kgw.StaticHosts(p, b) {
		if h.Form() != kgw.FormURL {
			continue
		}
		d := p.Report(h.Host, "%q is not a valid host: Envoy looks it up as a DNS name, which fails", h.Name)
		d.Help = "write the bare host; set the port in port, TLS in a policy, and a path in the route"
		if !strings.ContainsAny(h.Name, "/?@#") {
			d.Help = "write one host per entry, without white space"
		}
		d.Fixes = bareHost(h)
	}
}

// bareHost returns the fix that replaces a URL by its host; a port in the URL moves to the field port. The fix is safe if it removes only
// http:// and a final slash. It is unsafe if it also removes https, a user, a path, a query or a fragment, because the author has to decide
// what replaces them. bareHost returns nil if the URL has no valid host.
func bareHost(h kgw.Host) []diag.Fix {
	scheme, rest, found := strings.Cut(strings.TrimSpace(h.Name), "://")
	if !found {
		scheme, rest = "", scheme
	}
	end := strings.IndexAny(rest+"/", "/?#")
	authority, path := rest[:end], rest[end:]
	at := strings.LastIndexByte(authority, '@')
	bare, port, hasPort := kgw.SplitPort(authority[at+1:])
	if !hasPort {
		bare, port = kgw.WithoutBrackets(authority[at+1:]), ""
	}
	if !kgw.IsHost(strings.ToLower(bare)) {
		return nil
	}
	safety := diag.Unsafe
	if isPlain := scheme == "" || strings.EqualFold(scheme, "http"); isPlain && at < 0 && (path == "" || path == "/") {
		safety = diag.Safe
	}
	return kgw.KeepHost(h, bare, port, safety)
}
