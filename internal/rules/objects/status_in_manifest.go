package objects

import (
	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/lint"
	"github.com/backendctl/backendctl/internal/manifest"
)

var StatusInManifest = lint.Rule{
	Descriptor: diag.Descriptor{
		ID:       "status-in-manifest",
		Summary:  "the manifest of a Backend has a status",
		Severity: diag.Info,
		OptIn:    true,
		Category: diag.Style,
		Why: "The controller writes the status of a Backend, and the API server silently drops it from every manifest that is applied. So " +
			"in a file it only shows an old state, and a GitOps tool may report it as a permanent difference. It comes from `kubectl " +
			"get -o yaml` and from generators.",
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
		d := p.Report(status.Key(), "the API server drops the status of applied manifests")
		d.Help = "remove the status"
		d.Fixes = lint.SafeFix("remove the status", status.Remove())
	},
}
