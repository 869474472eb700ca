package objects

import (
	"slices"

	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/lint"
	"github.com/backendctl/backendctl/internal/manifest"
)

var SpecMissing = lint.Rule{
	Descriptor: diag.Descriptor{
		ID:       "spec-missing",
		Summary:  "a Backend has no spec",
		Severity: diag.Error,
		Category: diag.Correctness,
		Until:    "2.1",
		Why: "The CRDs of kgateway 2.0 and 2.1 require fields of the spec, but not the spec itself. The API server accepts a Backend " +
			"without a spec. The controller finds no type in it and creates a cluster without endpoints: the status is Accepted, and " +
			"every request gets a 503. From 2.2 on the API server rejects it.",
		Sources: []string{
			"install/helm/kgateway-crds/templates/gateway.kgateway.dev_backends.yaml @ 2.1",
			"internal/kgateway/extensions2/plugins/backend/plugin.go @ 2.1",
		},
		Bad: `apiVersion: gateway.kgateway.dev/v1alpha1
kind: Backend
metadata:
  name: web
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
	Backend: checkSpecMissing,
}

func checkSpecMissing(p *lint.Pass, b *manifest.Document) {
	spec := lint.At(b, "spec")
	if spec.Exists() || slices.ContainsFunc(b.Root.Fields, func(f manifest.Field) bool { return f.Template }) {
		return
	}
	d := p.Report(spec.Key(), "the Backend has no spec, so every request gets a 503")
	d.Help = "add the spec"
}
