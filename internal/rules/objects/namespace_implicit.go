package objects

import (
	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/lint"
	"github.com/backendctl/backendctl/internal/manifest"
)

var NamespaceImplicit = lint.Rule{
	Descriptor: diag.Descriptor{
		ID:       "namespace-implicit",
		Summary:  "a Backend has no namespace, but related documents have one",
		Severity: diag.Info,
		OptIn:    true,
		Category: diag.References,
		Why: "Without a namespace a Backend is created in a namespace that depends on the client: that of the kubeconfig's context, of " +
			"`kubectl -n`, or of the GitOps application. Routes, policies and Secrets with an explicit namespace are always created " +
			"there. So their references to the Backend, and its references to them, work only if the two namespaces happen to be the " +
			"same. Write the namespace in all documents or in none.",
		Sources: []string{"pkg/krtcollections/policy.go @ 2.4"},
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
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata:
  name: web
  namespace: shop
spec:
  parentRefs:
  - name: http
  rules:
  - backendRefs:
    - name: web
      group: gateway.kgateway.dev
      kind: Backend
`,
		Good: `apiVersion: gateway.kgateway.dev/v1alpha1
kind: Backend
metadata:
  name: web
  namespace: shop
spec:
  type: Static
  static:
    hosts:
    - host: 192.0.2.10
      port: 8080
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata:
  name: web
  namespace: shop
spec:
  parentRefs:
  - name: http
  rules:
  - backendRefs:
    - name: web
      group: gateway.kgateway.dev
      kind: Backend
`,
	},
	Set: checkNamespaceImplicit,
}

func checkNamespaceImplicit(p *lint.Pass) {
	other := namespaced(p)
	if other == nil {
		return
	}
	for _, b := range p.Backends() {
		meta := lint.At(b, "metadata")
		if b.Namespace != "" || meta.Template() || !meta.Exists() {
			continue
		}
		d := p.Report(meta.Field("namespace"), "the Backend has no namespace, but other documents have one")
		d.Help = "write the namespace"
		d.Related = append(d.Related, lint.At(other, "metadata", "namespace").Related("a namespace is written here"))
		d.Fixes = lint.UnsafeFix("write namespace "+other.Namespace, meta.Field("name").AddBeside("namespace", manifest.Write(other.Namespace)))
	}
}

// namespaced returns the first document that has a namespace and is a Backend or refers to one. It returns nil if there is none.
func namespaced(p *lint.Pass) *manifest.Document {
	refers := map[*manifest.Document]bool{}
	for _, r := range p.Set.References() {
		refers[r.Document] = refers[r.Document] || r.IsBackend()
	}
	for _, d := range p.Set.Documents() {
		if d.Namespace != "" && (p.Set.IsBackend(d) || refers[d]) {
			return d
		}
	}
	return nil
}
