package objects

import (
	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/lint"
	"github.com/backendctl/backendctl/internal/manifest"
)

var StatusInManifest = lint.Rule{
	Descriptor: diag.Descriptor{
		ID:       "status-in-manifest",
		Summary:  "a Backend in a file has a status",
		Severity: diag.Info,
		OptIn:    true,
		Category: diag.Style,
		Why: "The status is what the controller says of a Backend. The API server drops it from whatever is applied, without a look at it, so " +
			"it only tells readers of the file something that was once true, and makes a difference that a GitOps tool may show for ever. " +
			"It comes from `kubectl get -o yaml` and from generators.",
		Sources: []string{"install/helm/kgateway-crds/templates/gateway.kgateway.dev_backends.yaml @ 2.4"},
		Bad: `apiVersion: gateway.kgateway.dev/v1alpha1
kind: Backend
metadata:
  name: web
spec:
  type: Static
  static:
    hosts:
    - host: 192.0.2.10
      port: 8080
status: {}
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
	Backend: func(p *lint.Pass, b *manifest.Document) {
		status := lint.At(b, "status")
		if !status.Exists() {
			return
		}
		d := p.Report(status.Key(), "the API server drops the status of what is applied")
		d.Help = "remove the status"
		d.Fixes = lint.SafeFix("remove the status", status.Remove())
	},
}
