package rules

import (
	"path"
	"slices"

	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/lint"
	"github.com/backendctl/backendctl/internal/manifest"
)

var objectDuplicated = lint.Rule{
	Descriptor: diag.Descriptor{
		ID:       "object-duplicated",
		Summary:  "an object is there twice",
		Severity: diag.Error,
		Category: diag.References,
		Why: "Of two documents with the same kind, namespace and name the one that is applied last replaces the other: which " +
			"one that is depends on the order of documents and files, and Kustomize and Argo CD refuse the set. A copied " +
			"Backend whose name was not changed is the usual cause, and the route that was to reach it goes to the other one. " +
			"Give one of them another name, or remove it. Folders are taken for environments of their own, and patches of a " +
			"Kustomization for what they are.",
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
apiVersion: gateway.kgateway.dev/v1alpha1
kind: Backend
metadata:
  name: web
spec:
  type: Static
  static:
    hosts:
    - host: 192.0.2.20
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
---
apiVersion: gateway.kgateway.dev/v1alpha1
kind: Backend
metadata:
  name: api
spec:
  type: Static
  static:
    hosts:
    - host: 192.0.2.20
      port: 8080
`,
	},
	Set: checkObjectDuplicated,
}

// An duplicateKey is the same for objects of which one replaces the other.
type duplicateKey struct{ folder, group, kind, namespace, name string }

func checkObjectDuplicated(p *lint.Pass) {
	for _, namesakes := range p.Set.Namesakes() {
		checkNamesakes(p, namesakes)
	}
}

func checkNamesakes(p *lint.Pass, documents []*manifest.Document) {
	seen := map[duplicateKey]*manifest.Document{}
	for _, d := range documents {
		key, ok := duplicateKeyOf(p.Set, d)
		if !ok {
			continue
		}
		first := seen[key]
		switch {
		case first == nil:
			seen[key] = d
		case first.File == d.File:
			reportDuplicated(p, key.kind, first, d, "in this file")
		case p.Set.AppliedTogether(first.File, d.File):
			reportDuplicated(p, key.kind, first, d, "in this folder").Severity = diag.Warning
		}
	}
}

// duplicateKeyOf returns what an object is known by; false for a kind that is none of our business, and for a name that is not
// known or is made by the API server.
func duplicateKeyOf(s *lint.Set, d *manifest.Document) (duplicateKey, bool) {
	key := duplicateKey{group: lint.Group(d), kind: d.Kind, namespace: d.Namespace}
	if s.IsBackend(d) {
		key.group, key.kind = lint.Kgateway, "Backend"
	}
	isOurs := key.group == lint.Kgateway || key.group == lint.GatewayAPI || key.group == lint.Core && slices.Contains([]string{"Secret", "ConfigMap", "Service"}, d.Kind)
	if !isOurs || key.kind == "" {
		return key, false
	}
	key.folder, key.name = path.Dir(d.File.Name()), lint.At(d, "metadata", "name").Word()
	return key, key.name != "" && !lint.At(d, "metadata", "namespace").Template()
}

func reportDuplicated(p *lint.Pass, kind string, first, again *manifest.Document, where string) *diag.Diagnostic {
	d := p.Report(lint.At(again, "metadata", "name"), "the %s %q%s is %s twice: the one that is applied last replaces the other",
		kind, again.Name, inNamespace(again.Namespace), where)
	d.Help = "give one of them another name, or remove it"
	d.Related = append(d.Related, lint.At(first, "metadata", "name").Related("the first one"))
	return d
}
