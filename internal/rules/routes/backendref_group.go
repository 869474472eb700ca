package routes

import (
	"fmt"

	"github.com/backendctl/backendctl/internal/diag"
	"github.com/backendctl/backendctl/internal/edit"
	"github.com/backendctl/backendctl/internal/lint"
	"github.com/backendctl/backendctl/internal/rules/kgw"
)

var BackendrefGroup = lint.Rule{
	Descriptor: diag.Descriptor{
		ID:       "backendref-group",
		Summary:  "a reference to a Backend has the wrong group",
		Severity: diag.Error,
		Category: diag.References,
		Why: "Backend is a kind of `gateway.kgateway.dev`. Without that group a reference of kind Backend is looked up in the core group, " +
			"which has no such kind: the route gets `ResolvedRefs=False`, and requests sent to the reference get a 500; a mirror is " +
			"silently dropped. " + extensionEffectText + " Envoy Gateway and agentgateway have a kind Backend in their own groups, " +
			"which kgateway does not read.",
		Sources: []string{
			"pkg/krtcollections/policy.go @ 2.4",
			"internal/kgateway/krtcollections/policy.go @ 2.0",
			extAuthSource20,
		},
		Bad: `apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata:
  name: web
spec:
  rules:
  - backendRefs:
    - kind: Backend
      name: web
---
apiVersion: gateway.kgateway.dev/v1alpha1
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
		Good: `apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata:
  name: web
spec:
  rules:
  - backendRefs:
    - kind: Backend
      group: gateway.kgateway.dev
      name: web
---
apiVersion: gateway.kgateway.dev/v1alpha1
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
	Set: checkBackendrefGroup,
}

func checkBackendrefGroup(p *lint.Pass) {
	for _, r := range kgw.BackendReferences(p, lint.Route, lint.Mirror, lint.Service) {
		if isWrongGroup(p, r) {
			reportBackendrefGroup(p, r)
		}
	}
}

func reportBackendrefGroup(p *lint.Pass, r *lint.Reference) {
	b := p.Set.One(lint.Kgateway, "Backend", r.Namespace, r.Name, r.Document)
	fact := fmt.Sprintf("kgateway has no kind Backend in the group %q", r.Group)
	if !r.Field("group").Exists() {
		fact = "a reference without a group refers to the core group, which has no kind Backend"
	}
	d := p.Report(r.Field("group"), "%s: %s", fact, unresolvedEffect(p, r))
	title := "write group: " + lint.Kgateway
	d.Help = title
	edits := [][]edit.Edit{setRefField(r, "group", lint.Kgateway)}
	if port := r.Field("port"); port.Node != nil {
		edits = append(edits, port.Remove())
	}
	d.Fixes = lint.UnsafeFix(title, edits...)
	if b != nil {
		d.Fixes = lint.SafeFix(title, edits...)
		d.Related = append(d.Related, lint.At(b, "metadata", "name").Related("the Backend"))
	}
}
