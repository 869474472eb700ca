package objects

import (
	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/lint"
	"github.com/backendctl/backendctl/internal/manifest"
)

var TypeDeprecated = lint.Rule{
	Descriptor: diag.Descriptor{
		ID:       "type-deprecated",
		Summary:  "spec.type is deprecated and has no effect",
		Severity: diag.Info,
		OptIn:    true,
		Category: diag.Compatibility,
		Since:    "2.4",
		Why: "The controller uses the field that is set (`static`, `aws`, …) and does not read `type`, which is documented as " +
			"deprecated and will be removed. The CRDs up to 2.3 require it and reject a Backend without it, so remove it only if you " +
			"run no release before 2.4.",
		Sources: []string{"api/v1alpha1/kgateway/backend_types.go @ 2.4", "pkg/kgateway/extensions2/plugins/backend/plugin.go @ 2.4"},
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
`,
		Good: `apiVersion: gateway.kgateway.dev/v1alpha1
kind: Backend
metadata:
  name: web
spec:
  static:
    hosts:
    - host: 192.0.2.10
      port: 8080
`,
	},
	Backend: func(p *lint.Pass, b *manifest.Document) {
		at := lint.At(b, "spec", "type")
		if !at.Exists() {
			return
		}
		d := p.Report(at.Key(), "the type is deprecated: the controller takes the type from the member that is set")
		d.Help = "remove it, unless a release before 2.4, which requires it, also uses this manifest"
		d.Fixes = lint.UnsafeFix("remove the type", at.Remove())
	},
}
