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
		Summary:  "the audience of a GCP Backend is another service or no URL",
		Severity: diag.Warning,
		Category: diag.Correctness,
		Why: "The audience says who may take the token. Cloud Run takes tokens for its own https URL, and for custom " +
			"audiences; a token for another service, or for a host without `https://`, is answered with 401 or 403. Leave " +
			"`audience` out where the host is the service's own, or write its URL. An audience that is none of Google's " +
			"hosts is taken for a custom one.",
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
		d := p.Report(audience, "%q has no https://, so it is not the audience that the service takes", audience.Word())
		d.Help = "write https://" + of
		d.Fixes = lint.UnsafeFix("write https://"+of, audience.Replace("https://"+of))
	case isOtherService(name, of):
		d := p.Report(audience, "tokens are for %q, and requests go to %q", of, name)
		d.Help = "write the URL of the service that the host is, or leave audience out"
		d.Related = append(d.Related, lint.At(b, "spec", "gcp", "host").Related("the host"))
		d.Fixes = lint.UnsafeFix("write the host's URL", audience.Replace("https://"+name))
	}
}

// isOtherService says whether two hosts of Cloud Run or Cloud Functions belong to different services.
func isOtherService(host, audience string) bool {
	if a, b := cloudRunService(host), cloudRunService(audience); a != "" && b != "" {
		return a != b
	}
	const functions = ".cloudfunctions.net"
	return strings.HasSuffix(host, functions) && strings.HasSuffix(audience, functions) && host != audience
}
