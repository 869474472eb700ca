package objects

import (
	"encoding/json"
	"path"

	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/lint"
	"github.com/backendctl/backendctl/internal/manifest"
)

var DuplicateBackends = lint.Rule{
	Descriptor: diag.Descriptor{
		ID:       "duplicate-backends",
		Summary:  "two Backends of a namespace have the same spec",
		Severity: diag.Info,
		OptIn:    true,
		Category: diag.Style,
		Why: "Each Backend is a separate Envoy cluster with its own connections, health checks and circuit breakers. Two Backends with " +
			"the same spec do everything twice, and a change of the spec is easily made in only one of them. Two copies are useful if a " +
			"policy applies to only one of them. Otherwise let all routes refer to the same Backend.",
		Sources: []string{"pkg/pluginsdk/ir/backend.go @ 2.4"},
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
---
apiVersion: gateway.kgateway.dev/v1alpha1
kind: Backend
metadata:
  name: shop
spec:
  type: Static
  static:
    hosts:
    - {host: 192.0.2.10, port: 8080}
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
---
apiVersion: gateway.kgateway.dev/v1alpha1
kind: Backend
metadata:
  name: shop
spec:
  type: Static
  static:
    hosts:
    - {host: 192.0.2.20, port: 8080}
`,
	},
	Set: checkDuplicateBackends,
}

func checkDuplicateBackends(p *lint.Pass) {
	seen := map[string]*manifest.Document{}
	for _, b := range p.Backends() {
		key := specKey(b)
		first := seen[key]
		switch {
		case key == "" || b.Name == "":
		case first == nil:
			seen[key] = b
		case first.Name != b.Name:
			name := lint.At(b, "metadata", "name")
			d := p.Report(name, "the Backends %q and %q have the same spec", first.Name, b.Name)
			d.Help = "keep one of them, unless a policy applies to only one"
			d.Related = append(d.Related, lint.At(first, "metadata", "name").Related("the same spec"))
		}
	}
}

// specKey returns a key that is the same for Backends with the same namespace and the same spec, or "" if the spec is not known. For a
// Backend without a namespace, the folder takes the place of the namespace, because environments often differ only in the folder.
func specKey(b *manifest.Document) string {
	spec := lint.At(b, "spec")
	if !spec.Exists() || spec.Template() {
		return ""
	}
	where := b.Namespace
	if where == "" {
		where = "/" + path.Dir(b.File.Name())
	}
	text, err := json.Marshal([]any{where, spec.Node.JSON()})
	if err != nil {
		return ""
	}
	return string(text)
}
