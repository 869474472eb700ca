package gcp

import (
	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/lint"
	"github.com/backendctl/backendctl/internal/manifest"
)

var GCPCustomDomain = lint.Rule{
	Descriptor: diag.Descriptor{
		ID:       "gcp-custom-domain",
		Summary:  "a GCP Backend has a custom domain and no audience",
		Severity: diag.Warning,
		Category: diag.Correctness,
		Why: "The proxy requests a token for the audience `https://` followed by the host. Cloud Run and Cloud Functions accept tokens " +
			"for their own URL and for custom audiences. A domain that is mapped to the service is neither, so each request gets a 401 " +
			"or 403. Set `audience` to the service's run.app URL, or to the custom audience.",
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
	if !ok || isGoogleHost(name) || gcp.Field("audience").Exists() || gcp.Template() {
		return
	}
	d := p.Report(host, "tokens are for https://%s, which a service with a custom domain does not accept", name)
	d.Help = "set audience to the service's run.app URL or its custom audience"
}
