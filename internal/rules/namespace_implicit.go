package rules

import (
	"slices"

	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/lint"
	"github.com/backendctl/backendctl/internal/manifest"
)

var namespaceImplicit = lint.Rule{
	Descriptor: diag.Descriptor{
		ID:       "namespace-implicit",
		Summary:  "a Backend has no namespace where other documents have one",
		Severity: diag.Info,
		OptIn:    true,
		Category: diag.References,
		Why: "Without a namespace a Backend goes where whoever applies it happens to be: the namespace of the kubeconfig's context, of " +
			"`kubectl -n`, or of the GitOps application. Routes, policies and Secrets beside it that name theirs stay where they are, and " +
			"a reference between the two is right or wrong by accident. Write the namespace in all of them or in none.",
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
apiVersion: v1
kind: ConfigMap
metadata:
  name: web
  namespace: shop
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
apiVersion: v1
kind: ConfigMap
metadata:
  name: web
  namespace: shop
`,
	},
	Set: checkNamespaceImplicit,
}

func checkNamespaceImplicit(p *lint.Pass) {
	documents := p.Set.Documents()
	i := slices.IndexFunc(documents, func(d *manifest.Document) bool { return d.Namespace != "" })
	if i < 0 {
		return
	}
	for _, b := range p.Backends() {
		meta := lint.At(b, "metadata")
		if b.Namespace != "" || meta.Template() || !meta.Exists() {
			continue
		}
		d := p.Report(meta.At("namespace"), "the Backend has no namespace, and other documents have one")
		d.Help = "write the namespace"
		d.Related = append(d.Related, lint.At(documents[i], "metadata", "namespace").Related("a namespace is written here"))
		d.Fixes = lint.UnsafeFix("write namespace "+documents[i].Namespace, meta.At("name").AddBeside("namespace", manifest.Write(documents[i].Namespace)))
	}
}
