package gcp

import (
	"strings"

	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/lint"
	"github.com/backendctl/backendctl/internal/manifest"
)

var GCPAudienceMismatch = lint.Rule{
	Descriptor: diag.Descriptor{
		ID:       "gcp-audience-mismatch",
		Summary:  "the audience of a GCP Backend belongs to another service or is not a URL",
		Severity: diag.Warning,
		Category: diag.Correctness,
		Why: "The audience identifies the service that may accept the token. Cloud Run accepts tokens for its own https URL and for " +
			"custom audiences. If the token is for another service, or for a host without `https://`, the request gets a 401 or 403. " +
			"Omit `audience` if `host` is the service's own name, or set it to the service's URL. An audience outside of Google's " +
			"domains is assumed to be a custom one.",
		Since:    "2.3",
		Sources:  []string{"pkg/kgateway/extensions2/plugins/backend/gcp.go @ 2.4"},
		Inferred: true,
		Bad: `apiVersion: gateway.kgateway.dev/v1alpha1
kind: Backend
metadata:
  name: report
spec:
  type: GCP
  gcp:
    host: report-abcdefghij-uc.a.run.app
    audience: https://invoice-abcdefghij-uc.a.run.app
`,
		Good: `apiVersion: gateway.kgateway.dev/v1alpha1
kind: Backend
metadata:
  name: report
spec:
  type: GCP
  gcp:
    host: report-abcdefghij-uc.a.run.app
    audience: https://report-abcdefghij-uc.a.run.app
`,
	},
	About:   []string{"gcp"},
	Backend: checkGCPAudienceMismatch,
}

func checkGCPAudienceMismatch(p *lint.Pass, b *manifest.Document) {
	_, name, ok := gcpHost(b)
	audience := lint.At(b, "spec", "gcp", "audience")
	if !ok || !audience.Exists() {
		return
	}
	of, secure := audienceHost(audience.Word())
	switch {
	case !secure && isGoogleHost(of):
		d := p.Report(audience, "%q has no https://: the service accepts only its URL as the audience", audience.Word())
		d.Help = "write https://" + of
		d.Fixes = lint.UnsafeFix("write https://"+of, audience.Replace("https://"+of))
	case isOtherService(name, of):
		d := p.Report(audience, "tokens are for %q, and requests go to %q", of, name)
		d.Help = "set audience to the URL of the service that host names, or remove audience"
		d.Related = append(d.Related, lint.At(b, "spec", "gcp", "host").Related("the host"))
		d.Fixes = lint.UnsafeFix("write the host's URL", audience.Replace("https://"+name))
	}
}

// isOtherService reports whether two hosts of Cloud Run or Cloud Functions certainly belong to different services.
func isOtherService(host, audience string) bool {
	if a, b := cloudRunService(host), cloudRunService(audience); a != "" && b != "" {
		return a != b
	}
	const functions = ".cloudfunctions.net"
	return strings.HasSuffix(host, functions) && strings.HasSuffix(audience, functions) && host != audience
}
