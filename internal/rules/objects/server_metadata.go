package objects

import (
	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/edit"
	"github.com/backendctl/backendctl/internal/lint"
	"github.com/backendctl/backendctl/internal/manifest"
)

var ServerMetadata = lint.Rule{
	Descriptor: diag.Descriptor{
		ID:       "server-metadata",
		Summary:  "the manifest of a Backend has metadata that the API server writes",
		Severity: diag.Info,
		OptIn:    true,
		Category: diag.Style,
		Why: "The output of `kubectl get -o yaml` contains what the API server stores about one object in one cluster. Most of it is " +
			"ignored when the manifest is applied again. But a `resourceVersion` or a `uid` causes a conflict once the object has " +
			"changed or was recreated, server-side apply refuses `managedFields`, and the last-applied-configuration annotation is a " +
			"second copy of the whole manifest. Remove them from the file.",
		Sources: []string{"kubernetes.io/docs/reference/using-api/api-concepts", "kubernetes.io/docs/reference/using-api/server-side-apply"},
		Bad: `apiVersion: gateway.kgateway.dev/v1alpha1
kind: Backend
metadata:
  name: web
  resourceVersion: "81234"
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
  type: Static
  static:
    hosts:
    - host: 192.0.2.10
      port: 8080
`,
	},
	Backend: checkServerMetadata,
}

// serverFields are the fields of metadata that the API server writes. consequence is the effect of such a field in a manifest.
var serverFields = []struct{ field, consequence string }{
	{"resourceVersion", "and applying the manifest fails once the object has changed"},
	{"uid", "and applying the manifest fails once the object was recreated"},
	{"managedFields", "and server-side apply rejects a manifest that has it"},
	{"generation", "and ignores it in a manifest"},
	{"creationTimestamp", "and ignores it in a manifest"},
	{"deletionTimestamp", "and ignores it in a manifest"},
	{"deletionGracePeriodSeconds", "and ignores it in a manifest"},
	{"selfLink", "and ignores it in a manifest"},
}

const lastApplied = "kubectl.kubernetes.io/last-applied-configuration"

func checkServerMetadata(p *lint.Pass, b *manifest.Document) {
	meta := lint.At(b, "metadata")
	for _, s := range serverFields {
		if at := meta.Field(s.field); at.Exists() {
			reportServerMetadata(p, at, at.Remove(), "the API server writes %s, "+s.consequence, s.field)
		}
	}
	annotations := meta.Field("annotations")
	if at := annotations.Field(lastApplied); at.Exists() {
		remove := at.Remove()
		if len(annotations.Keys()) == 1 {
			remove = annotations.Remove()
		}
		reportServerMetadata(p, at, remove, "kubectl writes this annotation: it is a second copy of the manifest")
	}
}

func reportServerMetadata(p *lint.Pass, at lint.Place, remove []edit.Edit, format string, args ...any) {
	d := p.Report(at.Key(), format, args...)
	d.Help = "remove it from the file"
	d.Fixes = lint.SafeFix("remove it", remove)
}
