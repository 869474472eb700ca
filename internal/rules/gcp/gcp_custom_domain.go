package gcp

import (
	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/lint"
	"github.com/backendctl/backendctl/internal/manifest"
)

var GCPCustomDomain = lint.Rule{
	Descriptor: diag.Descriptor{
		ID:       "gcp-custom-domain",
		Summary:  "a GCP Backend has a domain of its own and no audience",
		Severity: diag.Warning,
		Category: diag.Correctness,
		Why: "The token that the proxy gets is for the audience `https://` and the host. Cloud Run and Cloud Functions " +
			"take tokens for their own URL, and for what was set as a custom audience; a domain that is mapped to the " +
			"service is neither, so each request is answered with 401 or 403. Write `audience` with the service's run.app " +
			"URL, or the custom audience.",
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
    host: reports.example.com
`,
		Good: `apiVersion: gateway.kgateway.dev/v1alpha1
kind: Backend
metadata:
  name: report
spec:
  type: GCP
  gcp:
    host: reports.example.com
    audience: https://report-abcdefghij-uc.a.run.app
`,
	},
	About:   []string{"gcp"},
	Backend: checkGCPCustomDomain,
}

func checkGCPCustomDomain(p *lint.Pass, b *manifest.Document) {
	host, name, ok := gcpHost(b)
	gcp := lint.At(b, "spec", "gcp")
	if !ok || isGoogleHost(name) || gcp.At("audience").Exists() || gcp.Template() {
		return
	}
	d := p.Report(host, "tokens are for https://%s, which a service behind a domain of its own does not take", name)
	d.Help = "write audience with the service's run.app URL or its custom audience"
}
