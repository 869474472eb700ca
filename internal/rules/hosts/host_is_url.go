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
		Summary:  "a static host is a URL and not a host",
		Severity: diag.Error,
		Category: diag.Correctness,
		Why: "Neither the CRD nor the controller looks at a static host: what is no IP address is handed to Envoy as a DNS name. A name " +
			"with a scheme, a path or a user in it never resolves, every request is answered with 503, and the Backend's status says " +
			"Accepted all the same. White space around a name or in it does the same. Write the bare host; the port has a field of its own, " +
			"TLS is a BackendConfigPolicy or a BackendTLSPolicy, and a path is a URLRewrite filter on the route.",
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
		d.Help = "write the bare host; the port, TLS and a path have places of their own"
		if !strings.ContainsAny(h.Name, "/?@#") {
			d.Help = "write one host an entry, without white space"
		}
		d.Fixes = bareHost(h)
	}
}

// bareHost takes a URL apart. Nothing of it is lost with a scheme and a root path that say no more than leaving them out
// does; one that asks for TLS, a user or a path has to go somewhere else first.
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
	plain := scheme == "" || strings.EqualFold(scheme, "http")
	return kgw.KeepHost(h, bare, port, plain && at < 0 && (path == "" || path == "/"))
}
