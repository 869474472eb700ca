package gcp

import (
	"strings"

	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/lint"
	"github.com/backendctl/backendctl/internal/manifest"
	"github.com/backendctl/backendctl/internal/rules/kgw"
)

var GCPHostIsURL = lint.Rule{
	Descriptor: diag.Descriptor{
		ID:       "gcp-host-is-url",
		Summary:  "the host of a GCP Backend is a URL instead of a host name",
		Severity: diag.Error,
		Category: diag.Correctness,
		Why: "kgateway uses `gcp.host` unchanged in three places: as the DNS name that Envoy looks up, as the server name of TLS and, " +
			"after `https://`, as the audience of the token. A scheme, a port or a path breaks all three, every request gets a 503, and " +
			"the Backend's status is Accepted. The port is always 443. Write the bare host, and set a path with a URLRewrite filter on " +
			"the route.",
		Since: "2.3",
		Sources: []string{
			"pkg/kgateway/extensions2/plugins/backend/gcp.go @ 2.3",
			"pkg/kgateway/extensions2/plugins/backend/gcp.go @ 2.4",
		},
		Bad: `apiVersion: gateway.kgateway.dev/v1alpha1
kind: Backend
metadata:
  name: report
spec:
  type: GCP
  gcp:
    host: https://report-abcdefghij-uc.a.run.app
`,
		Good: `apiVersion: gateway.kgateway.dev/v1alpha1
kind: Backend
metadata:
  name: report
spec:
  type: GCP
  gcp:
    host: report-abcdefghij-uc.a.run.app
`,
	},
	About:   []string{"gcp"},
	Backend: checkGCPHostIsURL,
}

func checkGCPHostIsURL(p *lint.Pass, b *manifest.Document) {
	host := lint.At(b, "spec", "gcp", "host")
	name := host.Word()
	if !isURLOrPort(name) {
		return
	}
	d := p.Report(host, "%q is not a valid host: it does not resolve as a DNS name", withoutUser(name))
	d.Help = "write the bare host; the port is always 443"
	d.Fixes = bareGCPHost(host, name)
}

// isURLOrPort reports whether a text contains characters that are not valid in a host, such as those of a URL or a port. The colons of an
// IPv6 address are valid.
func isURLOrPort(s string) bool {
	if kgw.IsHost(s) {
		return false
	}
	return strings.ContainsAny(s, "/:?#@ \t") || kgw.IsBlank(s)
}

// withoutUser returns a text for a message. An ellipsis replaces the part before the last @, because that part may contain a password.
func withoutUser(s string) string {
	if at := strings.LastIndex(s, "@"); at >= 0 {
		return "…" + s[at:]
	}
	return s
}

// bareGCPHost returns the fix that replaces a URL by its host. The fix is safe if it removes only https://, the port 443 and a final slash,
// and unsafe otherwise. It returns nil if the rest is not a valid host, or if the URL contains @, as one with a user does.
func bareGCPHost(host lint.Place, name string) []diag.Fix {
	scheme, rest, found := strings.Cut(strings.TrimSpace(name), "://")
	if !found {
		scheme, rest = "https", strings.TrimSpace(name)
	}
	if bare := strings.TrimSuffix(strings.TrimSuffix(rest, "/"), ":443"); scheme == "https" && kgw.IsHost(bare) {
		return lint.SafeFix("keep the host only", host.Replace(bare))
	}
	if end := strings.IndexAny(rest, "/?#:"); end >= 0 {
		rest = rest[:end]
	}
	if !kgw.IsHost(rest) || strings.Contains(name, "@") {
		return nil
	}
	return lint.UnsafeFix("keep the host only", host.Replace(rest))
}
